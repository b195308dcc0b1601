"""Every SQL statement of the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel import ids
from indokona.kernel.database import Db

#: So many unread messages of one conversation are counted: more is the same to who reads them.
MOST_UNREAD = 100


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation with its unread count, which is derived and counted up to `MOST_UNREAD`."""

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
    " case when c.last_message_id > c.read_up_to then (select count(*) from (select from message m"
    "  where m.organisation_id = c.organisation_id and m.contact_id = c.contact_id and m.number_id = c.number_id"
    f"  and m.direction = 'in' and m.id > c.read_up_to limit {MOST_UNREAD}) u)::int else 0 end as unread"
    " from conversation c"
)
_LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"


async def upsert(db: Db, rows: Sequence[tuple[UUID, UUID, UUID, UUID, datetime]]) -> list[UUID]:
    """Conversations that got a message: id if new, contact, number, message, time. A resolved one reopens."""
    found = await db.rows(
        "insert into conversation as c (organisation_id, id, contact_id, number_id, state, last_message_id, read_up_to,"
        " created_at) select %s, u.id, u.contact, u.number, 'open', u.message, %s, u.at"
        " from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::timestamptz[])"
        " as u(id, contact, number, message, at)"
        " on conflict (organisation_id, number_id, contact_id) do update set state = 'open',"
        " last_message_id = greatest(c.last_message_id, excluded.last_message_id) returning id",
        (db.organisation_id, ids.NIL, *(list(column) for column in zip(*rows, strict=True))),
    )
    return [row[0] for row in found]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which conversations: all that is given must hold."""

    assignee: UUID | None = None
    unassigned: bool = False
    unread: bool = False
    state: str | None = None
    contact_id: UUID | None = None


async def page(db: Db, after: UUID | None, limit: int, asked: Asked) -> list[ConversationRow]:
    """A page of conversations, newest message first."""
    test, given = _test(asked)
    return await db.all(
        f"{_SELECT} where c.organisation_id = %s and c.last_message_id < %s{test}"
        " order by c.last_message_id desc limit %s",
        (db.organisation_id, after or _LAST, *given, limit),
        into=ConversationRow,
    )


def _test(asked: Asked) -> tuple[str, list[object]]:
    equal = (
        ("assignee_id", asked.assignee), ("state", asked.state), ("contact_id", asked.contact_id),
    )  # fmt: skip
    given = [(name, value) for name, value in equal if value is not None]
    test = "".join(f" and c.{name} = %s" for name, _ in given)
    test += " and c.assignee_id is null" if asked.unassigned else ""
    test += " and c.last_message_id > c.read_up_to" if asked.unread else ""
    return test, [value for _, value in given]


@dataclass(frozen=True, slots=True)
class Tally:
    """Open conversations, counted no further than the newest 10,000."""

    all: int
    unread: int
    mine: int
    mine_unread: int
    unassigned: int
    unassigned_unread: int


async def tally(db: Db, member: UUID) -> Tally:
    """How many open conversations there are, for one member's eyes."""
    found = await db.maybe(
        'select count(*) as "all", count(*) filter (where u) as unread,'
        " count(*) filter (where a = %s) as mine, count(*) filter (where a = %s and u) as mine_unread,"
        " count(*) filter (where a is null) as unassigned,"
        " count(*) filter (where a is null and u) as unassigned_unread"
        " from (select c.assignee_id as a, c.last_message_id > c.read_up_to as u from conversation c"
        "  where c.organisation_id = %s and c.state = 'open' order by c.last_message_id desc limit 10000) x",
        (member, member, db.organisation_id),
        into=Tally,
    )
    return found or Tally(0, 0, 0, 0, 0, 0)


async def one(db: Db, conversation_id: UUID) -> ConversationRow | None:
    """One conversation."""
    return await db.maybe(
        f"{_SELECT} where c.organisation_id = %s and c.id = %s",
        (db.organisation_id, conversation_id),
        into=ConversationRow,
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation as its row stands."""

    number_id: UUID
    state: str
    assignee_id: UUID | None
    attention: str | None
    last_message_id: UUID
    read_up_to: UUID
    created_at: datetime


async def of_contact(db: Db, contact_id: UUID) -> list[Kept]:
    """A contact's conversations, one a number."""
    return await db.all(
        "select number_id, state, assignee_id, attention, last_message_id, read_up_to, created_at from conversation"
        " where organisation_id = %s and contact_id = %s order by created_at",
        (db.organisation_id, contact_id),
        into=Kept,
    )


async def mark_read(db: Db, conversation_id: UUID, up_to: UUID) -> bool:
    """Everything up to a message was seen; whether that is news."""
    changed = await db.run(
        "update conversation set read_up_to = %s where organisation_id = %s and id = %s and read_up_to < %s",
        (up_to, db.organisation_id, conversation_id, up_to),
    )
    return changed == 1


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


async def flag(db: Db, places: Sequence[tuple[UUID, UUID]], attention: str) -> list[UUID]:
    """Show these conversations (contact, number) to an agent, with the reason."""
    found = await db.rows(
        "update conversation c set attention = %s from unnest(%s::uuid[], %s::uuid[]) as u(contact, number)"
        " where c.organisation_id = %s and c.contact_id = u.contact and c.number_id = u.number"
        " returning c.id",
        (
            attention,
            [place[0] for place in places],
            [place[1] for place in places],
            db.organisation_id,
        ),
    )
    return [row[0] for row in found]


async def sweep(db: Db, contact_id: UUID) -> dict[str, int]:
    """Delete a contact's conversations and what stands beside them."""
    counts = {}
    counts["presence"] = await db.run(
        "delete from presence p using conversation c where c.organisation_id = %s and c.contact_id = %s"
        " and p.organisation_id = c.organisation_id and p.conversation_id = c.id",
        (db.organisation_id, contact_id),
    )
    for table in ("note", "draft", "conversation"):
        counts[table] = await db.run(
            f"delete from {table} where organisation_id = %s and contact_id = %s",
            (db.organisation_id, contact_id),
        )
    return counts
