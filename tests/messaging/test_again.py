"""What nobody knows the outcome of is sent again only because a person, or their organisation, chose so."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from tests.fixtures.cast import Cast
from tests.messaging.test_put_back import NOW, last_slice

from indokona.accounts.actions import organisation
from indokona.kernel import clock, ids
from indokona.kernel.audit import MACHINE
from indokona.kernel.database import Database, Db
from indokona.messaging import store_dispatch, store_doubt
from indokona.messaging.actions import again, recipients, send
from indokona.messaging.errors import NotInDoubt
from indokona.messaging.facts import Origin
from indokona.messaging.store_dispatch import status_row


async def in_doubt(db: Db, cast: Cast, origin: Origin, purpose: str = "marketing") -> list[UUID]:
    """Three messages whose slice was lost on the way, and became doubtful; the last one arrived."""
    chunk, taken = await last_slice(db, cast, origin)
    intents = [
        (one, cast.dev, cast.number.id, "out", purpose, "template", ids.new(), origin.kind, origin.id, None, 1,
         None, None, clock.now())
        for one in taken
    ]  # fmt: skip
    await store_dispatch.insert_messages(db, intents)
    lost = clock.now() - timedelta(minutes=20)
    await store_dispatch.upsert_statuses(db, [status_row(one, 1, unknown_at=lost) for one in taken])
    await store_doubt.make_doubtful(db, taken, clock.now())
    await store_dispatch.upsert_statuses(db, [status_row(taken[-1], 1, delivered_at=lost)])
    await db.run("delete from slice where organisation_id = %s", (db.organisation_id,))
    await store_dispatch.advance(db, chunk.id, taken[-1], "done")
    return taken


async def waiting(db: Db, cast: Cast) -> tuple[list[UUID], int]:
    """What waits for the next slice, and which attempt it is."""
    chunk = await store_dispatch.next_chunk(db, cast.number.id, NOW)
    if chunk is None:
        return [], 0
    return [row.id for row in await store_dispatch.take(db, chunk, 100)], chunk.attempt


async def test_a_person_sends_a_campaigns_doubtful_again_once(
    database: Database, cast: Cast
) -> None:
    origin = Origin("campaign", ids.new())
    async with database.organisation(cast.organisation_id) as db:
        taken = await in_doubt(db, cast, origin)
        assert (await send.counts(db, origin.id))["doubtful"] == 2
        assert await again.origin(db, MACHINE, origin.id) == 2
        assert await waiting(db, cast) == (taken[:2], 2), "what arrived is not among them"
        counted = await send.counts(db, origin.id)
        assert (counted["queued"], counted.get("doubtful", 0)) == (2, 0)
        states = [row.state for row in await recipients.page(db, origin.id, ids.NIL, 10)]
        assert states == ["queued", "queued", "delivered"]
        with pytest.raises(NotInDoubt):
            await again.origin(db, MACHINE, origin.id)


async def test_what_is_under_way_again_is_not_in_doubt(database: Database, cast: Cast) -> None:
    """Else a second press would send it a third time."""
    origin = Origin("campaign", ids.new())
    async with database.organisation(cast.organisation_id) as db:
        taken = await in_doubt(db, cast, origin)
        await again.origin(db, MACHINE, origin.id)
        under_way = [status_row(one, 2) for one in taken[:2]]
        await store_dispatch.upsert_statuses(db, under_way)
        assert (await send.counts(db, origin.id))["dispatching"] == 2
        with pytest.raises(NotInDoubt):
            await again.origin(db, MACHINE, origin.id)
        lost = [status_row(taken[1], 2, unknown_at=clock.now())]
        await store_dispatch.upsert_statuses(db, lost)
        counted = await send.counts(db, origin.id)
        assert (counted["unknown"], counted.get("doubtful", 0)) == (1, 0), "its own time counts"


async def test_a_late_word_while_it_waits_keeps_it_from_being_sent_again(
    database: Database, cast: Cast
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        origin = Origin("campaign", ids.new())
        taken = await in_doubt(db, cast, origin)
        await again.origin(db, MACHINE, origin.id)
        late = [status_row(taken[0], 1, delivered_at=clock.now())]
        await store_dispatch.upsert_statuses(db, late)
        assert await waiting(db, cast) == ([taken[1]], 2)


async def test_one_message_of_its_person_and_of_nobody_else(database: Database, cast: Cast) -> None:
    async with database.organisation(cast.organisation_id) as db:
        taken = await in_doubt(db, cast, Origin("campaign", ids.new()))
        for contact_id, message_id in ((ids.new(), taken[0]), (cast.dev, taken[-1])):
            with pytest.raises(NotInDoubt):
                await again.message(db, MACHINE, contact_id, message_id)
        await again.message(db, MACHINE, cast.dev, taken[1])
        assert await waiting(db, cast) == ([taken[1]], 2)


@pytest.mark.parametrize(
    ("purpose", "choice", "count"),
    [
        ("utility", "once", 2), ("utility", "never", 0), ("marketing", "once", 0), ("authentication", "once", 0),
    ],
)  # fmt: skip
async def test_by_itself_only_utility_is_sent_again_and_only_by_choice(
    database: Database, cast: Cast, purpose: str, choice: str, count: int
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        taken = await in_doubt(db, cast, Origin("campaign", ids.new()), purpose)
        await db.run(
            "update organisation set utility_again = %s where organisation_id = %s",
            (choice, db.organisation_id),
        )
        assert await organisation.sends_utility_again(db) == (choice == "once")
        assert await again.by_choice(db, taken) == count
        assert await again.by_choice(db, taken) == 0, "once"
        waits, _ = await waiting(db, cast)
        assert len(waits) == count
