"""A contact's data of this slice: what is exported, and what erasure sweeps."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

from indokona.contacts import store, store_erase, store_identities, store_imports
from indokona.contacts.actions import identify, show
from indokona.kernel.database import Db
from indokona.kernel.exports import Exports, Record, at_once

NAME = "contacts"
ERROR_FILE_LIVES = timedelta(days=30)


async def _contact(db: Db, contact_id: UUID) -> AsyncIterator[Record]:
    """The contact with its tags and attributes."""
    for view in await show.many(db, [contact_id]):
        yield dataclasses.asdict(view) | await store.known_since(db, contact_id)


async def _identities(db: Db, contact_id: UUID) -> AsyncIterator[Record]:
    """Every identity it ever had."""
    for identity in await show.identities(db, contact_id):
        yield dataclasses.asdict(identity)


async def _imports(db: Db, contact_id: UUID) -> AsyncIterator[Record]:
    """The imports that it came from or was changed by, with the consent that they claimed."""
    for row in await store_imports.of_contact(db, contact_id):
        yield {
            "id": row.id, "at": row.created_at, "ended_at": row.ended_at, "state": row.state,
            "columns": row.mapping, "consent": row.consent,
        }  # fmt: skip


async def _proposals(db: Db, contact_id: UUID) -> AsyncIterator[Record]:
    """When it was taken for somebody else here; who that is stays that person's own."""
    for at, dismissed_at in await store_identities.proposals(db, contact_id):
        yield {"at": at, "dismissed_at": dismissed_at}


EXPORTS: Exports = {
    "contact": at_once(_contact), "identity": at_once(_identities), "import": at_once(_imports),
    "merge_proposal": at_once(_proposals),
}  # fmt: skip


async def fence(db: Db, contact_id: UUID) -> None:
    """Hide the contact from every list, search and send."""
    await identify.hide(db, contact_id)


async def expire(db: Db, now: datetime) -> dict[str, int]:
    """Delete what an import leaves behind: its error file, and pieces of one that never began."""
    return await store_imports.expire(db, now - ERROR_FILE_LIVES)


async def erase(db: Db, contact_id: UUID) -> dict[str, int]:
    """Delete the rows of a fenced contact; returns counts by table."""
    return await store_erase.sweep(db, contact_id)
