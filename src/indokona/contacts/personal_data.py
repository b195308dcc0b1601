"""A contact's data of this slice: what is exported, and what erasure sweeps."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from indokona.contacts import store, store_erase, store_imports
from indokona.contacts.actions import identify, show
from indokona.kernel.database import Db

NAME = "contacts"
ERROR_FILE_LIVES = timedelta(days=30)


async def export(db: Db, contact_id: UUID) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """The contact with its tags and attributes, and every identity it ever had."""
    for view in await show.many(db, [contact_id]):
        since, restricted_at = await store.known_since(db, contact_id)
        told = {"known_since": since, "restricted_at": restricted_at}
        yield "contact", dataclasses.asdict(view) | told
    for identity in await show.identities(db, contact_id):
        yield "identity", dataclasses.asdict(identity)


async def fence(db: Db, contact_id: UUID) -> None:
    """Hide the contact from every list, search and send."""
    await identify.hide(db, contact_id)


async def expire(db: Db, now: datetime) -> dict[str, int]:
    """Delete what an import leaves behind: its error file, and pieces of one that never began."""
    return await store_imports.expire(db, now - ERROR_FILE_LIVES)


async def erase(db: Db, contact_id: UUID) -> dict[str, int]:
    """Delete the rows of a fenced contact; returns counts by table."""
    return await store_erase.sweep(db, contact_id)
