"""SQL of the queue: outgoing rows, chunks, refusals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from indokona.kernel import ids
from indokona.kernel.arrays import packed
from indokona.kernel.database import Db

_OUTGOING = {
    "id": "uuid", "chunk_id": "uuid", "number_id": "uuid", "contact_id": "uuid", "purpose": "text",
    "consent_id": "uuid", "origin_kind": "text", "origin_id": "uuid", "template_version_id": "uuid",
    "content_sealed": "bytea",
}  # fmt: skip
_REFUSAL = {
    "message_id": "uuid",
    "origin_id": "uuid",
    "contact_id": "uuid",
    "code": "text",
    "at": "timestamptz",
}


async def insert_outgoing(db: Db, rows: Sequence[Sequence[object]]) -> None:
    """What waits to be sent."""
    await db.insert_many("outgoing", _OUTGOING, rows)


async def insert_chunk(
    db: Db,
    chunk_id: UUID,
    number_id: UUID,
    priority: int,
    due_at: datetime,
    origin: tuple[str, UUID],
    template_version_id: UUID | None,
    size: int,
) -> None:
    """The chunk that holds them: a lane takes by its cursor, never by an update per message."""
    await db.run(
        "insert into chunk (organisation_id, id, number_id, priority, due_at, origin_kind, origin_id,"
        " template_version_id, state, size, after_id) values (%s, %s, %s, %s, %s, %s, %s, %s, 'ready', %s, %s)",
        (
            db.organisation_id,
            chunk_id,
            number_id,
            priority,
            due_at,
            *origin,
            template_version_id,
            size,
            ids.NIL,
        ),
    )


async def insert_refusals(db: Db, rows: Sequence[Sequence[object]]) -> None:
    """Who was refused and why."""
    await db.insert_many("refusal", _REFUSAL, rows, "on conflict do nothing")


async def windows(db: Db, number_id: UUID, contact_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each contact last wrote to this number."""
    rows = await db.rows(
        "select contact_id, last_inbound_at from service_window"
        " where organisation_id = %s and number_id = %s and contact_id = any(%b)",
        (db.organisation_id, number_id, packed("uuid", contact_ids)),
    )
    return {row[0]: row[1] for row in rows}


async def sent_since(
    db: Db, contact_ids: Sequence[UUID], purpose: str, since: datetime
) -> dict[UUID, int]:
    """How many messages of a purpose left for each contact since a moment.

    What failed, or certainly was not sent and waits again, does not count.
    """
    rows = await db.rows(
        "select k.id, m.n from unnest(%b::uuid[]) as k(id) cross join lateral ("
        "select count(*) as n from message x left join message_status s"
        " on s.organisation_id = x.organisation_id and s.id = x.id"
        " where x.organisation_id = %b and x.contact_id = k.id and x.direction = 'out' and x.purpose = %s"
        " and x.at > %s and s.failed_at is null and not coalesce(s.put_back_attempt >= s.attempt, false) offset 0) m",
        (packed("uuid", contact_ids), db.organisation_id, purpose, since),
    )
    return {row[0]: int(row[1]) for row in rows}


async def windows_of(
    db: Db, places: Sequence[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], datetime]:
    """The same for pairs of number and contact."""
    rows = await db.rows(
        "select w.number_id, w.contact_id, w.last_inbound_at from unnest(%b::uuid[], %b::uuid[]) as u(number, contact)"
        " join service_window w on w.organisation_id = %b and w.number_id = u.number and w.contact_id = u.contact",
        ([place[0] for place in places], [place[1] for place in places], db.organisation_id),
    )
    return {(row[0], row[1]): row[2] for row in rows}


async def open_windows(db: Db, rows: Sequence[Sequence[object]]) -> None:
    """These contacts wrote: number, contact, time."""
    await db.insert_many(
        "service_window", {"number_id": "uuid", "contact_id": "uuid", "last_inbound_at": "timestamptz"}, rows,
        "on conflict (organisation_id, number_id, contact_id) do update set"
        " last_inbound_at = greatest(service_window.last_inbound_at, excluded.last_inbound_at)",
    )  # fmt: skip


async def cancel_for_contacts(
    db: Db, contact_ids: Sequence[UUID], purposes: Sequence[str], code: str, now: datetime
) -> int:
    """Cancel what waits for these contacts. The chunk rows are locked first, so that a slice in the
    making either holds the message already or will find it refused."""
    await db.run(
        "select 1 from chunk c where c.organisation_id = %(org)s and c.state <> 'done' and c.id in ("
        " select o.chunk_id from outgoing o where o.organisation_id = %(org)s and o.contact_id = any(%(who)s))"
        " order by c.id for update",
        {"org": db.organisation_id, "who": list(contact_ids)},
    )
    return await db.run(
        "insert into refusal (organisation_id, message_id, origin_id, contact_id, code, at)"
        " select o.organisation_id, o.id, o.origin_id, o.contact_id, %(code)s, %(now)s from outgoing o"
        " join chunk c on c.organisation_id = o.organisation_id and c.id = o.chunk_id"
        " where o.organisation_id = %(org)s and o.contact_id = any(%(who)s) and o.purpose = any(%(purposes)s)"
        " and c.state <> 'done' and o.id > c.after_id on conflict do nothing",
        {
            "org": db.organisation_id, "who": list(contact_ids), "purposes": list(purposes), "code": code, "now": now,
        },
    )  # fmt: skip


