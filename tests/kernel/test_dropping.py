"""A month of acts that retention drops leaves a signed mark; what somebody cut does not."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from tests.fixtures.cast import Cast
from tests.kernel.test_chain import acts, closed, forced, kinds

from indokona.kernel import chain_check, clock, dropping, ids
from indokona.kernel.database import Database
from indokona.privacy import store_retention

#: So long ago that the month is over for every clock.
AGO = timedelta(days=800)
YEAR = timedelta(days=366)


@pytest.fixture(autouse=True)
def _long_ago(owner: psycopg.Connection) -> None:
    """A month of that time."""
    then = (clock.now() - AGO).date().replace(day=1).isoformat()
    floors = owner.execute(
        "select month_floor(%s::timestamptz), month_floor(%s::timestamptz + interval '1 month')",
        (f"{then} 00:00+00", f"{then} 00:00+00"),
    ).fetchone()
    assert floors is not None
    owner.execute(
        f"create table audit_long_ago partition of audit for values from ('{floors[0]}') to ('{floors[1]}')"
    )


async def old_acts(database: Database, cast: Cast, count: int) -> None:
    ids._last_ms = 0  # of then, too: the fixture of all tests puts it right again
    with clock.moved(-AGO):
        await acts(database, cast, count)
    await acts(database, cast, 1)
    await closed(database, cast)


async def dropped(database: Database, cast: Cast) -> int:
    """As the nightly run does it; returns how many marks were signed."""
    over = clock.now() - YEAR
    signed = await dropping.sign_months(database, [cast.organisation_id], over)
    async with database.platform() as db:
        await store_retention.drop_partitions(db, over)
    return signed


async def test_what_retention_dropped_is_told_by_its_mark(database: Database, cast: Cast) -> None:
    await old_acts(database, cast, 3)
    assert await dropped(database, cast) == 1
    verdict = await chain_check.verify(database, cast.organisation_id)
    assert (verdict.findings, verdict.expired) == ([], 3)
    async with database.organisation(cast.organisation_id) as db:
        (mark,) = await dropping.marks(db)
        told = await db.value(
            "select reason from audit where organisation_id = %s and act = 'audit.dropped'",
            (cast.organisation_id,),
        )
    assert (mark.count, mark.before_no, mark.after_no) == (3, 0, 1)
    assert told == f"{clock.now() - AGO:%Y-%m}: 3"
    assert await dropped(database, cast) == 0, "signing again changes nothing"


async def test_old_rows_that_somebody_cut_are_named(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    await old_acts(database, cast, 3)
    forced(
        owner,
        f"delete from audit where act = 'contact.edited' and at < now() - interval '{YEAR.days} days'",
    )
    found = await kinds(database, cast)
    assert [kind for kind, _ in found] == ["removed"] * 3


async def test_one_that_was_cut_before_its_month_went_is_found_for_good(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    await old_acts(database, cast, 3)
    forced(
        owner,
        "delete from audit where id = (select id from audit where act = 'contact.edited' order by id limit 1)",
    )
    assert await dropped(database, cast) == 1
    assert await kinds(database, cast) == [("cut", None)]


@pytest.mark.parametrize(
    "change",
    [
        "update audit_drop set count = 2",
        "update audit_drop set signature = decode(repeat('00', 64), 'hex')",
        "update audit_drop set upto_id = 'ffffffff-ffff-ffff-ffff-ffffffffffff'",
        "update audit_drop set after_head = before_head",
    ],
)
async def test_a_mark_that_was_changed_covers_nothing(
    database: Database, cast: Cast, owner: psycopg.Connection, change: str
) -> None:
    await old_acts(database, cast, 3)
    await dropped(database, cast)
    owner.execute("alter table audit_drop no force row level security")
    assert owner.execute(change.encode()).rowcount == 1
    found = [kind for kind, _ in await kinds(database, cast)]
    assert sorted(found) == ["mark", "removed", "removed", "removed"]


async def test_a_mark_that_was_taken_away_is_missed(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    await old_acts(database, cast, 3)
    await dropped(database, cast)
    owner.execute("alter table audit_drop no force row level security")
    assert owner.execute("delete from audit_drop").rowcount == 1
    assert [kind for kind, _ in await kinds(database, cast)] == ["removed"] * 3


async def test_a_month_that_was_signed_and_not_dropped_yet_is_whole(
    database: Database, cast: Cast
) -> None:
    await old_acts(database, cast, 3)
    await dropping.sign_months(database, [cast.organisation_id], clock.now() - YEAR)
    verdict = await chain_check.verify(database, cast.organisation_id)
    assert (verdict.findings, verdict.expired) == ([], 0)
