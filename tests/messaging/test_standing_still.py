"""Who stands still inside a transaction keeps nobody else from what it had locked."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from tests.fixtures.cast import Cast

from indokona.kernel import ids
from indokona.kernel.database import Database
from indokona.kernel.errors import Unavailable
from indokona.kernel.lending import lent
from indokona.messaging import rules, store_dispatch
from indokona.messaging.actions.dispatch import Means

HOW_LONG = "select current_setting('idle_in_transaction_session_timeout')"


async def test_a_lane_is_free_although_its_holder_stands_still_in_a_transaction(
    database: Database, cast: Cast
) -> None:
    with pytest.raises(Unavailable):
        await stand_still(database, cast)


async def stand_still(database: Database, cast: Cast) -> None:
    """Take a lane and ask nothing for a while: somebody else takes it, and this transaction is over."""
    now, number_id, short = datetime.now(UTC), cast.number.id, timedelta(seconds=0.2)
    async with database.organisation(cast.organisation_id, idle=short) as sleeper:
        assert await store_dispatch.lease(sleeper, number_id, ids.new(), now, now)
        async with asyncio.timeout(5), database.organisation(cast.organisation_id) as other:
            assert await store_dispatch.lease(other, number_id, ids.new(), now, now)
        await store_dispatch.lock(sleeper, number_id)


async def test_a_lanes_transaction_ends_with_its_lease_and_any_other_within_a_minute(
    database: Database, cast: Cast
) -> None:
    means = Means(database, None, ids.new(), asyncio.Semaphore(1))  # type: ignore[arg-type]
    async with means.opened(cast.organisation_id) as db:
        assert await db.value(HOW_LONG) == f"{rules.LEASE.total_seconds():.0f}s"
    async with database.organisation(cast.organisation_id) as db:
        assert await db.value(HOW_LONG) == "1min"
    async with lent(database.keyring._pool) as connection:
        row = await (await connection.execute(HOW_LONG)).fetchone()
        assert row == ("1min",)
