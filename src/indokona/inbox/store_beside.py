"""SQL of what stands beside the messages: notes, drafts, who is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note as it is stored."""

    id: UUID
    conversation_id: UUID
    author_id: UUID
    text_sealed: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as it is stored."""

    text_sealed: bytes
    note: bool
    changed_at: datetime


_NOTE = "id, conversation_id, author_id, text_sealed, at"
_LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"


async def insert_note(db: Db, row: NoteRow, contact_id: UUID) -> None:
    """A new note."""
    await db.run(
        "insert into note (organisation_id, id, conversation_id, contact_id, author_id, text_sealed, at)"
        " values (%s, %s, %s, %s, %s, %s, %s)",
        (
            db.organisation_id, row.id, row.conversation_id, contact_id, row.author_id, row.text_sealed, row.at,
        ),
    )  # fmt: skip


async def notes(db: Db, conversation_id: UUID, before: UUID | None, limit: int) -> list[NoteRow]:
    """A page of a conversation's notes, newest first."""
    return await db.all(
        f"select {_NOTE} from note where organisation_id = %s and conversation_id = %s and id < %s"
        " order by id desc limit %s",
        (db.organisation_id, conversation_id, before or _LAST, limit),
        into=NoteRow,
    )


async def notes_of(db: Db, contact_id: UUID, before: UUID | None, limit: int) -> list[NoteRow]:
    """A page of the notes about a contact, newest first."""
    return await db.all(
        f"select {_NOTE} from note where organisation_id = %s and contact_id = %s and id < %s"
        " order by id desc limit %s",
        (db.organisation_id, contact_id, before or _LAST, limit),
        into=NoteRow,
    )


async def draft(db: Db, conversation_id: UUID, user_id: UUID) -> DraftRow | None:
    """One member's draft."""
    return await db.maybe(
        "select text_sealed, note, changed_at from draft where organisation_id = %s and conversation_id = %s"
        " and user_id = %s",
        (db.organisation_id, conversation_id, user_id),
        into=DraftRow,
    )


async def drafts_of(db: Db, contact_id: UUID) -> list[tuple[UUID, UUID, bytes, bool, datetime]]:
    """What members keep half-written for a contact: conversation, author, text, is a note, when."""
    return await db.rows(
        "select conversation_id, user_id, text_sealed, note, changed_at from draft"
        " where organisation_id = %s and contact_id = %s order by changed_at",
        (db.organisation_id, contact_id),
    )


async def keep_draft(
    db: Db, conversation_id: UUID, contact_id: UUID, user_id: UUID, row: DraftRow, until: datetime
) -> bool:
    """Keep a draft in the place of one that was written no later than `until`; whether it was kept."""
    kept = await db.run(
        "insert into draft (organisation_id, conversation_id, user_id, contact_id, text_sealed, note, changed_at)"
        " values (%s, %s, %s, %s, %s, %s, %s) on conflict (organisation_id, conversation_id, user_id) do update"
        " set text_sealed = excluded.text_sealed, note = excluded.note, changed_at = excluded.changed_at"
        " where draft.changed_at <= %s",
        (
            db.organisation_id, conversation_id, user_id, contact_id, row.text_sealed, row.note, row.changed_at,
            until,
        ),
    )  # fmt: skip
    return kept == 1


async def drop_draft(db: Db, conversation_id: UUID, user_id: UUID) -> None:
    """Forget a draft."""
    await db.run(
        "delete from draft where organisation_id = %s and conversation_id = %s and user_id = %s",
        (db.organisation_id, conversation_id, user_id),
    )


async def expire_drafts(db: Db, before: datetime) -> int:
    """Forget drafts older than a moment."""
    return await db.run(
        "delete from draft where organisation_id = %s and changed_at < %s",
        (db.organisation_id, before),
    )


async def here(
    db: Db, conversation_id: UUID, user_id: UUID, now: datetime, *, typing: bool
) -> None:
    """A member looks at a conversation."""
    await db.run(
        "insert into presence (organisation_id, conversation_id, user_id, typing, at) values (%s, %s, %s, %s, %s)"
        " on conflict (organisation_id, conversation_id, user_id) do update set typing = excluded.typing,"
        " at = excluded.at",
        (db.organisation_id, conversation_id, user_id, typing, now),
    )


async def away(db: Db, conversation_id: UUID, user_id: UUID) -> None:
    """A member has left a conversation."""
    await db.run(
        "delete from presence where organisation_id = %s and conversation_id = %s and user_id = %s",
        (db.organisation_id, conversation_id, user_id),
    )


async def present(db: Db, conversation_id: UUID, since: datetime) -> list[tuple[UUID, bool]]:
    """Who said since a moment that they are there, and whether they type."""
    rows = await db.rows(
        "select user_id, typing from presence where organisation_id = %s and conversation_id = %s and at > %s"
        " order by user_id",
        (db.organisation_id, conversation_id, since),
    )
    return [(row[0], row[1]) for row in rows]


async def expire_presence(db: Db, before: datetime) -> int:
    """Delete who was last there before a moment."""
    return await db.run(
        "delete from presence where organisation_id = %s and at < %s", (db.organisation_id, before)
    )
