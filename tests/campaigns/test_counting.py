"""A large campaign is counted by a job: events and looks cost the same at any size, and the end is exact."""

from __future__ import annotations

import asyncio
import dataclasses
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.campaigns.test_canary import Stage
from tests.campaigns.test_results import drafted
from tests.fixtures.cast import Cast, consented
from tests.fixtures.database import Installation
from tests.fixtures.http import served

from indokona.campaigns import rules, store
from indokona.campaigns.actions import counting, run, watch
from indokona.contacts.actions import upsert
from indokona.contacts.facts import Person
from indokona.kernel import clock, ids, jobs
from indokona.kernel.database import Db
from indokona.messaging.actions import fold, recipients, tally
from indokona.messaging.actions.tally import Tally
from indokona.whatsapp.inbound import Status

PEOPLE = 40


@pytest.fixture
async def stage(
    installation: Installation, database, cast: Cast, owner: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Stage]:  # fmt: skip
    """A campaign to forty people who agreed and one who did not, too large to be counted at sight."""
    monkeypatch.setattr(rules, "AT_SIGHT", 10)
    people = [Person(f"+9198{n:08d}") for n in range(10_000_000, 10_000_001 + PEOPLE)]
    async with database.organisation(cast.organisation_id) as db:
        known = [one.contact_id for one in await upsert.upsert(db, people)]
    await consented(database, cast.organisation_id, [cast.dev, *known[2:]], "marketing")
    async with served(installation, database, cast) as api:
        made = await drafted(api, cast, owner)
        found = Stage(database, cast, api, owner, f"/api/campaigns/{made['id']}")
        await found.do("start")
        yield found


async def count(stage: Stage) -> None:
    """The job of counting, done as soon as its rest is over."""
    async with stage.database.organisation(stage.cast.organisation_id) as db:
        row = await store.one(db, stage.id)
    assert row is not None
    rest = (row.count_due or clock.now()) - clock.now()
    with clock.moved(max(rest, timedelta(0))):
        await jobs.run_steps(stage.database, watch.count, stage.cast.organisation_id, stage.id)


