"""Internal notes: for members only, never sent, sealed under the contact's key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.inbox import store_beside
from indokona.inbox.errors import ContactErased
from indokona.inbox.events import CHANGED
from indokona.inbox.store import ConversationRow
from indokona.inbox.store_beside import NoteRow
from indokona.kernel import clock, events, ids, keyring
from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as members read it; `text` is None where its contact was erased."""

    id: UUID
    author_id: UUID
    text: str | None
    at: datetime


async def write(db: Db, conversation: ConversationRow, author_id: UUID, text: str) -> NoteView:
    """Put a note beside the messages of a conversation."""
    sealer = await db.sealer(keyring.CONTACT, [conversation.contact_id])
    if not sealer.knows(conversation.contact_id):
        raise ContactErased
    row_id, now = ids.new(), clock.now()
    sealed = sealer.seal(conversation.contact_id, "note.text", row_id, text)
    row = NoteRow(row_id, conversation.id, author_id, sealed, now)
    await store_beside.insert_note(db, row, conversation.contact_id)
    await events.publish(db, CHANGED, [conversation.id])
    return NoteView(row_id, author_id, text, now)


async def page(db: Db, conversation_id: UUID, before: UUID | None, limit: int) -> list[NoteView]:
    """A page of a conversation's notes, newest first."""
    return await _opened(db, await store_beside.notes(db, conversation_id, before, limit))


async def of_contact(db: Db, contact_id: UUID, before: UUID | None, limit: int) -> list[NoteView]:
    """A page of the notes about a contact, newest first."""
    return await _opened(db, await store_beside.notes_of(db, contact_id, before, limit))


async def _opened(db: Db, rows: Sequence[NoteRow]) -> list[NoteView]:
    opener = await db.opener(row.text_sealed for row in rows)
    return [
        NoteView(
            row.id, row.author_id, opener.text(row.text_sealed, "note.text", row.id), row.at
        )
        for row in rows
    ]  # fmt: skip
