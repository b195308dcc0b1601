"""A contact's data of this slice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

from indokona.inbox import store
from indokona.inbox.actions import drafts, notes, presence
from indokona.kernel.database import Db

NAME = "inbox"


async def export(db: Db, contact_id: UUID) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Members' notes about the contact; the messages are exported where they live."""
    for note in await notes.of_contact(db, contact_id):
        yield "note", {"text": note.text, "at": note.at}


async def fence(_db: Db, _contact_id: UUID) -> None:
    """Nothing to do."""


async def expire(db: Db, now: datetime) -> dict[str, int]:
    """Forget drafts that nobody touches, and who is there no more."""
    return await drafts.expire(db, now) | await presence.expire(db, now)


async def erase(db: Db, contact_id: UUID) -> dict[str, int]:
    """Delete the contact's conversations with their notes and drafts."""
    return await store.sweep(db, contact_id)