async def live(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = (await stage.api.asha.get(f"{stage.where}/live")).json()
    return found


async def folded(stage: Stage, kind: str, message_ids: list[UUID]) -> None:
    now = int(clock.now().timestamp())
    told = [
        Status(f"wamid.{one.hex}", kind, now, biz_opaque_callback_data=f"ik:{one.hex}")
        for one in message_ids
    ]
    async with stage.database.organisation(stage.cast.organisation_id) as db:
        await fold.apply_statuses(db, stage.cast.number, told)


async def sent(stage: Stage) -> list[UUID]:
    async with stage.database.organisation(stage.cast.organisation_id) as db:
        rows = await db.rows("select id from message where origin_id = %s", (stage.id,))
    return [row[0] for row in rows]


async def asked(stage: Stage) -> int:
    """How often a count was asked for."""
    async with stage.database.organisation(stage.cast.organisation_id) as db:
        jobs_of = "select count(*) from procrastinate.procrastinate_jobs where task_name = %s"
        return int(await db.value(jobs_of, (counting.JOB,)))


def parts(counts: dict[str, int]) -> int:
    return sum(count for name, count in counts.items() if name != "recipients")


async def test_neither_an_event_nor_a_look_counts_a_large_campaign(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.expand()
    await count(stage)

    async def forbidden(db: Db, origin_id: UUID) -> Tally:
        raise AssertionError("counted in the caller's transaction")

    with monkeypatch.context() as watched:
        watched.setattr(tally, "taken", forbidden)
        await stage.leave({131026: 8})
        for shown in (
            await live(stage),
            await stage.shown(),
            (await stage.api.asha.get("/api/campaigns")).json()[0],
        ):
            assert shown["counts"]["queued"] == PEOPLE, "as it was counted last"
    await count(stage)
    counts = (await live(stage))["counts"]
    assert (counts["failed"], counts["accepted"], counts["queued"]) == (8, PEOPLE - 8, 0)


async def test_many_events_ask_for_one_count(stage: Stage) -> None:
    await stage.expand()
    for _ in range(5):
        await stage.leave()
        await live(stage)
    assert await asked(stage) == 1
    await count(stage)
    assert (await live(stage))["counts"]["accepted"] == PEOPLE


async def test_what_comes_while_it_is_counted_is_counted_next(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.expand()
    await stage.leave()
    await count(stage)
    await folded(stage, "delivered", await sent(stage))
    await stage.told()
    before, taken = await asked(stage), tally.taken

    async def overtaken(db: Db, origin_id: UUID) -> Tally:
        found = await taken(db, origin_id)
        await folded(stage, "read", await sent(stage))
        await stage.told()
        return found

    with monkeypatch.context() as watched:
        watched.setattr(tally, "taken", overtaken)
        await count(stage)
    assert (await stage.shown())["counts"]["delivered"] == PEOPLE
    assert await asked(stage) == before + 1
    await count(stage)
    assert (await stage.shown())["counts"]["read"] == PEOPLE


async def test_campaigns_that_send_share_one_budget_of_counting(stage: Stage) -> None:
    async def row(db: Db) -> store.CampaignRow:
        found = await store.one(db, stage.id)
        assert found is not None
        return found

    async def rest() -> timedelta:
        """Between a count and the next that it asks for."""
        await count(stage)
        async with stage.database.organisation(stage.cast.organisation_id) as db:
            found = await row(db)
        assert found.counted_at is not None
        assert found.count_due is not None
        return found.count_due - found.counted_at

    await stage.expand()
    async with stage.database.organisation(stage.cast.organisation_id) as db:
        await db.run("update campaign set expanded = 40000 where id = %s", (stage.id,))
    assert await rest() == rules.rest(40_000)
    async with stage.database.organisation(stage.cast.organisation_id) as db:
        other = dataclasses.replace(await row(db), id=ids.new())
        await store.insert(db, other, stage.cast.asha)
        await store.set_state(db, other.id, "expanded", clock.now())
    assert await rest() == rules.rest(80_000)


async def test_a_count_that_was_lost_is_asked_for_again(stage: Stage) -> None:
    await stage.expand()
    await live(stage)
    before = await asked(stage)
    with clock.moved(counting.LOST * 2):
        await live(stage)
        await live(stage)
    assert await asked(stage) == before + 1


async def test_while_it_sends_one_count_asks_for_the_next_and_a_rule_may_pause_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "STEP", 35)
    async with stage.database.organisation(stage.cast.organisation_id) as db:
        assert await run.step(db, stage.id)
    await count(stage)
    before = await asked(stage)
    await count(stage)
    assert await asked(stage) == before + 1
    await stage.leave({131049: 30})
    assert (await stage.shown())["state"] == "running", "not counted yet"
    await count(stage)
    assert (await stage.shown())["paused_for"] == rules.WITHHELD
    before = await asked(stage)
    await count(stage)
    assert await asked(stage) == before, "what is paused is counted when there is news"


async def test_counts_add_up_at_every_moment_while_statuses_are_folded(stage: Stage) -> None:
    await stage.expand()
    await stage.leave()
    gone, shuffler = await sent(stage), random.Random(4)
    seen = list[dict[str, int]]()

    async def folding() -> None:
        for _ in range(12):
            kind = shuffler.choice(["sent", "delivered", "read", "failed"])
            await folded(stage, kind, shuffler.sample(gone, 15))

    async def looking(under_way: asyncio.Event) -> None:
        while not under_way.is_set():
            async with stage.database.organisation(stage.cast.organisation_id) as db:
                seen.append((await tally.taken(db, stage.id)).counts)

    over = asyncio.Event()
    looks = asyncio.create_task(looking(over))
    while len(seen) <= 10:  # however fast either is
        await asyncio.gather(*(folding() for _ in range(3)))
    over.set()
    await looks
    assert len(seen) > 10
    for counts in seen:
        assert counts["recipients"] == parts(counts) == PEOPLE + 2
        assert counts["queued"] == 0
    await stage.told()
    await count(stage)
    told = (await stage.shown())["counts"]
    async with stage.database.organisation(stage.cast.organisation_id) as db:
        one_by_one = await recipients.page(db, stage.id, UUID(int=0), 1000)
    by_state = [one.state for one in one_by_one]
    for name, number in told.items():
        if ":" not in name and name not in ("recipients", "queued"):
            assert by_state.count(name) == number, name
