"""A contact's data of this slice."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from indokona.choices import store_links
from indokona.choices.actions import joining, links, receipts
from indokona.kernel.database import Db
from indokona.kernel.exports import Exports, Record, at_once

NAME = "choices"


async def _receipts(db: Db, contact_id: UUID) -> AsyncIterator[Record]:
    """The person's receipts, with the links under which they stand."""
    for one in await receipts.of(db, contact_id):
        yield {"at": one.at, "url": one.url, **json.loads(one.file)}


async def _link(db: Db, contact_id: UUID) -> AsyncIterator[Record]:
    """The way to their preferences, without its secret: the package may lie about for years."""
    for made_at, ends_at in await store_links.of(db, contact_id):
        yield {"made_at": made_at, "ends_at": ends_at}


EXPORTS: Exports = {"receipt": at_once(_receipts), "preference_link": at_once(_link)}


async def fence(db: Db, contact_id: UUID) -> None:
    """The person's link is dead."""
    await links.end(db, contact_id)


async def expire(db: Db, now: datetime) -> dict[str, int]:
    """Ticks that nobody confirmed, and links whose time has passed."""
    return await joining.expire(db, now)


async def erase(_db: Db, _contact_id: UUID) -> dict[str, int]:
    """Receipts stay to their end date as proof; their text went with the key."""
    return {"consent_receipt_kept_as_proof": 0}
