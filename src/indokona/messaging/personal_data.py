"""A contact's data of this slice."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from indokona.kernel.database import Db
from indokona.messaging import store_thread
from indokona.messaging.actions import fetch, thread

NAME = "messaging"
SEEN_LIVES = timedelta(days=30)


async def export(db: Db, contact_id: UUID) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Every message, as the person saw or wrote it."""
    before: UUID | None = None
    while page := await thread.whole(db, contact_id, before, 500):
        for view in page:
            yield "message", dataclasses.asdict(view)
            if view.media is not None and view.media.state == "kept":
                body = await fetch.whole(db, view.id)
                yield (
                    "media",
                    {"message_id": view.id, "mime_type": view.media.mime_type, "file": body},
                )
        before = page[-1].id
    before = None
    while waiting := await thread.unsent(db, contact_id, before, 500):
        for one in waiting:
            yield "unsent", one
        before = waiting[-1]["id"]
    for refusal in await thread.refusals(db, contact_id):
        yield "refusal", refusal


async def fence(_db: Db, _contact_id: UUID) -> None:
    """Nothing to do: the gate asks contacts, and the withdrawal has cancelled the queue."""


async def expire(db: Db, now: datetime) -> dict[str, int]:
    """Forget which messages came in, once Meta repeats none of them any more (it does for 7 days)."""
    return {"inbound_seen": await store_thread.forget_seen(db, now - SEEN_LIVES)}


async def erase(db: Db, contact_id: UUID) -> dict[str, int]:
    """Delete the contact's messages, statuses, media and windows."""
    return await store_thread.sweep(db, contact_id)
