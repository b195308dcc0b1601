"""A campaign's doubtful messages are sent again by a press, and can be held like all others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import psycopg
import pytest
from tests.campaigns.test_results import drafted
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import Api, served
from tests.messaging.test_again import in_doubt, waiting

from indokona.campaigns import store
from indokona.kernel import clock
from indokona.kernel.database import Database
from indokona.messaging.facts import Origin


@dataclass(frozen=True, slots=True)
class Stage:
    """A campaign with two messages in doubt and one that arrived."""

    database: Database
    cast: Cast
    api: Api
    id: UUID
    taken: list[UUID]

    async def state(self, state: str) -> None:
        async with self.database.organisation(self.cast.organisation_id) as db:
            await store.set_state(db, self.id, state, clock.now())

    async def waits(self) -> list[UUID]:
        async with self.database.organisation(self.cast.organisation_id) as db:
            return (await waiting(db, self.cast))[0]

    async def press(self, verb: str) -> tuple[int, str]:
        answer = await self.api.asha.post(f"/api/campaigns/{self.id}/{verb}")
        return answer.status_code, answer.json().get("code") or str(answer.json().get("count"))


@pytest.fixture
async def stage(
    installation: Installation, database: Database, cast: Cast, owner: psycopg.Connection
) -> AsyncIterator[Stage]:
    async with served(installation, database, cast) as api:
        made = UUID((await drafted(api, cast, owner))["id"])
        async with database.organisation(cast.organisation_id) as db:
            taken = await in_doubt(db, cast, Origin("campaign", made))
        yield Stage(database, cast, api, made, taken)


async def test_one_that_is_done_runs_again_and_can_be_held_and_cancelled(stage: Stage) -> None:
    await stage.state("done")
    assert await stage.press("again") == (202, "2")
    assert await stage.press("again") == (409, "send.not_in_doubt")
    await stage.press("pause")
    assert await stage.waits() == []
    await stage.press("resume")
    assert await stage.waits() == stage.taken[:2]
    await stage.press("cancel")
    assert await stage.waits() == []
    counts = (await stage.api.asha.get(f"/api/campaigns/{stage.id}")).json()["counts"]
    assert counts["refused:send.cancelled"] == 2


@pytest.mark.parametrize("state", ["draft", "scheduled", "cancelled"])
async def test_what_does_not_run_sends_nothing_again(stage: Stage, state: str) -> None:
    await stage.state(state)
    assert await stage.press("again") == (409, "campaign.wrong_state")
    assert await stage.waits() == []


async def test_of_a_paused_one_they_wait_with_the_rest(stage: Stage) -> None:
    await stage.state("paused")
    assert await stage.press("again") == (202, "2")
    assert await stage.waits() == []
    await stage.press("resume")
    assert await stage.waits() == stage.taken[:2]
