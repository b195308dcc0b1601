"""Quick replies: answers of an organisation that an agent finds by a short name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.inbox import store_quick
from indokona.inbox.errors import QuickReplyExists, TooManyQuickReplies
from indokona.inbox.store_quick import QuickRow
from indokona.kernel import clock, ids, keyring
from indokona.kernel.database import Db
from indokona.kernel.errors import NotFound

MOST = 500


@dataclass(frozen=True, slots=True)
class QuickReply:
    """A quick reply as members read it."""

    id: UUID
    name: str
    text: str
    changed_at: datetime


async def every(db: Db) -> list[QuickReply]:
    """All quick replies, by name."""
    rows = await store_quick.every(db)
    opener = await db.opener(value for row in rows for value in (row.name_sealed, row.text_sealed))
    found = [
        QuickReply(
            row.id, opener.text(row.name_sealed, "quick_reply.name", row.id) or "",
            opener.text(row.text_sealed, "quick_reply.text", row.id) or "", row.changed_at,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.name.casefold())


async def create(db: Db, name: str, text: str) -> QuickReply:
    """A new quick reply; its name is its own."""
    if await store_quick.count(db) >= MOST:
        raise TooManyQuickReplies(most=MOST)
    return await _keep(db, ids.new(), name, text)


async def change(db: Db, row_id: UUID, name: str, text: str) -> QuickReply:
    """Another name or text."""
    if not await store_quick.exists(db, row_id):
        raise NotFound
    return await _keep(db, row_id, name, text)


async def delete(db: Db, row_id: UUID) -> None:
    """Forget a quick reply."""
    if not await store_quick.delete(db, row_id):
        raise NotFound


async def _keep(db: Db, row_id: UUID, name: str, text: str) -> QuickReply:
    indexes = await db.indexes()
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    row = QuickRow(
        row_id, sealer.seal(db.organisation_id, "quick_reply.name", row_id, name),
        sealer.seal(db.organisation_id, "quick_reply.text", row_id, text), clock.now(),
    )  # fmt: skip
    if not await store_quick.keep(db, row, indexes.lookup("quick_reply", name.casefold())):
        raise QuickReplyExists
    return QuickReply(row_id, name, text, row.changed_at)