async def cancel_rest(db: Db, origin_id: UUID, code: str, now: datetime) -> int:
    """Cancel what of an origin no slice has taken: each message gets its row with the reason.

    The chunks are locked first, so that a slice in the making either holds a message or finds it refused.
    """
    await _hold_chunks(db, origin_id)
    count = await db.run(
        "insert into refusal (organisation_id, message_id, origin_id, contact_id, code, at)"
        " select o.organisation_id, o.id, o.origin_id, o.contact_id, %(code)s, %(now)s from chunk c"
        " join outgoing o on o.organisation_id = c.organisation_id and o.chunk_id = c.id and o.id > c.after_id"
        " where c.organisation_id = %(org)s and c.origin_id = %(origin)s and c.state in ('ready', 'paused')"
        " on conflict do nothing",
        {"org": db.organisation_id, "origin": origin_id, "code": code, "now": now},
    )
    await set_chunks(db, origin_id, ["ready", "paused"], "cancelled")
    return count


async def _hold_chunks(db: Db, origin_id: UUID) -> None:
    """Hold an origin's chunks that are not settled: a put-back under way has then added its own."""
    await db.run(
        "select 1 from chunk c where c.organisation_id = %(org)s and c.origin_id = %(origin)s"
        " and (c.state in ('ready', 'paused') or exists (select 1 from slice s"
        " where s.organisation_id = c.organisation_id and s.chunk_id = c.id)) order by c.id for update of c",
        {"org": db.organisation_id, "origin": origin_id},
    )


async def refuse_ready(db: Db, code: str, now: datetime) -> int:
    """Refuse all that is ready to be taken."""
    return await db.run(
        "insert into refusal (organisation_id, message_id, origin_id, contact_id, code, at)"
        " select o.organisation_id, o.id, o.origin_id, o.contact_id, %(code)s, %(now)s from chunk c"
        " join outgoing o on o.organisation_id = c.organisation_id and o.chunk_id = c.id and o.id > c.after_id"
        " where c.organisation_id = %(org)s and c.state = 'ready'"
        " on conflict do nothing",
        {"org": db.organisation_id, "code": code, "now": now},
    )


async def set_chunks(db: Db, origin_id: UUID, was: Sequence[str], state: str) -> int:
    """Pause, resume or cancel all chunks of one origin, also the last one of a slice under way: what
    of it certainly was not sent takes the chunk's state.
    """
    await _hold_chunks(db, origin_id)
    return await db.run(
        "update chunk c set state = %(state)s where c.organisation_id = %(org)s and c.origin_id = %(origin)s"
        " and (c.state = any(%(was)s) or (c.state = 'done' and %(state)s <> 'ready' and exists (select 1 from slice s"
        " where s.organisation_id = c.organisation_id and s.chunk_id = c.id)))",
        {"state": state, "org": db.organisation_id, "origin": origin_id, "was": list(was)},
    )


async def has_queued(db: Db, origin_id: UUID) -> bool:
    """Whether there is a message of an origin."""
    return bool(
        await db.value(
            "select exists (select from outgoing where organisation_id = %s and origin_id = %s)",
            (db.organisation_id, origin_id),
        )
    )


async def is_idle(db: Db, origin_id: UUID) -> bool:
    """Whether an origin has nothing that waits, and no slice whose results are not recorded yet."""
    return bool(
        await db.value(
            "select not exists (select 1 from chunk c where c.organisation_id = %(org)s and c.origin_id = %(origin)s"
            " and (c.state in ('ready', 'paused') or exists (select 1 from slice s"
            " where s.organisation_id = c.organisation_id and s.chunk_id = c.id)))",
            {"org": db.organisation_id, "origin": origin_id},
        )
    )


async def empty_arrived(db: Db, since: UUID, but: Sequence[UUID]) -> int:
    """Take the content out of messages that were delivered or read; from an id on, `but` these contacts."""
    return await db.run(
        "update outgoing o set content_sealed = null from message_status s"
        " where o.organisation_id = %s and o.id > %s and o.content_sealed is not null"
        " and o.contact_id <> all(%s::uuid[]) and s.organisation_id = o.organisation_id and s.id = o.id"
        " and coalesce(s.delivered_at, s.read_at) is not null",
        (db.organisation_id, since, list(but)),
    )
