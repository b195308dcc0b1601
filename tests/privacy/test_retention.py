"""What is past its time goes, and nothing else: holds, laws, zero retention, failures."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import Api, served
from tests.privacy.keeping_stage import DAY, content, count, message, years_ahead

from indokona.contacts.actions import restrict, upsert
from indokona.contacts.facts import Person
from indokona.kernel import clock, ids, keyring, retention
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database
from indokona.kernel.datamap import Keep
from indokona.kernel.edge import Caller
from indokona.messaging.actions import send
from indokona.messaging.facts import Draft, Origin
from indokona.privacy import store_retention
from indokona.privacy.actions import nightly, turns
from indokona.privacy.actions import retention as act


@pytest.fixture
async def api(installation: Installation, database: Database, cast: Cast) -> AsyncIterator[Api]:
    async with served(installation, database, cast) as found:
        yield found


@pytest.fixture(autouse=True)
def _years(owner: psycopg.Connection) -> None:
    years_ahead(owner)


def asha(cast: Cast) -> Caller:
    return Caller(Actor("user", cast.asha), cast.asha, cast.organisation_id, frozenset())


async def test_content_goes_after_its_clock_and_the_rest_after_its_own(
    database: Database, cast: Cast
) -> None:
    inbound, outbound = [await message(database, cast, way) for way in ("in", "out")]
    waiting = await message(database, cast, "out", left=False)
    for ahead, kept in ((89 * DAY, True), (91 * DAY, False)):
        with clock.moved(ahead):
            found = await act.run(database, cast.organisation_id)
        assert found.problem is None
        for one in (inbound, outbound):
            assert (await content(database, cast, one) is not None) is kept, ahead
    assert found.counts["content"] == 2
    assert await count(database, cast, "message") == 2, "that it was written is kept longer"
    with clock.moved(396 * DAY):
        await act.run(database, cast.organisation_id)
    assert await count(database, cast, "message") == 0
    assert await count(database, cast, "message_status") == 0
    async with database.organisation(cast.organisation_id) as db:
        rows = await db.rows(
            "select id, content_sealed is null from outgoing where organisation_id = %s",
            (cast.organisation_id,),
        )
    assert rows == [(waiting, False)], "what waits to be sent is left alone"


async def test_a_run_looks_again_at_what_a_changed_clock_makes_due(
    database: Database, cast: Cast
) -> None:
    one = await message(database, cast, "in")
    with clock.moved(20 * DAY):
        assert (await act.run(database, cast.organisation_id)).counts["content"] == 0
        async with database.organisation(cast.organisation_id) as db:
            await act.choose(db, asha(cast), Keep.content, 7, understood=False)
        assert (await act.run(database, cast.organisation_id)).counts["content"] == 1
    assert await content(database, cast, one) is None


async def test_people_with_whom_nothing_happens_are_forgotten_and_may_come_again(
    database: Database, cast: Cast
) -> None:
    from tests.fixtures.cast import DEV_PHONE

    from indokona.contacts.actions import show, upsert
    from indokona.contacts.facts import Person

    await message(database, cast, "in")
    with clock.moved(731 * DAY):
        found = await act.run(database, cast.organisation_id)
        assert (found.problem, found.counts["contact"]) == (None, 1)
    async with database.organisation(cast.organisation_id) as db:
        assert await show.many(db, [cast.dev]) == []
        assert not (await db.sealer(keyring.CONTACT, [cast.dev])).knows(cast.dev)
    async with database.organisation(cast.organisation_id) as db:
        again = (await upsert.upsert(db, [Person(DEV_PHONE)]))[0]
        assert again.contact_id != cast.dev
        assert await show.closed(db, [again.contact_id]) == {}


async def test_who_was_written_to_since_or_restricted_their_data_is_not_forgotten(
    database: Database, cast: Cast
) -> None:
    draft = Draft(cast.dev, "marketing", {"values": {}}, ids.new())
    with clock.moved(700 * DAY):
        async with database.organisation(cast.organisation_id) as db:
            await send.send(db, cast.number.id, Origin("campaign", ids.new()), [draft])
    with clock.moved(731 * DAY):
        assert (await act.run(database, cast.organisation_id)).counts["contact"] == 0
    async with database.organisation(cast.organisation_id) as db:
        await restrict.restrict(db, asha(cast).actor, cast.dev)
    with clock.moved(1500 * DAY):
        assert (await act.run(database, cast.organisation_id)).counts["contact"] == 0
    async with database.organisation(cast.organisation_id) as db:
        assert (await db.sealer(keyring.CONTACT, [cast.dev])).knows(cast.dev)


async def hold(
    database: Database, cast: Cast, contact_id: UUID | None, days: int, classes: list[str]
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        await db.run(
            "insert into legal_hold (organisation_id, id, contact_id, classes, reason, source, made_by, made_at,"
            " ends_at)"
            " values (%s, %s, %s, %s, 'a dispute', 'civil court, Kochi', %s, %s, %s)",
            (
                cast.organisation_id, ids.new(), contact_id, classes, cast.asha, clock.now(),
                clock.now() + days * DAY,
            ),
        )  # fmt: skip


async def test_what_is_held_stays_and_goes_when_the_hold_has_ended(
    database: Database, cast: Cast
) -> None:
    from indokona.contacts.actions import upsert
    from indokona.contacts.facts import Person

    async with database.organisation(cast.organisation_id) as db:
        other = (await upsert.upsert(db, [Person("+919812345111")]))[0].contact_id
    held, free = (
        await message(database, cast, "in"),
        await message(database, cast, "in", contact=other),
    )
    await hold(database, cast, cast.dev, 200, ["messaging"])
    with clock.moved(100 * DAY):
        assert (await act.run(database, cast.organisation_id)).counts["content"] == 1
        assert await content(database, cast, held) is not None
        assert await content(database, cast, free) is None
    with clock.moved(201 * DAY):
        assert (await act.run(database, cast.organisation_id)).counts["content"] == 1
        assert await content(database, cast, held) is None


async def test_a_hold_on_everybody_stops_all_of_it(database: Database, cast: Cast) -> None:
    one = await message(database, cast, "in")
    await hold(database, cast, None, 800, [])
    with clock.moved(735 * DAY):
        found = await act.run(database, cast.organisation_id)
        assert sum(found.counts.values()) == 0
    assert await content(database, cast, one) is not None


@pytest.mark.parametrize(
    ("data_class", "days", "status", "code"),
    [
        ("security", 364, 422, "retention.too_short"),
        ("contact", 29, 422, "retention.too_short"),
        ("content", 3651, 422, "retention.too_long"),
        ("content", 0, 422, "retention.not_understood"),
        ("content", 89, 409, "retention.held"),
        ("queue", 3, 422, "request.invalid"),
        ("nonsense", 3, 422, "request.invalid"),
        ("content", -1, 422, "request.invalid"),
    ],
)
async def test_what_law_hold_or_sense_forbids_is_refused(
    api: Api, database: Database, cast: Cast, data_class: str, days: int, status: int, code: str
) -> None:
    if status == 409:
        await hold(database, cast, None, 91, ["messaging"])
    answer = await api.asha.put(f"/api/retention/{data_class}", json={"days": days})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    clocks = (await api.asha.get("/api/retention")).json()["clocks"]
    assert all(one["days"] == one["default_days"] for one in clocks)
    assert (await api.bilal.put("/api/retention/content", json={"days": 30})).status_code == 403


async def test_who_keeps_nothing_loses_content_once_it_arrived(
    api: Api, database: Database, cast: Cast
) -> None:
    arrived, on_its_way = [await message(database, cast, "out") for _ in range(2)]
    asked = await message(database, cast, "in")
    async with database.organisation(cast.organisation_id) as db:
        await db.run(
            "update message_status set delivered_at = %s where organisation_id = %s and id = %s",
            (clock.now(), cast.organisation_id, arrived),
        )
    body = {"days": 0, "understood": True}
    assert (await api.asha.put("/api/retention/content", json=body)).status_code == 204
    assert await act.keep_nothing(database) == 1
    left = [await content(database, cast, one) for one in (arrived, on_its_way, asked)]
    assert [one is None for one in left] == [True, False, False]
    with clock.moved(timedelta(hours=25)):
        await act.keep_nothing(database)
    assert await content(database, cast, on_its_way) is None
    assert await content(database, cast, asked) is None, "the window is over"


async def test_a_dry_run_counts_what_a_run_does_and_changes_nothing(
    api: Api, database: Database, cast: Cast
) -> None:
    assert (await api.asha.post("/api/retention/dry-run", json={"content": 1})).json() == []
    await message(database, cast, "in")
    await message(database, cast, "out")
    with clock.moved(100 * DAY):
        async with database.organisation(cast.organisation_id) as db:
            due = await act.dry_run(db)
            tried = await act.dry_run(db, {Keep.metadata: 60})
        assert {(one.table, one.rows, one.is_emptied) for one in due} == {
            ("message", 1, True), ("outgoing", 1, True),
        }  # fmt: skip
        assert ("message_status", 2) in {(one.table, one.rows) for one in tried}
        assert await count(database, cast, "message_status") == 2
        found = await act.run(database, cast.organisation_id)
    assert found.counts["content"] == 2


async def test_a_dry_run_counts_the_people_whom_the_run_forgets(
    database: Database, cast: Cast
) -> None:
    """One goes; one was written to since, one waits for an answer, one is restricted, one is held."""
    phones = [f"+91981234520{n}" for n in range(4)]
    async with database.organisation(cast.organisation_id) as db:
        known = await upsert.upsert(db, [Person(phone) for phone in phones])
        _, waits, limited, kept = [one.contact_id for one in known]
        await restrict.restrict(db, asha(cast).actor, limited)
    await hold(database, cast, kept, 900, ["inbox"])
    with clock.moved(700 * DAY):
        draft = Draft(cast.dev, "marketing", {"values": {}}, ids.new())
        async with database.organisation(cast.organisation_id) as db:
            await send.send(db, cast.number.id, Origin("campaign", ids.new()), [draft])
            await turns.opened(db, "complaint", waits, None, "form", "open")
    with clock.moved(731 * DAY):
        async with database.organisation(cast.organisation_id) as db:
            due = {
                one.data_class: one.rows for one in await act.dry_run(db) if one.table == "contact"
            }
        found = await act.run(database, cast.organisation_id)
    assert (found.problem, found.counts["contact"]) == (None, 1)
    assert due == {"contact": 1}


async def test_a_round_runs_once_a_day_and_tells_the_oldest(database: Database, cast: Cast) -> None:
    await message(database, cast, "in")
    assert await nightly.round_(database) == 2, "both organisations"
    assert await nightly.round_(database) == 0
    with clock.moved(DAY):
        assert await nightly.round_(database) == 2
    async with database.platform() as db:
        told = {row[0]: row for row in await store_retention.oldest(db)}
        probe = await db.rows("select ok from probe_result where name = 'retention_ran'")
    assert told["content"][1] is not None
    assert told["content"][2] == 90
    assert probe == [(1,)]


async def alarms(database: Database, cast: Cast) -> list[str]:
    async with database.organisation(cast.organisation_id) as db:
        rows = await db.rows(
            "select kind from alarm where organisation_id = %s", (cast.organisation_id,)
        )
    return [row[0] for row in rows]


async def test_a_run_that_fails_or_does_not_come_raises_an_alarm(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    owner.execute("revoke delete on refusal from indokona_app")
    await nightly.round_(database)
    assert await alarms(database, cast) == ["retention"]
    async with database.organisation(cast.organisation_id) as db:
        run = await store_retention.newest(db)
    assert run is not None
    assert run.problem
    owner.execute("delete from probe_result")
    with clock.moved(timedelta(hours=37)):
        await nightly.look(database)
        assert len(await alarms(database, cast)) == 2
        async with database.platform() as db:
            assert await db.rows("select ok from probe_result where name = 'retention_ran'") == [
                (0,)
            ]


async def test_a_run_that_was_cut_off_goes_on_at_the_next(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        await message(database, cast, "in")
    monkeypatch.setattr(retention, "FIRST", 2)
    real, steps = retention.step, 0

    async def cut(*given: Any) -> retention.Step:
        nonlocal steps
        steps += 1
        if steps == 4:
            raise ConnectionResetError
        return await real(*given)

    with clock.moved(91 * DAY):
        monkeypatch.setattr(retention, "step", cut)
        assert (await act.run(database, cast.organisation_id)).problem is not None
        monkeypatch.setattr(retention, "step", real)
        found = await act.run(database, cast.organisation_id)
    assert found.problem is None
    async with database.organisation(cast.organisation_id) as db:
        assert (
            await db.value(
                "select count(*) from message where organisation_id = %s and content_sealed is not null",
                (cast.organisation_id,),
            )
            == 0
        )
