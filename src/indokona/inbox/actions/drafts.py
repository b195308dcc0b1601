"""Half-written answers, kept for each member and conversation; another tab's work is not lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from indokona.inbox import store_beside
from indokona.inbox.errors import ContactErased, DraftChanged
from indokona.inbox.store import ConversationRow
from indokona.kernel import clock, keyring
from indokona.kernel.database import Db

#: How long a draft that nobody touches is kept.
LIVES = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class DraftView:
    """What was kept; an empty text is no draft."""

    text: str
    changed_at: datetime | None


async def show(db: Db, conversation: ConversationRow, user_id: UUID) -> DraftView:
    """One member's draft of an answer."""
    row = await store_beside.draft(db, conversation.id, user_id)
    if row is None:
        return DraftView("", None)
    opener = await db.opener([row.text_sealed])
    text = opener.text(row.text_sealed, "draft.text", conversation.id)
    return DraftView(text or "", row.changed_at)


async def keep(
    db: Db, conversation: ConversationRow, user_id: UUID, text: str, seen: datetime | None
) -> DraftView:
    """Keep a draft. With `seen`, the time of the draft that was read before, a newer one is not lost."""
    row = await store_beside.draft(db, conversation.id, user_id, lock=True)
    if seen is not None and row is not None and row.changed_at > seen:
        raise DraftChanged(changed_at=row.changed_at)
    sealer = await db.sealer(keyring.CONTACT, [conversation.contact_id])
    if not sealer.knows(conversation.contact_id):
        raise ContactErased
    sealed = sealer.seal(conversation.contact_id, "draft.text", conversation.id, text)
    kept = store_beside.DraftRow(sealed, clock.now())
    await store_beside.keep_draft(db, conversation.id, conversation.contact_id, user_id, kept)
    return DraftView(text, kept.changed_at)


async def drop(db: Db, conversation: ConversationRow, user_id: UUID) -> None:
    """Forget a draft."""
    await store_beside.drop_draft(db, conversation.id, user_id)


async def expire(db: Db, now: datetime) -> dict[str, int]:
    """Forget drafts that nobody touched for a month."""
    return {"draft": await store_beside.expire_drafts(db, now - LIVES)}
