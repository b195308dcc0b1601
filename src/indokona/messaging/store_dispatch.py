"""SQL of dispatch: leases, slices, intents, results."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from indokona.kernel import ids
from indokona.kernel.database import Db
from indokona.messaging.rules import CANCELLED, FURTHEST_DUE, FURTHEST_HELD


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk with what is left of it; its messages have one origin and one template version."""

    id: UUID
    after_id: UUID
    origin_kind: str
    origin_id: UUID
    template_version_id: UUID | None
    attempt: int


class Waiting(NamedTuple):
    """A queued message as a slice takes it; `code` says that it was refused meanwhile."""

    id: UUID
    contact_id: UUID
    purpose: str
    origin_kind: str
    origin_id: UUID
    template_version_id: UUID | None
    content_sealed: bytes
    code: str | None


@dataclass(frozen=True, slots=True)
class Lease:
    """A lane that was taken: the fence of its holder, how many slices it has taken before, and how
    many in a row met nothing but trouble."""

    fence: int
    mark: int
    trouble: int


#: Nobody holds the lane and it does not rest; nor does a lease of a clock that was set back since.
_FREE = (
    "(l.until is null or l.until not between %(now)s and %(furthest_held)s)"
    " and (l.held_until is null or l.held_until not between %(now)s and %(furthest_held)s)"
)
_DUE = "(due_at <= %(now)s or due_at > %(furthest_due)s)"


def _moments(now: datetime) -> dict[str, object]:
    return {"now": now, "furthest_held": now + FURTHEST_HELD, "furthest_due": now + FURTHEST_DUE}


