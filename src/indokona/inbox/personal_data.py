"""A contact's data of this slice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from indokona.inbox import store
from indokona.kernel.database import Db

NAME = "inbox"


async def export(_db: Db, _contact_id: UUID) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Nothing of its own: the messages are exported where they live."""
    for nothing in list[tuple[str, dict[str, Any]]]():
        yield nothing


async def fence(_db: Db, _contact_id: UUID) -> None:
    """Nothing to do."""


async def erase(db: Db, contact_id: UUID) -> dict[str, int]:
    """Delete the contact's conversations."""
    return {"conversation": await store.sweep(db, contact_id)}
