"""What settles after its time is emptied by the next night."""

from __future__ import annotations

from uuid import UUID

import psycopg
import pytest
from tests.fixtures.cast import Cast
from tests.privacy.keeping_stage import DAY, count, message, years_ahead

from indokona.kernel import clock, ids
from indokona.kernel.database import Database
from indokona.messaging import store
from indokona.privacy.actions import retention as act


@pytest.fixture(autouse=True)
def _years(owner: psycopg.Connection) -> None:
    years_ahead(owner)


async def refused(database: Database, cast: Cast, message_id: UUID) -> None:
    async with database.organisation(cast.organisation_id) as db:
        row = (message_id, ids.new(), cast.dev, "campaign.cancelled", clock.now())
        await store.insert_refusals(db, [row])


async def unsent(database: Database, cast: Cast, message_id: UUID) -> bytes | None:
    async with database.organisation(cast.organisation_id) as db:
        found: bytes | None = await db.value(
            "select content_sealed from outgoing where organisation_id = %s and id = %s",
            (cast.organisation_id, message_id),
        )
    return found


async def test_what_was_put_back_waits_and_is_left_alone(database: Database, cast: Cast) -> None:
    back = await message(database, cast, "out")
    await put_back(database, cast, back, 1)
    with clock.moved(91 * DAY):
        assert (await act.run(database, cast.organisation_id)).counts["content"] == 0
    assert await unsent(database, cast, back) is not None
    await put_back(database, cast, back, None)
    with clock.moved(92 * DAY):
        assert (await act.run(database, cast.organisation_id)).counts["content"] == 1
    assert await unsent(database, cast, back) is None


async def put_back(database: Database, cast: Cast, message_id: UUID, attempt: int | None) -> None:
    async with database.organisation(cast.organisation_id) as db:
        await db.run(
            "update message_status set put_back_attempt = %s where organisation_id = %s and id = %s",
            (attempt, cast.organisation_id, message_id),
        )


async def test_what_settles_after_its_time_is_emptied_by_the_next_night(
    database: Database, cast: Cast
) -> None:
    """A paused campaign: nights pass, then it is cancelled or sent. No clock and no hold changes."""
    late, waits = [await message(database, cast, "out", left=False) for _ in range(2)]
    for night in (91, 100, 110):
        with clock.moved(night * DAY):
            assert (await act.run(database, cast.organisation_id)).counts["content"] == 0
    with clock.moved(120 * DAY):
        await refused(database, cast, late)
        assert (await act.run(database, cast.organisation_id)).counts["content"] == 1
        assert await unsent(database, cast, late) is None
        assert await unsent(database, cast, waits) is not None, "what waits is left alone"
        assert await count(database, cast, "late") == 1
    with clock.moved(121 * DAY):
        await refused(database, cast, waits)
        assert (await act.run(database, cast.organisation_id)).counts["content"] == 1
    assert await count(database, cast, "late") == 0
