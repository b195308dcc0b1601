"""Every SQL statement of the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel import ids
from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation with its unread count, which is derived."""

    id: UUID
    contact_id: UUID
    number_id: UUID
    state: str
    assignee_id: UUID | None
    attention: str | None
    last_message_id: UUID
    created_at: datetime
    unread: int


_SELECT = (
    "select c.id, c.contact_id, c.number_id, c.state, c.assignee_id, c.attention, c.last_message_id, c.created_at,"
    " (select count(*) from message m where m.organisation_id = c.organisation_id and m.contact_id = c.contact_id"
    "  and m.number_id = c.number_id and m.direction = 'in' and m.id > c.read_up_to)::int as unread"
    " from conversation c"
)
_LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"


async def upsert(db: Db, rows: Sequence[tuple[UUID, UUID, UUID, UUID, datetime]]) -> None:
    """Conversations that got a message: id if new, contact, number, message, time. A resolved one reopens."""
    await db.run(
        "insert into conversation as c (organisation_id, id, contact_id, number_id, state, last_message_id, read_up_to,"
        " created_at) select %s, u.id, u.contact, u.number, 'open', u.message, %s, u.at"
        " from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::timestamptz[])"
        " as u(id, contact, number, message, at)"
        " on conflict (organisation_id, number_id, contact_id) do update set state = 'open',"
        " last_message_id = greatest(c.last_message_id, excluded.last_message_id)",
        (db.organisation_id, ids.NIL, *(list(column) for column in zip(*rows, strict=True))),
    )


async def page(
    db: Db, after: UUID | None, limit: int, assignee: UUID | None, state: str | None
) -> list[ConversationRow]:
    """A page of conversations, newest message first."""
    return await db.all(
        f"{_SELECT} where c.organisation_id = %s and c.last_message_id < %s"
        " and (%s::uuid is null or c.assignee_id = %s) and (%s::text is null or c.state = %s)"
        " order by c.last_message_id desc limit %s",
        (db.organisation_id, after or _LAST, assignee, assignee, state, state, limit),
        into=ConversationRow,
    )


async def one(db: Db, conversation_id: UUID) -> ConversationRow | None:
    """One conversation."""
    return await db.maybe(
        f"{_SELECT} where c.organisation_id = %s and c.id = %s",
        (db.organisation_id, conversation_id),
        into=ConversationRow,
    )


async def mark_read(db: Db, conversation_id: UUID) -> None:
    """Everything up to now was seen."""
    await db.run(
        "update conversation set read_up_to = last_message_id where organisation_id = %s and id = %s",
        (db.organisation_id, conversation_id),
    )


async def assign(db: Db, conversation_id: UUID, assignee: UUID | None) -> None:
    """Somebody takes it, or nobody."""
    await db.run(
        "update conversation set assignee_id = %s where organisation_id = %s and id = %s",
        (assignee, db.organisation_id, conversation_id),
    )


async def set_state(db: Db, conversation_id: UUID, state: str) -> None:
    """Open or resolved; what was resolved needs no attention any more."""
    await db.run(
        "update conversation set state = %s, attention = null where organisation_id = %s and id = %s",
        (state, db.organisation_id, conversation_id),
    )


async def flag(db: Db, places: Sequence[tuple[UUID, UUID]], attention: str) -> None:
    """Show these conversations (contact, number) to an agent, with the reason."""
    await db.run(
        "update conversation c set attention = %s from unnest(%s::uuid[], %s::uuid[]) as u(contact, number)"
        " where c.organisation_id = %s and c.contact_id = u.contact and c.number_id = u.number",
        (
            attention,
            [place[0] for place in places],
            [place[1] for place in places],
            db.organisation_id,
        ),
    )


async def sweep(db: Db, contact_id: UUID) -> int:
    """Delete a contact's conversations."""
    return await db.run(
        "delete from conversation where organisation_id = %s and contact_id = %s",
        (db.organisation_id, contact_id),
    )
