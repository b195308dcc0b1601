"""An older copy of the data is put back: what waits in it is not sent as if nothing had happened."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from tests.fixtures.cast import Cast

from indokona.app import restored
from indokona.campaigns import store as campaigns
from indokona.campaigns.store import CampaignRow
from indokona.kernel import clock, ids
from indokona.kernel.database import Database, Db
from indokona.kernel.egress.posts import Posts
from indokona.kernel.egress.register import Register
from indokona.messaging import store_dispatch
from indokona.messaging.actions import dispatch, send
from indokona.messaging.facts import Draft, Origin

LATER = clock.now() + timedelta(hours=1)


async def waiting(database: Database, cast: Cast) -> Origin:
    origin = Origin("reply", ids.new())
    async with database.organisation(cast.organisation_id) as db:
        draft = Draft(cast.dev, "marketing", {"values": {}}, ids.new())
        await send.send(db, cast.number.id, origin, [draft])
    return origin


async def refused(database: Database, cast: Cast, origin: Origin) -> int:
    async with database.organisation(cast.organisation_id) as db:
        return (await send.counts(db, origin.id)).get("refused:send.restored", 0)


async def test_what_waits_in_an_older_copy_is_refused_and_what_comes_later_is_not(
    database: Database, cast: Cast
) -> None:
    old = await waiting(database, cast)
    await database.high_water.reach(cast.organisation_id, cast.number.id, 7)
    assert await restored.hold(database) == 1
    new = await waiting(database, cast)
    assert await restored.hold(database) == 0, "once"
    assert await refused(database, cast, old) == 1
    assert await refused(database, cast, new) == 0


async def leased(db: Db, cast: Cast) -> int:
    lease = await store_dispatch.lease(db, cast.number.id, ids.new(), clock.now(), LATER)
    assert lease is not None
    return lease.fence


async def test_data_of_today_are_left_alone(database: Database, cast: Cast) -> None:
    origin = await waiting(database, cast)
    async with database.organisation(cast.organisation_id) as db:
        fence = await leased(db, cast)
        assert await store_dispatch.step(db, cast.number.id, fence, 0, LATER)
    await database.high_water.reach(cast.organisation_id, cast.number.id, 1)
    assert await restored.hold(database) == 0
    assert await refused(database, cast, origin) == 0


async def test_a_lane_stops_when_other_data_step_in(database: Database, cast: Cast) -> None:
    """A standby that lags has the same fence, but does not know of the last slices."""
    async with database.organisation(cast.organisation_id) as db:
        fence = await leased(db, cast)
        assert await store_dispatch.step(db, cast.number.id, fence, 0, LATER)
        assert not await store_dispatch.step(db, cast.number.id, fence, 2, LATER)
        assert await store_dispatch.mark(db, cast.number.id) == 1


async def test_nobody_takes_a_lane_whose_posts_these_data_do_not_know(
    database: Database, cast: Cast
) -> None:
    await waiting(database, cast)
    await database.high_water.reach(cast.organisation_id, cast.number.id, 7)
    posts = Posts(Register(database))
    means = dispatch.Means(database, posts, ids.new(), asyncio.Semaphore(1))
    try:
        with pytest.raises(dispatch.OldCopy):
            await dispatch.run_lane(means, cast.organisation_id, cast.number.id, asyncio.Event())
    finally:
        posts.close()


async def test_campaigns_of_an_older_copy_wait_for_a_person(database: Database, cast: Cast) -> None:
    states = {"running": "paused", "expanded": "paused", "scheduled": "draft", "done": "done"}
    made = {}
    async with database.organisation(cast.organisation_id) as db:
        for state in states:
            row = CampaignRow(
                ids.new(), b"", cast.number.id, ids.new(), ids.new(), ids.new(), "marketing", {},
                state, ids.NIL, 0, None, clock.now(), None, None,
            )  # fmt: skip
            await campaigns.insert(db, row, cast.asha)
            await campaigns.set_state(db, row.id, state, clock.now())
            made[row.id] = state
    await database.high_water.reach(cast.organisation_id, cast.number.id, 7)
    await restored.hold(database)
    async with database.organisation(cast.organisation_id) as db:
        for campaign_id, state in made.items():
            row = await campaigns.one(db, campaign_id)
            assert row is not None
            assert row.state == states[state]
