"""Stages and the automatic pause, with the queue, the counts and the events that there really are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.campaigns.test_results import drafted
from tests.fixtures.cast import Cast, consented
from tests.fixtures.database import Installation
from tests.fixtures.http import Api, served

from indokona.app import wiring
from indokona.campaigns import rules
from indokona.campaigns.actions import run
from indokona.consent.actions import withdraw
from indokona.contacts.actions import upsert
from indokona.contacts.facts import Person
from indokona.kernel import clock, events, ids, jobs
from indokona.kernel.audit import MACHINE
from indokona.kernel.database import Database, Db
from indokona.messaging import store_dispatch
from indokona.messaging.actions import dispatch
from indokona.messaging.events import MOVED
from indokona.numbers.events import CHANGED

PEOPLE = 599  # and Dev: stages of 50, 60 and the rest


@dataclass(frozen=True, slots=True)
class Stage:
    """A campaign to six hundred people that was just started, in stages."""

    database: Database
    cast: Cast
    api: Api
    owner: psycopg.Connection
    where: str

    @property
    def id(self) -> UUID:
        return UUID(self.where.rpartition("/")[2])

    async def expand(self) -> None:
        await jobs.run_steps(self.database, run.step, self.cast.organisation_id, self.id)

    async def told(self) -> None:
        """Every event that there is reaches campaigns."""
        handlers = wiring.handlers(self.database)["campaigns"]
        while await events.hand_on(self.database, "campaigns", handlers):
            pass

    async def leave(self, codes: Mapping[int, int] | None = None) -> list[UUID]:
        """All that waits leaves, and is accepted or fails: codes say how many. Returns to whom."""
        async with self.database.organisation(self.cast.organisation_id) as db:
            gone = await _taken(db, self.cast, self.id)
            failed = [code for code, count in (codes or {}).items() for _ in range(count)]
            results = [{"failed_at": clock.now(), "code": code} for code in failed]
            results += [{"accepted_at": clock.now()}] * (len(gone) - len(failed))
            rows = [
                store_dispatch.status_row(message_id, 1, **known)
                for (message_id, _), known in zip(gone, results, strict=False)
            ]
            await store_dispatch.upsert_statuses(db, rows)
            await events.publish(db, MOVED, [self.cast.number.id])
            await dispatch._tell_if_idle(db, self.id)
        await self.told()
        return [contact_id for _, contact_id in gone]

    async def rated(self, quality: str) -> None:
        self.owner.execute("alter table number no force row level security")
        self.owner.execute("update number set quality = %s", (quality,))
        self.owner.execute("alter table number force row level security")
        async with self.database.organisation(self.cast.organisation_id) as db:
            await events.publish(db, CHANGED, [self.cast.number.portfolio_id])
        await self.told()

    async def pass_observation(self) -> None:
        await self.expand()
        with clock.moved(rules.OBSERVE):
            await self.expand()

    async def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.api.asha.get(self.where)).json()
        return found

    async def do(self, verb: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self.api.asha.post(f"{self.where}/{verb}")).json()
        return found

    async def stands(self) -> tuple[str, int | None, int]:
        """State, stage and how many are queued or gone."""
        found = await self.shown()
        return found["state"], found["stage"], found["counts"]["recipients"]


async def _taken(db: Db, cast: Cast, origin_id: UUID) -> list[tuple[UUID, UUID]]:
    """What waits of an origin, taken as a lane takes it."""
    rows = await db.rows(
        "select o.id, o.contact_id, o.chunk_id from outgoing o join chunk c on c.id = o.chunk_id"
        " where o.origin_id = %s and c.state = 'ready' order by o.id",
        (origin_id,),
    )
    intents = [
        (
            message_id, contact_id, cast.number.id, "out", "marketing", "template", ids.new(), "campaign", origin_id,
            None, 1, None, None, clock.now(),
        )
        for message_id, contact_id, _ in rows
    ]  # fmt: skip
    await store_dispatch.insert_messages(db, intents)
    for chunk_id in {row[2] for row in rows}:
        await store_dispatch.advance(db, chunk_id, ids.new(), "done")
    return [(row[0], row[1]) for row in rows]


@pytest.fixture
async def api(installation: Installation, database: Database, cast: Cast) -> AsyncIterator[Api]:
    async with served(installation, database, cast) as found:
        yield found


@pytest.fixture
async def stage(database: Database, cast: Cast, api: Api, owner: psycopg.Connection) -> Stage:
    people = [
        Person(f"+9198{n:08d}", name=f"P {n}") for n in range(10_000_000, 10_000_000 + PEOPLE)
    ]
    async with database.organisation(cast.organisation_id) as db:
        known = [one.contact_id for one in await upsert.upsert(db, people)]
    await consented(database, cast.organisation_id, known, "marketing")
    made = await drafted(api, cast, owner)
    found = Stage(database, cast, api, owner, f"/api/campaigns/{made['id']}")
    assert (made["stages"], made["stage"], made["paused_for"]) == (None, None, None)
    changed = (await api.asha.patch(found.where, json={"stages": True})).json()
    assert changed["stages"] is True
    await found.do("start")
    await found.expand()
    return found


async def recipients(stage: Stage) -> Sequence[UUID]:
    async with stage.database.organisation(stage.cast.organisation_id) as db:
        rows = await db.rows("select contact_id from outgoing where origin_id = %s", (stage.id,))
    return [row[0] for row in rows]


async def test_each_stage_waits_for_the_one_before_and_everybody_is_written_to_once(
    stage: Stage,
) -> None:
    assert await stage.stands() == ("running", 1, 50)
    await stage.expand()
    assert await stage.stands() == ("running", 1, 50), "its messages have not left"
    await stage.leave({131026: 15})
    await stage.expand()
    assert await stage.stands() == ("running", 1, 50), "it is observed for a while"
    await stage.pass_observation()
    assert await stage.stands() == ("running", 2, 60)
    await stage.leave()
    await stage.pass_observation()
    assert await stage.stands() == ("running", 3, 600)
    await stage.leave()
    found = await stage.shown()
    assert (found["state"], found["audience"], found["paused_for"]) == ("done", 600, None)
    everybody = await recipients(stage)
    assert len(everybody) == len(set(everybody)) == 600


async def test_the_end_of_a_stage_comes_by_itself(stage: Stage) -> None:
    async with stage.database.organisation(stage.cast.organisation_id) as db:
        count = "select count(*) from procrastinate.procrastinate_jobs where task_name = %s"
        before = await db.value(count, (run.JOB,))
    await stage.leave()
    async with stage.database.organisation(stage.cast.organisation_id) as db:
        assert await db.value(count, (run.JOB,)) == before + 1, "the event that all has left"
    await stage.expand()
    async with stage.database.organisation(stage.cast.organisation_id) as db:
        planned = f"{count} and scheduled_at > now() + interval '100 s'"
        assert await db.value(planned, (run.JOB,)) == 1, "the end of the observation"


async def says_no(stage: Stage, people: Sequence[UUID]) -> None:
    for contact_id in people:
        async with stage.database.organisation(stage.cast.organisation_id) as db:
            await withdraw.stop(db, MACHINE, contact_id, "chat", ["marketing"])


@pytest.mark.parametrize(
    ("reason", "codes"),
    [(rules.SPAM, {131048: 1}), (rules.WITHHELD, {131049: 16}), (rules.FAILURES, {131026: 21})],
)
async def test_what_meta_says_pauses_and_a_person_resumes_to_the_end(
    stage: Stage, reason: str, codes: dict[int, int]
) -> None:
    await stage.leave(codes)
    found = await stage.shown()
    assert (found["state"], found["paused_for"]) == ("paused", reason)
    listed = (await stage.api.asha.get("/api/campaigns")).json()
    assert listed[0]["paused_for"] == reason
    await stage.pass_observation()
    assert (await stage.stands())[2] == 50, "a paused campaign stays where it is"
    await goes_on_to_the_end(stage)
    async with stage.database.organisation(stage.cast.organisation_id) as db:
        told = "select actor_kind, reason from audit where act = 'campaign.paused_by_rule'"
        assert await db.rows(told) == [("machine", reason)]


async def goes_on_to_the_end(stage: Stage) -> None:
    """Resumed, the same facts pause it no more, and nobody is lost or written to twice."""
    resumed = await stage.do("resume")
    assert (resumed["state"], resumed["paused_for"]) == ("running", None)
    for _ in range(3):
        await stage.pass_observation()
        await stage.leave()
    assert (await stage.shown())["state"] == "done"
    everybody = await recipients(stage)
    assert len(everybody) == len(set(everybody)) == (await stage.shown())["counts"]["recipients"]
    assert len(everybody) == 600


async def test_opt_outs_since_the_start_pause_when_the_stage_is_judged(stage: Stage) -> None:
    reached = await stage.leave()
    await says_no(stage, reached[:5])
    assert (await stage.shown())["state"] == "running"
    await stage.pass_observation()
    found = await stage.shown()
    assert (found["state"], found["paused_for"]) == ("paused", rules.OPT_OUTS)
    await goes_on_to_the_end(stage)


async def test_opt_outs_of_people_not_yet_written_to_are_not_the_campaigns(stage: Stage) -> None:
    reached = set(await stage.leave())
    async with stage.database.organisation(stage.cast.organisation_id) as db:
        rows = await db.rows("select id from contact")
    await says_no(stage, [row[0] for row in rows if row[0] not in reached][:5])
    await stage.pass_observation()
    assert await stage.stands() == ("running", 2, 60)


async def test_a_red_rating_pauses_and_what_waits_is_kept(stage: Stage) -> None:
    await stage.rated("YELLOW")
    assert (await stage.shown())["state"] == "running"
    await stage.rated("RED")
    found = await stage.shown()
    assert (found["state"], found["paused_for"]) == ("paused", rules.RED)
    assert found["counts"]["queued"] == 50
    assert await stage.leave() == [], "nothing of it is taken"
    await stage.do("resume")
    await stage.rated("RED")
    assert (await stage.shown())["state"] == "running", "that was known"
    await stage.rated("GREEN")
    await stage.rated("RED")
    assert (await stage.shown())["paused_for"] == rules.RED, "red once more is news"
    await goes_on_to_the_end(stage)


async def test_a_bad_number_is_seen_before_anything_is_queued(stage: Stage) -> None:
    await stage.do("cancel")
    await stage.rated("RED")
    plan = {k: v for k, v in (await stage.shown()).items() if k.endswith("_id")}
    made = (await stage.api.asha.post("/api/campaigns", json={"name": "B", **plan})).json()
    await stage.api.asha.post(f"/api/campaigns/{made['id']}/start")
    await jobs.run_steps(stage.database, run.step, stage.cast.organisation_id, UUID(made["id"]))
    found = (await stage.api.asha.get(f"/api/campaigns/{made['id']}")).json()
    assert (found["paused_for"], found["counts"]["recipients"]) == (rules.RED, 0)


async def test_a_small_campaign_has_no_stages_and_pauses_itself_all_the_same(stage: Stage) -> None:
    await stage.do("cancel")
    plan = {k: v for k, v in (await stage.shown()).items() if k.endswith("_id")}
    made = (await stage.api.asha.post("/api/campaigns", json={"name": "B", **plan})).json()
    small = Stage(
        stage.database, stage.cast, stage.api, stage.owner, f"/api/campaigns/{made['id']}"
    )
    await small.do("start")
    assert await small_step(small)
    assert await small.stands() == ("running", 3, 600)
    await small.leave({131048: 1})
    assert (await small.shown())["paused_for"] == rules.SPAM
    await small.do("resume")
    await small.expand()
    assert (await small.shown())["state"] == "done"


async def small_step(small: Stage) -> bool:
    """One thousand at most, and the last step has not come yet."""
    async with small.database.organisation(small.cast.organisation_id) as db:
        return await run.step(db, small.id)


async def test_counts_are_read_once_a_second_but_the_spam_limit_at_once(stage: Stage) -> None:
    async with stage.database.organisation(stage.cast.organisation_id) as db:
        await events.publish(db, MOVED, [stage.cast.number.id])
    await stage.told()
    await stage.leave({131049: 30})
    assert (await stage.shown())["state"] == "running", "counted a moment ago"
    with clock.moved(rules.rest(50)):
        await stage.leave()
    assert (await stage.shown())["paused_for"] == rules.WITHHELD
