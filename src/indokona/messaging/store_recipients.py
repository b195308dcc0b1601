"""SQL of an origin's recipients: who is meant, what became of each, how fast it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel import ids
from indokona.kernel.database import Db
from indokona.whatsapp.errors import SPAM_LIMITED


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One recipient with its stamps; `dispatched_at` is None while it waits or was never queued."""

    id: UUID
    contact_id: UUID
    dispatched_at: datetime | None
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


async def page(db: Db, origin_id: UUID, after: UUID, limit: int) -> list[RecipientRow]:
    """Recipients in the order of their messages' ids, also those refused before they were queued."""
    return await db.all(
        "select x.id, x.contact_id, m.at as dispatched_at, s.accepted_at, s.sent_at, s.delivered_at, s.read_at,"
        " s.failed_at, s.unknown_at, s.doubtful_at, coalesce(s.put_back_attempt >= s.attempt, false) as is_put_back,"
        " s.code, r.code as refusal from ("
        " (select o.id, o.contact_id from outgoing o where o.organisation_id = %(org)s and o.origin_id = %(origin)s"
        "  and o.id > %(after)s order by o.id limit %(limit)s)"
        " union (select f.message_id, f.contact_id from refusal f where f.organisation_id = %(org)s"
        "  and f.origin_id = %(origin)s and f.message_id > %(after)s order by f.message_id limit %(limit)s)"
        " order by 1 limit %(limit)s) x"
        " left join message m on m.organisation_id = %(org)s and m.id = x.id"
        " left join message_status s on s.organisation_id = %(org)s and s.id = x.id"
        " left join refusal r on r.organisation_id = %(org)s and r.message_id = x.id order by x.id",
        {"org": db.organisation_id, "origin": origin_id, "after": after, "limit": limit},
        into=RecipientRow,
    )


async def refused_as_spam(db: Db, origin_id: UUID) -> int:
    """How many of an origin's messages Meta refused as spam; by an index of those alone."""
    return int(
        await db.value(
            "select count(*) from message_status s"
            " join message m on m.organisation_id = s.organisation_id and m.id = s.id"
            # An origin is older than its messages, and both ids begin with their time.
            f" where s.organisation_id = %s and s.code = {SPAM_LIMITED} and s.id > %s and m.origin_id = %s",
            (db.organisation_id, origin_id, origin_id),
        )
    )


async def reached_among(db: Db, origin_id: UUID, contact_ids: Sequence[UUID]) -> int:
    """How many of these contacts an origin has a message to that left."""
    return int(
        await db.value(
            "select count(distinct contact_id) from message where organisation_id = %s and origin_id = %s"
            " and contact_id = any(%s)",
            (db.organisation_id, origin_id, list(contact_ids)),
        )
    )


async def written_to(db: Db, contact_ids: Sequence[UUID]) -> set[UUID]:
    """Contacts with any message, queued, refused, sent or received."""
    who = list(contact_ids)
    rows = await db.rows(
        "select contact_id from message where organisation_id = %s and contact_id = any(%s)"
        " union select contact_id from outgoing where organisation_id = %s and contact_id = any(%s)"
        " union select contact_id from refusal where organisation_id = %s and contact_id = any(%s)",
        (db.organisation_id, who, db.organisation_id, who, db.organisation_id, who),
    )
    return {row[0] for row in rows}


async def queued_since(db: Db, contact_ids: Sequence[UUID], since: datetime) -> set[UUID]:
    """To whom something was queued since a moment; what was queued has its row as long as its message."""
    rows = await db.rows(
        "select distinct contact_id from outgoing where organisation_id = %s and contact_id = any(%s) and id >= %s",
        (db.organisation_id, list(contact_ids), ids.floor(since)),
    )
    return {row[0] for row in rows}


async def meant_since(
    db: Db, contact_ids: Sequence[UUID], since: datetime
) -> list[tuple[UUID, str, UUID, datetime]]:
    """(contact, origin's kind, origin, when) of what was last queued for some contacts since a moment."""
    rows = await db.rows(
        "select distinct on (contact_id, origin_kind, origin_id) contact_id, origin_kind, origin_id, id from outgoing"
        " where organisation_id = %s and contact_id = any(%s) and id > %s"
        " order by contact_id, origin_kind, origin_id, id desc",
        (db.organisation_id, list(contact_ids), ids.floor(since)),
    )
    return [(row[0], row[1], row[2], ids.time_of(row[3])) for row in rows]


async def disclosed(db: Db, contact_id: UUID) -> list[tuple[str, datetime, datetime, int]]:
    """(purpose, first, last, how many) of the messages to a contact that went to Meta."""
    rows = await db.rows(
        "select purpose, min(at), max(at), count(*)::int from message"
        " where organisation_id = %s and contact_id = %s and direction = 'out' group by 1 order by 2",
        (db.organisation_id, contact_id),
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


async def written_only(
    db: Db,
    origin_kind: str,
    settled_before: datetime,
    all_before: datetime,
    limit: int,
    contact_id: UUID | None,
) -> list[UUID]:
    """Contacts (or this one) who never wrote, and got messages of one kind of origin only, which are over.

    Over: delivered, failed or refused, the newest queued before `settled_before`; or any, queued before
    `all_before`.
    """
    one = "" if contact_id is None else " and o.contact_id = %s"
    named = () if contact_id is None else (contact_id,)
    rows = await db.rows(
        "select o.contact_id from outgoing o"
        " left join message_status s on s.organisation_id = o.organisation_id and s.id = o.id"
        " left join refusal r on r.organisation_id = o.organisation_id and r.message_id = o.id"
        f" where o.organisation_id = %s{one} and not exists (select from message m where m.contact_id = o.contact_id"
        "  and m.organisation_id = o.organisation_id and m.direction = 'in')"
        " group by o.contact_id having bool_and(o.origin_kind = %s) and (max(o.id::text)::uuid < %s"
        "  or (max(o.id::text)::uuid < %s and bool_and(r.code is not null"
        "   or coalesce(s.delivered_at, s.read_at, s.failed_at) is not null))) limit %s",
        (
            db.organisation_id, *named, origin_kind, ids.floor(all_before), ids.floor(settled_before), limit,
        ),
    )  # fmt: skip
    return [row[0] for row in rows]
