"""An older copy of the data was put back: what waits in it may have been sent since.

Nobody is written to twice: campaigns wait for a person, other messages are refused with a reason.
"""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from indokona.campaigns.actions import run
from indokona.kernel import ids, log
from indokona.kernel.database import Database
from indokona.messaging import store_dispatch
from indokona.messaging.actions import send

LOG = log.get("restored")


async def hold(database: Database) -> int:
    """Hold what every organisation has waiting whose data is behind; returns how many there were.

    Several processes may ask at once; one does it, and the others find it done.
    """
    async with database.platform("scout") as scout:
        reached = await store_dispatch.marks(scout)
    behind: dict[UUID, dict[UUID, UUID]] = defaultdict(dict)
    for (organisation_id, number_id), mark in (await database.high_water.marks()).items():
        if mark > reached.get((organisation_id, number_id), ids.NIL):
            behind[organisation_id][number_id] = mark
    for organisation_id, marks in behind.items():
        await _hold(database, organisation_id, marks)
    return len(behind)


async def _hold(database: Database, organisation_id: UUID, marks: dict[UUID, UUID]) -> None:
    async with database.organisation(organisation_id) as db:
        if not [n for n in sorted(marks) if await store_dispatch.catch_up(db, n, marks[n])]:
            return
        campaigns = await run.hold_all(db)
        count = await send.refuse_waiting(db, max(marks.values()))
        LOG.warning("held", organisation_id=organisation_id, count=count + campaigns)
