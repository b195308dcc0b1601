"""A contact's data of this slice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from indokona.accounts.actions import members
from indokona.inbox import store
from indokona.inbox.actions import drafts, notes, presence
from indokona.kernel import ids
from indokona.kernel.database import Db
from indokona.kernel.exports import Exports, Record, at_once, by_id
from indokona.numbers.actions import show as numbers

NAME = "inbox"


async def _conversations(db: Db, contact_id: UUID) -> AsyncIterator[Record]:
    """How each conversation stands, and for how far it was read; who has it is told as a role."""
    roles = await _roles(db)
    shown = {one.id: one.display for one in await numbers.numbers(db)}
    for row in await store.of_contact(db, contact_id):
        yield {
            "number": shown.get(row.number_id), "begun_at": row.created_at, "state": row.state,
            "assigned_to": roles.get(row.assignee_id, "former member") if row.assignee_id else None,
            "attention": row.attention, "last_message_at": ids.time_of(row.last_message_id),
            "read_up_to": ids.time_of(row.read_up_to) if row.read_up_to != ids.NIL else None,
        }  # fmt: skip


async def _notes(db: Db, contact_id: UUID, before: UUID | None, limit: int) -> list[Record]:
    roles = await _roles(db)
    return [
        {"id": n.id, "at": n.at, "text": n.text, "written_by": roles.get(n.author_id, "former member")}
        for n in await notes.of_contact(db, contact_id, before, limit)
    ]  # fmt: skip


async def _drafts(db: Db, contact_id: UUID) -> AsyncIterator[Record]:
    """What members began to write to or about the person and keep: it is held, so it is theirs to know."""
    roles = await _roles(db)
    for author_id, draft in await drafts.of_contact(db, contact_id):
        yield {
            "changed_at": draft.changed_at, "is_note": draft.note, "text": draft.text,
            "written_by": roles.get(author_id, "former member"),
        }  # fmt: skip


async def _roles(db: Db) -> dict[UUID, str]:
    return {one.user_id: one.role for one in await members.every(db)}


EXPORTS: Exports = {
    "conversation": at_once(_conversations), "note": by_id(_notes), "draft": at_once(_drafts),
}  # fmt: skip


async def fence(_db: Db, _contact_id: UUID) -> None:
    """Nothing to do."""


async def expire(db: Db, now: datetime) -> dict[str, int]:
    """Forget drafts that nobody touches, and who is there no more."""
    return await drafts.expire(db, now) | await presence.expire(db, now)


async def erase(db: Db, contact_id: UUID) -> dict[str, int]:
    """Delete the contact's conversations with their notes and drafts."""
    return await store.sweep(db, contact_id)
