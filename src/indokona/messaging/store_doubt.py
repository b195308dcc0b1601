"""SQL of messages whose outcome nobody knows: when they are given up, and sent again at a person's wish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db

#: In one call; who wants more asks again.
MOST = 10_000


@dataclass(frozen=True, slots=True)
class DoubtfulRow:
    """A message with its chunk, and how often it was tried."""

    id: UUID
    chunk_id: UUID
    number_id: UUID
    attempt: int


_DOUBTFUL = (
    " from message_status s join message m on m.organisation_id = s.organisation_id and m.id = s.id"
    " join outgoing o on o.organisation_id = s.organisation_id and o.id = s.id"
    " join chunk c on c.organisation_id = o.organisation_id and c.id = o.chunk_id and c.state <> 'cancelled'"
    " where s.organisation_id = %(org)s and o.content_sealed is not null"
    " and s.doubtful_at is not null and s.accepted_at is null"
    " and s.sent_at is null and s.delivered_at is null and s.read_at is null and s.failed_at is null"
    " and not coalesce(s.put_back_attempt >= s.attempt, false)"
    " and not exists (select from refusal r where r.organisation_id = s.organisation_id and r.message_id = s.id)"
)
_LOCKED = "select o.id, o.chunk_id, m.number_id, s.attempt" + _DOUBTFUL


async def of_origin(db: Db, origin_id: UUID) -> list[DoubtfulRow]:
    """Those of an origin, locked: two who ask at once send them once."""
    return await db.all(
        f"{_LOCKED} and m.origin_id = %(origin)s order by o.id limit %(most)s for update of s",
        {"org": db.organisation_id, "origin": origin_id, "most": MOST},
        into=DoubtfulRow,
    )


async def of_contact(db: Db, contact_id: UUID, message_id: UUID) -> list[DoubtfulRow]:
    """This one message of a contact, locked."""
    return await db.all(
        f"{_LOCKED} and m.contact_id = %(contact)s and s.id = %(message)s for update of s",
        {"org": db.organisation_id, "contact": contact_id, "message": message_id},
        into=DoubtfulRow,
    )


async def once_tried(db: Db, purpose: str, message_ids: Sequence[UUID]) -> list[DoubtfulRow]:
    """Those of some messages that have a purpose and were tried once, locked."""
    return await db.all(
        f"{_LOCKED} and m.purpose = %(purpose)s and s.attempt = 1 and s.id = any(%(ids)s)"
        " order by o.id for update of s",
        {"org": db.organisation_id, "purpose": purpose, "ids": list(message_ids)},
        into=DoubtfulRow,
    )


async def end_doubt(db: Db, message_ids: Sequence[UUID]) -> None:
    """They wait again: what becomes of the next attempt is known or in doubt by itself."""
    await db.run(
        "update message_status set put_back_attempt = attempt, unknown_at = null, doubtful_at = null"
        " where organisation_id = %s and id = any(%s)",
        (db.organisation_id, list(message_ids)),
    )


async def unknowns(db: Db) -> list[tuple[UUID, datetime, datetime | None, UUID]]:
    """Open unknowns: message, since when, when its number last had a webhook, and the number."""
    rows = await db.rows(
        "select s.id, s.unknown_at, n.last_webhook_at, n.id from message_status s"
        " join message m on m.organisation_id = s.organisation_id and m.id = s.id"
        " join number n on n.organisation_id = m.organisation_id and n.id = m.number_id"
        " where s.organisation_id = %s and s.unknown_at is not null and s.doubtful_at is null"
        " and s.accepted_at is null and s.sent_at is null and s.delivered_at is null and s.read_at is null"
        " and s.failed_at is null limit 5000",
        (db.organisation_id,),
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


async def make_doubtful(db: Db, message_ids: Sequence[UUID], now: datetime) -> None:
    """Final for the machine; sending again is a person's choice."""
    await db.run(
        "update message_status set doubtful_at = %s where organisation_id = %s and id = any(%s)",
        (now, db.organisation_id, list(message_ids)),
    )
