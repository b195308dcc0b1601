"""SQL of threads and of what was received."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A message with its stamps and, for ours, what was queued."""

    id: UUID
    contact_id: UUID
    number_id: UUID
    direction: str
    purpose: str
    kind: str
    origin_kind: str
    template_version_id: UUID | None
    content_sealed: bytes | None
    at: datetime
    accepted_at: datetime | None
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    failed_at: datetime | None
    unknown_at: datetime | None
    doubtful_at: datetime | None
    is_put_back: bool
    code: int | None
    refusal: str | None
    media_state: str | None
    media_type: str | None
    media_size: int | None


_SELECT = (
    "select m.id, m.contact_id, m.number_id, m.direction, m.purpose, m.kind, m.origin_kind, m.template_version_id,"
    " coalesce(m.content_sealed, o.content_sealed) as content_sealed, m.at, s.accepted_at, s.sent_at, s.delivered_at,"
    " s.read_at, s.failed_at, s.unknown_at, s.doubtful_at,"
    " coalesce(s.put_back_attempt >= s.attempt, false) as is_put_back, s.code, r.code as refusal,"
    " f.state as media_state, f.mime_type as media_type, f.size as media_size from message m"
    " left join outgoing o on o.organisation_id = m.organisation_id and o.id = m.id"
    " left join message_status s on s.organisation_id = m.organisation_id and s.id = m.id"
    " left join refusal r on r.organisation_id = m.organisation_id and r.message_id = m.id"
    " left join media_file f on f.organisation_id = m.organisation_id and f.message_id = m.id"
)
#: Among so many of a person's newest answers those are looked for that did not leave.
NEWEST_ANSWERS = 50
_LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"


async def first_seen(db: Db, wamids: Mapping[int, UUID], now: datetime) -> set[int]:
    """Note these wamid indexes; returns those that nobody noted before."""
    rows = await db.rows(
        "insert into inbound_seen (organisation_id, wamid_index, message_id, at)"
        " select %s, u.w, u.m, %s from unnest(%s::int8[], %s::uuid[]) u(w, m) on conflict do nothing"
        " returning wamid_index",
        (db.organisation_id, now, list(wamids), list(wamids.values())),
    )
    return {row[0] for row in rows}


async def forget_seen(db: Db, before: datetime) -> int:
    """Delete notes of messages that came in before a moment."""
    return await db.run(
        "delete from inbound_seen where organisation_id = %s and at < %s",
        (db.organisation_id, before),
    )


async def page(db: Db, contact_id: UUID, before: UUID | None, limit: int) -> list[ThreadRow]:
    """A page of a contact's messages, newest first."""
    return await db.all(
        f"{_SELECT} where m.organisation_id = %s and m.contact_id = %s and m.id < %s order by m.id desc limit %s",
        (db.organisation_id, contact_id, before or _LAST, limit),
        into=ThreadRow,
    )


async def newest(db: Db, contact_ids: Sequence[UUID]) -> list[ThreadRow]:
    """The newest message of each of some contacts."""
    return await db.all(
        "select x.* from unnest(%s::uuid[]) as c(id) cross join lateral"
        f" ({_SELECT} where m.organisation_id = %s and m.contact_id = c.id order by m.id desc limit 1) x",
        (list(contact_ids), db.organisation_id),
        into=ThreadRow,
    )


@dataclass(frozen=True, slots=True)
class QueuedRow:
    """An answer that no slice has taken yet; `refusal` says why none ever will."""

    id: UUID
    purpose: str
    content_sealed: bytes
    refusal: str | None


async def queued(db: Db, contact_id: UUID) -> list[QueuedRow]:
    """A contact's answers that are still queued, or were refused before they left, newest first.

    Among their newest answers: what did not leave before all of those is no news.
    """
    return await db.all(
        "select o.id, o.purpose, o.content_sealed, r.code as refusal from (select * from outgoing x"
        " where x.organisation_id = %s and x.contact_id = %s and x.origin_kind = 'conversation'"
        " order by x.id desc limit %s) o"
        " left join refusal r on r.organisation_id = o.organisation_id and r.message_id = o.id"
        " where o.organisation_id = %s"
        " and not exists (select 1 from message m where m.organisation_id = o.organisation_id and m.id = o.id)"
        " order by o.id desc",
        (db.organisation_id, contact_id, NEWEST_ANSWERS, db.organisation_id),
        into=QueuedRow,
    )


