"""A contact's data of this slice: what is exported, and what erasure sweeps."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from indokona.contacts import store_erase
from indokona.contacts.actions import identify, show
from indokona.kernel.database import Db

NAME = "contacts"


async def export(db: Db, contact_id: UUID) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """The contact with its tags and attributes, and every identity it ever had."""
    for view in await show.many(db, [contact_id]):
        yield "contact", dataclasses.asdict(view)
    for identity in await show.identities(db, contact_id):
        yield "identity", dataclasses.asdict(identity)


async def fence(db: Db, contact_id: UUID) -> None:
    """Hide the contact from every list, search and send."""
    await identify.hide(db, contact_id)


async def erase(db: Db, contact_id: UUID) -> dict[str, int]:
    """Delete the rows of a fenced contact; returns counts by table."""
    return await store_erase.sweep(db, contact_id)
