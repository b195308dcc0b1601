"""A contact's data of this slice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

from indokona.kernel.database import Db
from indokona.kernel.exports import Exports, Record, at_once, by_id
from indokona.messaging import store_budget, store_thread
from indokona.messaging.actions import budget, giving

NAME = "messaging"
SEEN_LIVES = timedelta(days=30)


async def _windows(db: Db, contact_id: UUID) -> AsyncIterator[Record]:
    for window in await giving.windows(db, contact_id):
        yield window


EXPORTS: Exports = {
    "message": by_id(giving.messages), "media": by_id(giving.files), "unsent": by_id(giving.unsent),
    "refusal": by_id(giving.refusals), "window": at_once(_windows),
}  # fmt: skip


async def fence(_db: Db, _contact_id: UUID) -> None:
    """Nothing to do: the gate asks contacts, and the withdrawal has cancelled the queue."""


async def expire(db: Db, now: datetime) -> dict[str, int]:
    """Forget which messages came in, once Meta repeats none of them any more (it does for 7 days), and
    who took a place of a portfolio, once it is free."""
    return {
        "inbound_seen": await store_thread.forget_seen(db, now - SEEN_LIVES),
        "budget_person": await budget.forget(db, now),
    }


async def erase(db: Db, contact_id: UUID) -> dict[str, int]:
    """Delete the contact's messages, statuses, media and windows; their places belong to nobody."""
    counts = await store_thread.sweep(db, contact_id)
    return {**counts, "budget_person": await store_budget.forget_who(db, contact_id)}