async def due_lanes(scout: Db, now: datetime) -> list[tuple[UUID, UUID, int]]:
    """Which organisation's which number has work, and how urgent: read by the scout, ids only.

    Work is a chunk to take from, or a slice that a dead holder left open. Of equally urgent lanes
    the one that waits longest since its last holder comes first.
    """
    rows = await scout.rows(
        "select w.organisation_id, w.number_id, min(w.priority) from ("
        f" select organisation_id, number_id, priority from chunk where state = 'ready' and {_DUE}"
        " union all select organisation_id, number_id, 0 from slice) w"
        " left join lane l on l.organisation_id = w.organisation_id and l.number_id = w.number_id"
        f" where {_FREE} group by 1, 2, l.let_go_at order by 3, l.let_go_at nulls first limit 200",
        _moments(now),
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def lease(
    db: Db, number_id: UUID, holder: UUID, now: datetime, until: datetime
) -> Lease | None:
    """Take a lane; a new fence for a new holder. None if somebody else holds it."""
    await db.run(
        "insert into lane (organisation_id, number_id) values (%s, %s) on conflict do nothing",
        (db.organisation_id, number_id),
    )
    return await db.maybe(
        "update lane l set holder = %(holder)s, fence = fence + 1, until = %(until)s"
        f" where organisation_id = %(org)s and number_id = %(number)s and {_FREE} returning fence, mark, trouble",
        {"holder": holder, "until": until, "org": db.organisation_id, "number": number_id, **_moments(now)},
        into=Lease,
    )  # fmt: skip


async def renew(db: Db, number_id: UUID, fence: int, until: datetime) -> bool:
    """Keep a lane; False if another holder has taken it. Locks it for this transaction."""
    return bool(
        await db.run(
            "update lane set until = %s where organisation_id = %s and number_id = %s and fence = %s",
            (until, db.organisation_id, number_id, fence),
        )
    )


async def step(db: Db, number_id: UUID, fence: int, mark: int, until: datetime) -> bool:
    """Keep a lane and count one slice more; False if another holder has taken it, or if these rows
    do not know of the slices that the caller took (a standby that lags stepped in)."""
    return bool(
        await db.run(
            "update lane set until = %s, mark = mark + 1"
            " where organisation_id = %s and number_id = %s and fence = %s and mark = %s",
            (until, db.organisation_id, number_id, fence, mark),
        )
    )


async def mark(db: Db, number_id: UUID) -> int:
    """How many slices a lane has taken."""
    found = await db.value(
        "select mark from lane where organisation_id = %s and number_id = %s",
        (db.organisation_id, number_id),
    )
    return int(found or 0)


async def marks(scout: Db) -> dict[tuple[UUID, UUID], int]:
    """How many slices every lane has taken, by organisation and number."""
    rows = await scout.rows("select organisation_id, number_id, mark from lane where mark > 0")
    return {(row[0], row[1]): row[2] for row in rows}


async def catch_up(db: Db, number_id: UUID, mark: int) -> bool:
    """Set a lane's mark, if it was behind; it stays locked for this transaction."""
    return bool(
        await db.run(
            "insert into lane as l (organisation_id, number_id, mark) values (%s, %s, %s)"
            " on conflict (organisation_id, number_id) do update set mark = excluded.mark"
            " where l.mark < excluded.mark",
            (db.organisation_id, number_id, mark),
        )
    )


async def lock(db: Db, number_id: UUID) -> None:
    """One writer of a lane at a time, whoever holds it."""
    await db.run(
        "select 1 from lane where organisation_id = %s and number_id = %s for update",
        (db.organisation_id, number_id),
    )


async def let_go(
    db: Db, number_id: UUID, fence: int, now: datetime, held_until: datetime | None, trouble: int
) -> None:
    """Give a lane back, perhaps with a rest before anybody takes it."""
    await db.run(
        "update lane set until = null, holder = null, let_go_at = %s, held_until = %s, trouble = %s"
        " where organisation_id = %s and number_id = %s and fence = %s",
        (now, held_until, trouble, db.organisation_id, number_id, fence),
    )


async def next_chunk(
    db: Db, number_id: UUID, now: datetime, held: Sequence[UUID] = ()
) -> Chunk | None:
    """The chunk to take from, locked: most urgent first, and none of the template versions held."""
    return await db.maybe(
        "select id, after_id, origin_kind, origin_id, template_version_id, attempt from chunk"
        " where organisation_id = %(org)s and number_id = %(number)s and state = 'ready'"
        f" and {_DUE} and not coalesce(template_version_id = any(%(held)s), false)"
        " order by priority, due_at, id limit 1 for update",
        {"org": db.organisation_id, "number": number_id, "held": list(held), **_moments(now)},
        into=Chunk,
    )


_NO_WORD_YET = (
    " and not exists (select from message_status s where s.organisation_id = o.organisation_id and s.id = o.id"
    " and coalesce(s.accepted_at, s.sent_at, s.delivered_at, s.read_at, s.failed_at) is not null)"
)


async def take(db: Db, chunk: Chunk, most: int) -> list[Waiting]:
    """The next rows of a chunk, in the order of their ids; of a further attempt only those of which no
    late word has come meanwhile."""
    open_only = _NO_WORD_YET if chunk.attempt > 1 else ""
    rows = await db.rows(
        "select o.id, o.contact_id, o.purpose, o.content_sealed, r.code from outgoing o"
        " left join refusal r on r.organisation_id = o.organisation_id and r.message_id = o.id"
        f" where o.organisation_id = %s and o.chunk_id = %s and o.id > %s{open_only} order by o.id limit %s",
        (db.organisation_id, chunk.id, chunk.after_id, most),
    )
    kind, origin_id, version_id = chunk.origin_kind, chunk.origin_id, chunk.template_version_id
    return [
        Waiting(one, contact_id, purpose, kind, origin_id, version_id, sealed, code)
        for one, contact_id, purpose, sealed, code in rows
    ]


async def advance(
    db: Db, chunk_id: UUID, after_id: UUID, state: str, waits_for: str | None = None
) -> None:
    """The chunk's cursor, and for what the rest of it waits, if it does: one update a slice."""
    await db.run(
        "update chunk set after_id = %s, state = %s, waits_for = %s where organisation_id = %s and id = %s",
        (after_id, state, waits_for, db.organisation_id, chunk_id),
    )


_MESSAGE = {
    "id": "uuid", "contact_id": "uuid", "number_id": "uuid", "direction": "text", "purpose": "text", "kind": "text",
    "consent_id": "uuid", "origin_kind": "text", "origin_id": "uuid", "template_version_id": "uuid", "fence": "int8",
    "content_sealed": "bytea", "wamid_sealed": "bytea", "at": "timestamptz",
}  # fmt: skip


async def insert_messages(
    db: Db, rows: Sequence[Sequence[object]], *, may_be_there: bool = True
) -> None:
    """Intents (or inbound messages): written once, never updated; a further attempt has its intent."""
    columns, values = _told(_MESSAGE, rows)
    await db.insert_many(
        "message", columns, values, "on conflict do nothing" if may_be_there else ""
    )


def _told(
    columns: Mapping[str, str], rows: Sequence[Sequence[object]]
) -> tuple[dict[str, str], list[tuple[object, ...]]]:
    """Only the columns of which some row tells something: the others cost as much as these."""
    told = [
        (name, column)
        for name, column in zip(columns, zip(*rows, strict=True), strict=False)
        if column.count(None) < len(column)
    ]
    return {name: columns[name] for name, _ in told}, list(zip(*(c for _, c in told), strict=True))


async def open_slice(
    db: Db,
    slice_id: UUID,
    number_id: UUID,
    chunk_id: UUID,
    fence: int,
    span: tuple[UUID, UUID],
    now: datetime,
) -> None:
    """What this holder is about to post."""
    await db.run(
        "insert into slice (organisation_id, id, number_id, chunk_id, fence, first_after, last_id, taken_at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (db.organisation_id, slice_id, number_id, chunk_id, fence, *span, now),
    )


async def close_slice(db: Db, slice_id: UUID) -> bool:
    """Its results are recorded; False if a newer holder closed it."""
    return bool(
        await db.run(
            "delete from slice where organisation_id = %s and id = %s",
            (db.organisation_id, slice_id),
        )
    )


async def left_open(db: Db, number_id: UUID, fence: int) -> list[UUID]:
    """The origins of slices that older holders of a lane left open."""
    rows = await db.rows(
        "select distinct c.origin_id from slice s"
        " join chunk c on c.organisation_id = s.organisation_id and c.id = s.chunk_id"
        " where s.organisation_id = %s and s.number_id = %s and s.fence < %s",
        (db.organisation_id, number_id, fence),
    )
    return [row[0] for row in rows]


async def abandon_slices(db: Db, number_id: UUID, fence: int, now: datetime) -> int:
    """What a dead holder may or may not have posted is unknown; nobody posts it again."""
    count = await db.run(
        "insert into message_status (organisation_id, id, fence, unknown_at)"
        " select o.organisation_id, o.id, %(fence)s, %(now)s from slice s"
        " join outgoing o on o.organisation_id = s.organisation_id and o.chunk_id = s.chunk_id"
        "  and o.id > s.first_after and o.id <= s.last_id"
        " join message m on m.organisation_id = o.organisation_id and m.id = o.id"
        " left join message_status t on t.organisation_id = o.organisation_id and t.id = o.id"
        " where s.organisation_id = %(org)s and s.number_id = %(number)s and s.fence < %(fence)s"
        " and t.accepted_at is null and t.failed_at is null"
        " on conflict (organisation_id, id) do update set unknown_at = coalesce(message_status.unknown_at, excluded.unknown_at)",  # noqa: E501
        {"org": db.organisation_id, "number": number_id, "fence": fence, "now": now},
    )
    await db.run(
        "delete from slice where organisation_id = %s and number_id = %s and fence < %s",
        (db.organisation_id, number_id, fence),
    )
    return count


_STATUS = {
    "id": "uuid", "attempt": "int4", "accepted_at": "timestamptz", "sent_at": "timestamptz",
    "delivered_at": "timestamptz", "read_at": "timestamptz", "failed_at": "timestamptz", "unknown_at": "timestamptz",
    "put_back_attempt": "int4",
    "code": "int4", "pricing_type": "text", "pricing_category": "text", "wamid_index": "int8", "wamid_sealed": "bytea",
}  # fmt: skip


def status_row(message_id: UUID, attempt: int, **known: object) -> tuple[object, ...]:
    """A row for `upsert_statuses` of which only some columns are known."""
    return (message_id, attempt, *map(known.get, _KNOWN))


_KNOWN = tuple(_STATUS)[2:]
_LEAST = (
    "accepted_at", "sent_at", "delivered_at", "read_at", "failed_at", "unknown_at", "pricing_type", "pricing_category",
)  # fmt: skip
_GREATEST = ("attempt", "put_back_attempt")
#: The same whoever tells it.
_FIRST = ("wamid_index", "wamid_sealed")
#: Of several failures the first one in time tells its code; of two at one time the lesser.
_CODE = (
    "code = case when message_status.code is null or (excluded.failed_at, excluded.code)"
    " < (message_status.failed_at, message_status.code) then coalesce(excluded.code, message_status.code)"
    " else message_status.code end"
)


async def upsert_statuses(db: Db, rows: Sequence[Sequence[object]]) -> None:
    """Results and statuses as time stamps: the least one wins, so no order of arrival matters.

    One row a message in a call, else one statement would touch a row twice. What no row of a call
    tells is not written: most calls tell of one kind of step.
    """
    columns, values = _told(_STATUS, rows)
    await db.insert_many("message_status", columns, values, _folding(tuple(columns)))


@functools.cache
def _folding(columns: Sequence[str]) -> str:
    """How a row that is there takes in what a new one tells."""
    sets = [f"{c} = least(message_status.{c}, excluded.{c})" for c in _LEAST if c in columns]
    sets += [f"{c} = greatest(message_status.{c}, excluded.{c})" for c in _GREATEST if c in columns]
    sets += [f"{c} = coalesce(message_status.{c}, excluded.{c})" for c in _FIRST if c in columns]
    sets += [_CODE] if "code" in columns else []
    return f"on conflict (organisation_id, id) do update set {', '.join(sets)}"


async def put_back(
    db: Db,
    number_id: UUID,
    old_chunk_id: UUID,
    message_ids: Sequence[UUID],
    due_at: datetime,
    attempt: int,
    waits_for: str | None = None,
) -> None:
    """What certainly was not sent, or shall be sent again, waits in a chunk of its own that knows its attempt.

    If its origin was paused or cancelled meanwhile, so is it: the old chunk is held while we look.
    """
    chunk_id = ids.new()
    await db.run(
        "insert into chunk (organisation_id, id, number_id, priority, due_at, origin_kind, origin_id,"
        " template_version_id, state, size, after_id, attempt, waits_for)"
        " select organisation_id, %s, %s, priority, %s, origin_kind, origin_id, template_version_id,"
        " case when state in ('paused', 'cancelled') then state else 'ready' end, %s, %s, %s, %s"
        " from chunk where organisation_id = %s and id = %s for update",
        (
            chunk_id, number_id, due_at, len(message_ids), ids.NIL, attempt, waits_for, db.organisation_id,
            old_chunk_id,
        ),
    )  # fmt: skip
    await db.run(
        "update outgoing set chunk_id = %s where organisation_id = %s and id = any(%s)",
        (chunk_id, db.organisation_id, list(message_ids)),
    )
    await db.run(
        "insert into refusal (organisation_id, message_id, origin_id, contact_id, code, at)"
        " select o.organisation_id, o.id, o.origin_id, o.contact_id, %s, %s from outgoing o"
        " join chunk c on c.organisation_id = o.organisation_id and c.id = o.chunk_id"
        " where o.organisation_id = %s and o.chunk_id = %s and c.state = 'cancelled' on conflict do nothing",
        (CANCELLED, due_at, db.organisation_id, chunk_id),
    )
