"""How a request stands, and the news of it for open pages."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from indokona.kernel import events
from indokona.kernel.database import Db
from indokona.privacy import store
from indokona.privacy.events import CHANGED
from indokona.privacy.store import Request

#: The stepped job of an erasure.
JOB = "privacy.erase"


async def opened(db: Db, request: Request) -> None:
    """A new request."""
    await store.insert(db, request)
    await events.publish(db, CHANGED, [request.id])


async def turned(
    db: Db,
    request_id: UUID,
    state: str,
    ended_at: datetime | None,
    *,
    held_until: datetime | None = None,
) -> None:
    """The request stands otherwise now; with its end, if that is the end."""
    await store.set_state(db, request_id, state, ended_at, held_until)
    await events.publish(db, CHANGED, [request_id])
