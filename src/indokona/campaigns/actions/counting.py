"""Counts of a campaign: at sight while it is small, else as a job counted them last.

Whoever looks, and every event, costs the same at any size. A count is asked for once at a time, and what
comes after it began asks for another, so that the last one is exact.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from indokona.campaigns import rules, store
from indokona.campaigns.store import CampaignRow
from indokona.kernel import clock, jobs
from indokona.kernel.database import Db
from indokona.messaging.actions import tally
from indokona.messaging.actions.tally import Tally

JOB = "campaigns.count"

#: A count that did not begin this long after it was due is lost, and asked for again.
LOST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Counted:
    """A tally and the moment it is of."""

    tally: Tally
    at: datetime


async def standing(db: Db, row: CampaignRow) -> Counted:
    """How a campaign stands."""
    if row.expanded <= rules.AT_SIGHT or row.tally is None:
        return Counted(await tally.taken(db, row.id), clock.now())
    return _read(row.tally)


async def ask(db: Db, row: CampaignRow) -> None:
    """Have a campaign counted as soon as its size allows; nothing if it is counted at sight, or will be."""
    if row.expanded <= rules.AT_SIGHT:
        return
    now = clock.now()
    if row.count_due is not None and row.count_due > now - LOST:
        return  # what it will count is after what the caller knows
    since_end = now - row.ended_at if row.ended_at else None
    sharing = max(len(await store.sending(db)), 1)
    rest = rules.rest(row.expanded * sharing, since_end)
    earliest = row.counted_at + rest if row.counted_at else now
    due = max(now, earliest)
    if await store.ask_count(db, row.id, due, now - LOST):
        await jobs.later(db, JOB, row.id, due if due > now else None, queue=jobs.SHORT)


async def begin(db: Db, campaign_id: UUID) -> bool:
    """Begin the count that is due, in a transaction of its own; False if none is.

    News from here on ask for another one, also those that this count does not see.
    """
    return await store.begin_count(db, campaign_id, clock.now())


async def keep(db: Db, campaign_id: UUID, counted: Counted) -> None:
    """Write down what was counted."""
    kept = dataclasses.asdict(counted.tally) | {"at": counted.at.isoformat()}
    await store.keep_tally(db, campaign_id, kept)


def _read(kept: dict[str, Any]) -> Counted:
    failures = {int(code): count for code, count in kept["failures"].items()}
    return Counted(Tally(kept["counts"], failures), datetime.fromisoformat(kept["at"]))