@dataclass(frozen=True, slots=True)
class UnsentRow:
    """What was queued for a contact and never left."""

    id: UUID
    purpose: str
    origin_kind: str
    template_version_id: UUID | None
    content_sealed: bytes | None


async def unsent(db: Db, contact_id: UUID, before: UUID | None, limit: int) -> list[UnsentRow]:
    """A page of what was queued for a contact and never left, of every origin, newest first."""
    return await db.all(
        "select o.id, o.purpose, o.origin_kind, o.template_version_id, o.content_sealed from outgoing o"
        " where o.organisation_id = %s and o.contact_id = %s and o.id < %s and not exists"
        " (select 1 from message m where m.organisation_id = o.organisation_id and m.id = o.id)"
        " order by o.id desc limit %s",
        (db.organisation_id, contact_id, before or _LAST, limit),
        into=UnsentRow,
    )


async def refusals(
    db: Db, contact_id: UUID, before: UUID | None, limit: int
) -> list[tuple[UUID, str, datetime]]:
    """A page of what was not sent to a contact, and why: message, code, when; newest first."""
    return await db.rows(
        "select message_id, code, at from refusal where organisation_id = %s and contact_id = %s"
        " and message_id < %s order by message_id desc limit %s",
        (db.organisation_id, contact_id, before or _LAST, limit),
    )


async def windows(db: Db, contact_id: UUID) -> list[tuple[UUID, datetime]]:
    """When a contact last wrote to each number."""
    return await db.rows(
        "select number_id, last_inbound_at from service_window where organisation_id = %s and contact_id = %s",
        (db.organisation_id, contact_id),
    )


async def some(db: Db, message_ids: Sequence[UUID]) -> list[ThreadRow]:
    """Some messages."""
    return await db.all(
        f"{_SELECT} where m.organisation_id = %s and m.id = any(%s) order by m.id",
        (db.organisation_id, list(message_ids)),
        into=ThreadRow,
    )


async def of_origin(db: Db, origin_id: UUID, after: UUID, limit: int) -> list[ThreadRow]:
    """A page of an origin's messages, in the order of their ids."""
    return await db.all(
        f"{_SELECT} where m.organisation_id = %s and m.origin_id = %s and m.id > %s order by m.id limit %s",
        (db.organisation_id, origin_id, after, limit),
        into=ThreadRow,
    )


async def sweep(db: Db, contact_id: UUID) -> dict[str, int]:
    """Delete a contact's messages and everything beside them."""
    counts = {}
    ids = await db.rows(
        "select id from message where organisation_id = %s and contact_id = %s"
        " union select id from outgoing where organisation_id = %s and contact_id = %s",
        (db.organisation_id, contact_id, db.organisation_id, contact_id),
    )
    mine = [row[0] for row in ids]
    for table in ("message_status", "message", "outgoing"):
        counts[table] = await db.run(
            f"delete from {table} where organisation_id = %s and id = any(%s)",
            (db.organisation_id, mine),
        )
    for table in ("refusal", "service_window", "media_file", "media_piece"):
        counts[table] = await db.run(
            f"delete from {table} where organisation_id = %s and contact_id = %s",
            (db.organisation_id, contact_id),
        )
    return counts


async def by_wamid(db: Db, indexes: Sequence[int]) -> dict[int, UUID]:
    """Messages by the keyed index of their wamid."""
    rows = await db.rows(
        "select wamid_index, id from message_status where organisation_id = %s and wamid_index = any(%s)",
        (db.organisation_id, list(indexes)),
    )
    return {row[0]: row[1] for row in rows}


async def contacts_of(db: Db, message_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Whose some messages are."""
    rows = await db.rows(
        "select m.id, m.contact_id from unnest(%b::uuid[]) as k(id) cross join lateral ("
        "select x.id, x.contact_id from message x where x.organisation_id = %b and x.id = k.id offset 0) m",
        (list(message_ids), db.organisation_id),
    )
    return {row[0]: row[1] for row in rows}
