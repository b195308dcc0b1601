"""A contact's data of this slice."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

from indokona.choices.actions import joining, links, receipts
from indokona.kernel.database import Db

NAME = "choices"


async def export(db: Db, contact_id: UUID) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """The person's receipts, with the links under which they stand."""
    for one in await receipts.of(db, contact_id):
        yield "receipt", {"at": one.at, "url": one.url, **json.loads(one.file)}


async def fence(db: Db, contact_id: UUID) -> None:
    """The person's link is dead."""
    await links.end(db, contact_id)


async def expire(db: Db, now: datetime) -> dict[str, int]:
    """Ticks that nobody confirmed, and links whose time has passed."""
    return await joining.expire(db, now)


async def erase(_db: Db, _contact_id: UUID) -> dict[str, int]:
    """Receipts stay to their end date as proof; their text went with the key."""
    return {"consent_receipt_kept_as_proof": 0}
