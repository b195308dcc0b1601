"""Jobs that are over within seconds do not wait behind those that take minutes."""

from __future__ import annotations

import asyncio
from uuid import UUID

from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation

from indokona.kernel import ids, jobs
from indokona.kernel.database import Database, Db
from indokona.kernel.wired import Addresses


async def test_two_long_jobs_leave_a_place_for_short_ones(
    installation: Installation, addresses: Addresses, database: Database, cast: Cast
) -> None:
    begun, over, stop, short = (
        asyncio.Semaphore(0),
        asyncio.Event(),
        asyncio.Event(),
        asyncio.Event(),
    )

    async def long(db: Db, subject_id: UUID) -> bool:
        begun.release()
        await over.wait()
        return False

    async def quick(db: Db, subject_id: UUID) -> bool:
        short.set()
        return False

    keeper = jobs.keeper(
        addresses.of("app", installation.root), database, {"long": long, "quick": quick}
    )
    working = asyncio.create_task(jobs.run(keeper, stop))
    try:
        async with database.organisation(cast.organisation_id) as db:
            for _ in range(3):
                await jobs.later(db, "long", ids.new())
        for _ in range(2):
            await asyncio.wait_for(begun.acquire(), 20)
        async with database.organisation(cast.organisation_id) as db:
            await jobs.later(db, "quick", ids.new(), queue=jobs.SHORT)
        await asyncio.wait_for(short.wait(), 20)
        assert begun.locked(), "two at a time"
    finally:
        over.set()
        stop.set()
        await working
