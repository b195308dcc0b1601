"""The chain over the audit: late rows have their place, and every change is found and named."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from tests.fixtures.cast import Cast

from indokona.kernel import audit, chain, chain_check, clock, closing, ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database
from indokona.kernel.wired import Addresses

DAY = timedelta(days=1)


async def acts(database: Database, cast: Cast, count: int) -> list[UUID]:
    """So many acts of Asha, each in a transaction of its own; their ids."""
    who = Actor("user", cast.asha)
    for n in range(count):
        async with database.organisation(cast.organisation_id) as db:
            await audit.record(db, who, "contact.edited", "contact", cast.dev, f"n {n}")
    async with database.organisation(cast.organisation_id) as db:
        rows = await db.rows(
            "select id from audit where organisation_id = %s order by xid, id",
            (cast.organisation_id,),
        )
    return [row[0] for row in rows][-count:]


async def closed(database: Database, cast: Cast) -> int:
    return await closing.close(database, cast.organisation_id)


async def kinds(database: Database, cast: Cast) -> list[tuple[str, UUID | None]]:
    verdict = await chain_check.verify(database, cast.organisation_id)
    return [(found.kind, found.row_id) for found in verdict.findings]


def forced(owner: psycopg.Connection, *statements: str) -> None:
    """As whoever owns the database, past the walls."""
    for table in ("audit", "audit_segment", "audit_head"):
        owner.execute(f"alter table {table} no force row level security".encode())
    for statement in statements:
        assert owner.execute(statement.encode()).rowcount > 0, statement
    for table in ("audit", "audit_segment", "audit_head"):
        owner.execute(f"alter table {table} force row level security".encode())


async def test_what_was_closed_verifies_and_a_day_is_signed(database: Database, cast: Cast) -> None:
    await acts(database, cast, 3)
    assert await closed(database, cast) == 1
    await acts(database, cast, 2)
    verdict = await chain_check.verify(database, cast.organisation_id)
    assert (verdict.ok, verdict.segments, verdict.waiting, verdict.heads) == (True, 1, 2, [])
    rows = verdict.rows
    with clock.moved(DAY):
        assert await closing.close_due(database) == 1
        verdict = await chain_check.verify(database, cast.organisation_id)
    assert (verdict.ok, verdict.rows, verdict.segments) == (True, rows + 2, 2)
    assert [(head.no, head.day) for head in verdict.heads] == [(1, clock.now().date())]
    assert await closing.close_due(database) == 0


async def test_segments_are_bounded_and_follow_each_other(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "MOST", 4)
    await acts(database, cast, 10)
    assert await closed(database, cast) >= 3
    verdict = await chain_check.verify(database, cast.organisation_id)
    assert verdict.ok
    assert verdict.waiting == 0


async def test_a_row_that_commits_late_has_its_place(database: Database, cast: Cast) -> None:
    """Its id and its transaction are older than rows that were there before it could be seen."""
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def late() -> None:
        async with database.organisation(cast.organisation_id) as db:
            await audit.record(db, audit.MACHINE, "tag.given", "tag", cast.dev)
            begun.set()
            await go_on.wait()

    task = asyncio.create_task(late())
    await begun.wait()
    await acts(database, cast, 3)
    await closed(database, cast)
    waiting = (await chain_check.verify(database, cast.organisation_id)).waiting
    assert waiting == 3, "nothing after an open transaction is closed"
    go_on.set()
    await task
    await closed(database, cast)
    verdict = await chain_check.verify(database, cast.organisation_id)
    assert (verdict.ok, verdict.waiting) == (True, 0)


async def test_a_changed_row_is_named(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    rows = await acts(database, cast, 5)
    await closed(database, cast)
    for change in ("act = 'contact.opened'", "reason = null", "at = at + interval '1 s'",
                   f"actor_id = '{cast.bilal}'", "reason = reason || ' '"):  # fmt: skip
        forced(owner, f"create table kept as select * from audit where id = '{rows[2]}'")
        forced(owner, f"update audit set {change} where id = '{rows[2]}'")
        assert await kinds(database, cast) == [("changed", rows[2])], change
        forced(
            owner,
            f"delete from audit where id = '{rows[2]}'",
            "insert into audit select * from kept",
        )
        owner.execute("drop table kept")
        assert await kinds(database, cast) == [], change


async def test_removed_inserted_and_reordered_rows_are_named(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    rows = await acts(database, cast, 6)
    await closed(database, cast)
    forced(owner, f"delete from audit where id = '{rows[1]}'")
    assert await kinds(database, cast) == [("removed", rows[1])]
    put_in = ids.new()
    forced(
        owner,
        "insert into audit (organisation_id, id, actor_kind, actor_id, act, subject_kind, subject_id, at, xid)"
        f" select organisation_id, '{put_in}', actor_kind, actor_id, act, subject_kind, subject_id, at, xid"
        f" from audit where id = '{rows[3]}'",
    )
    assert sorted(await kinds(database, cast)) == [("inserted", put_in), ("removed", rows[1])]
    forced(
        owner,
        "update audit a set xid = b.xid from audit b"
        f" where (a.id = '{rows[2]}' and b.id = '{rows[5]}') or (a.id = '{rows[5]}' and b.id = '{rows[2]}')",
    )
    named = dict(await kinds(database, cast))
    assert named["reordered"] in rows[2:6]
    assert named.keys() == {"inserted", "removed", "reordered"}


async def test_a_row_moved_to_the_end_or_dated_back_is_named(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    rows = await acts(database, cast, 4)
    await closed(database, cast)
    forced(owner, f"update audit set xid = pg_current_xact_id() where id = '{rows[0]}'")
    assert await kinds(database, cast) == [("reordered", rows[0])]
    await acts(database, cast, 1)
    (fresh,) = (await acts(database, cast, 1))[-1:]
    forced(owner, f"update audit set at = at - interval '2 hours' where id = '{fresh}'")
    assert ("backdated", fresh) in await kinds(database, cast)


async def test_who_mends_the_hashes_too_meets_the_signature(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    """Whoever owns the data can compute every hash anew, but sign no head."""
    rows = await acts(database, cast, 3)
    await closed(database, cast)
    with clock.moved(DAY):
        await acts(database, cast, 1)
        await closed(database, cast)
    forced(owner, f"update audit set act = 'tag.taken' where id = '{rows[0]}'")
    forced(owner, *await computed_anew(database, cast))
    found = await kinds(database, cast)
    assert {kind for kind, _ in found} >= {"head", "behind"}
    assert "changed" not in dict(found), "the hashes themselves fit again"


async def computed_anew(database: Database, cast: Cast) -> list[str]:
    """Statements that give every segment hashes of the rows as they are now."""
    previous, statements = chain.genesis(cast.organisation_id), []
    async with database.organisation(cast.organisation_id) as db:
        for one in await chain_check._segments(db, 0):
            rows = await chain_check._rows(db, one)
            leaves = b"".join(chain.leaf(canonical) for _, canonical in rows)
            head = chain.head_of(dataclasses.replace(one, leaves=leaves, previous=previous))
            statements.append(
                f"update audit_segment set leaves = '\\x{leaves.hex()}', previous = '\\x{previous.hex()}',"
                f" head = '\\x{head.hex()}' where no = {one.no} and organisation_id = '{cast.organisation_id}'"
            )
            previous = head
    return statements


async def test_taking_the_newest_away_is_seen_and_stays_written(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    await acts(database, cast, 2)
    await closed(database, cast)
    late = await acts(database, cast, 2)
    await closed(database, cast)
    mine = f"organisation_id = '{cast.organisation_id}'"
    forced(
        owner,
        f"delete from audit_segment where {mine} and no = 2",
        f"delete from audit where {mine} and id in ('{late[0]}', '{late[1]}')",
    )
    assert await kinds(database, cast) == [("behind", None)]
    await closed(database, cast)
    await closed(database, cast)
    assert await kinds(database, cast) == [], "it goes on from what there is"
    async with database.organisation(cast.organisation_id) as db:
        told = await db.rows(
            "select reason from audit where organisation_id = %s and act = %s",
            (cast.organisation_id, closing.BEHIND),
        )
    assert told == [("segment 2",)]


async def test_a_clock_that_stood_behind_is_no_alarm(database: Database, cast: Cast) -> None:
    """It was set back by two hours, and right again before the acts of that time were closed."""
    await acts(database, cast, 2)
    await closed(database, cast)
    with clock.moved(timedelta(hours=-2)):
        await acts(database, cast, 2)
        assert await kinds(database, cast) == []
    await acts(database, cast, 1)
    assert await kinds(database, cast) == []
    await closed(database, cast)
    assert await kinds(database, cast) == []


async def test_a_watcher_that_fails_does_not_keep_the_chain_open(
    database: Database, cast: Cast
) -> None:
    async def broken(_db: object, _acts: object) -> None:
        raise RuntimeError("a bug")

    await acts(database, cast, 1)
    assert await closing.close(database, cast.organisation_id, broken) == 1
    assert (await chain_check.verify(database, cast.organisation_id)).waiting == 0


async def test_looking_again_within_a_quarter_of_an_hour_is_one_act(
    database: Database, cast: Cast
) -> None:
    async def look(actor: UUID, ahead: timedelta = timedelta()) -> None:
        with clock.moved(ahead):
            async with database.organisation(cast.organisation_id) as db:
                await audit.saw(db, Actor("user", actor), "contact.opened", "contact", cast.dev)

    for actor in (cast.asha, cast.asha, cast.bilal, cast.asha):
        await look(actor)
    await look(cast.asha, timedelta(minutes=14))
    await look(cast.asha, timedelta(minutes=16))
    async with database.organisation(cast.organisation_id) as db:
        rows = await db.rows(
            "select actor_id from audit where organisation_id = %s and act = 'contact.opened' order by at",
            (cast.organisation_id,),
        )
    assert [row[0] for row in rows] == [cast.asha, cast.bilal, cast.asha]


async def test_nobody_who_serves_may_change_the_chain(
    installation, addresses: Addresses, cast: Cast
) -> None:
    with psycopg.connect(addresses.of("app", installation.root), autocommit=True) as connection:
        connection.execute(f"set app.organisation = '{cast.organisation_id}'".encode())
        for table in ("audit", "audit_segment", "audit_head"):
            for statement in (f"delete from {table}", f"update {table} set organisation_id = null"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement.encode())
