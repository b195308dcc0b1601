"""Half-written answers and notes, kept for each member and conversation; another tab's work is not lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from indokona.inbox import store_beside
from indokona.inbox.errors import ContactErased, DraftChanged
from indokona.inbox.store import ConversationRow
from indokona.kernel import clock, keyring
from indokona.kernel.database import Db

#: How long a draft that nobody touches is kept.
LIVES = timedelta(days=30)
#: Before every draft: who saw none replaces none.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DraftView:
    """What was kept; an empty text is no draft. A note never comes back as an answer."""

    text: str
    note: bool
    changed_at: datetime | None


async def show(db: Db, conversation: ConversationRow, user_id: UUID) -> DraftView:
    """One member's draft."""
    row = await store_beside.draft(db, conversation.id, user_id)
    if row is None:
        return DraftView("", False, None)
    opener = await db.opener([row.text_sealed])
    text = opener.text(row.text_sealed, "draft.text", conversation.id)
    return DraftView(text or "", row.note, row.changed_at)


async def of_contact(db: Db, contact_id: UUID) -> list[tuple[UUID, DraftView]]:
    """Every member's draft for a contact, each with its author."""
    rows = await store_beside.drafts_of(db, contact_id)
    opener = await db.opener(row[2] for row in rows)
    return [
        (author_id, DraftView(opener.text(sealed, "draft.text", place) or "", note, changed_at))
        for place, author_id, sealed, note, changed_at in rows
    ]


async def keep(
    db: Db, conversation: ConversationRow, user_id: UUID, mine: DraftView, *, overwrite: bool
) -> DraftView:
    """Keep a draft that goes on from the one of `mine.changed_at`, or from none.

    One that was kept meanwhile is not lost, unless one chose to `overwrite` it.
    """
    sealer = await db.sealer(keyring.CONTACT, [conversation.contact_id])
    if not sealer.knows(conversation.contact_id):
        raise ContactErased
    sealed = sealer.seal(conversation.contact_id, "draft.text", conversation.id, mine.text)
    row = store_beside.DraftRow(sealed, mine.note, clock.now())
    until = row.changed_at if overwrite else mine.changed_at or NEVER
    if await store_beside.keep_draft(
        db, conversation.id, conversation.contact_id, user_id, row, until
    ):
        return DraftView(mine.text, mine.note, row.changed_at)
    theirs = await show(db, conversation, user_id)
    if (theirs.text, theirs.note) != (mine.text, mine.note):
        raise DraftChanged(changed_at=theirs.changed_at)
    return theirs  # kept before, by a request whose answer was lost


async def drop(db: Db, conversation: ConversationRow, user_id: UUID) -> None:
    """Forget a draft."""
    await store_beside.drop_draft(db, conversation.id, user_id)


async def expire(db: Db, now: datetime) -> dict[str, int]:
    """Forget drafts that nobody touched for a month."""
    return {"draft": await store_beside.expire_drafts(db, now - LIVES)}
