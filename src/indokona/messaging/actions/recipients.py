"""Recipients of an origin, one by one, and to whom something was written."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db
from indokona.messaging import rules, store_recipients
from indokona.messaging.facts import Stamps
from indokona.messaging.store_recipients import RecipientRow


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient: where it stands, and Meta's or our code if it did not arrive."""

    message_id: UUID
    contact_id: UUID
    state: str
    code: int | str | None
    dispatched_at: datetime | None


async def page(db: Db, origin_id: UUID, after: UUID, limit: int) -> list[Recipient]:
    """Recipients in the order of their messages' ids, the queued and the refused among them."""
    return [_of(row) for row in await store_recipients.page(db, origin_id, after, limit)]


def _of(row: RecipientRow) -> Recipient:
    stamps = Stamps(*(getattr(row, field.name) for field in dataclasses.fields(Stamps)))
    state = rules.state(stamps) if row.dispatched_at else "queued"
    if row.refusal is not None:
        state = "refused"
    return Recipient(row.id, row.contact_id, state, row.refusal or row.code, row.dispatched_at)


async def refused_as_spam(db: Db, origin_id: UUID) -> int:
    """How many of an origin's messages Meta refused as spam (131048); cheap at any size."""
    return await store_recipients.refused_as_spam(db, origin_id)


async def reached_among(db: Db, origin_id: UUID, contact_ids: Sequence[UUID]) -> int:
    """How many of these contacts an origin has a message to that left."""
    return await store_recipients.reached_among(db, origin_id, contact_ids)


async def meant_since(
    db: Db, contact_ids: Sequence[UUID], since: datetime
) -> list[tuple[UUID, str, UUID, datetime]]:
    """Who of these contacts was written to, or was to be: (contact, origin's kind, origin, when)."""
    return await store_recipients.meant_since(db, contact_ids, since)


async def disclosed(db: Db, contact_id: UUID) -> list[tuple[str, datetime, datetime, int]]:
    """(purpose, first, last, how many) of the messages to a contact that went to Meta: their rows are the record."""
    return await store_recipients.disclosed(db, contact_id)


async def queued_since(db: Db, contact_ids: Sequence[UUID], since: datetime) -> set[UUID]:
    """To whom of these contacts something was queued since a moment."""
    return await store_recipients.queued_since(db, contact_ids, since)


async def written_to(db: Db, contact_ids: Sequence[UUID]) -> set[UUID]:
    """Contacts with any message, queued, refused, sent or received."""
    return await store_recipients.written_to(db, contact_ids)


async def written_only(
    db: Db,
    origin_kind: str,
    settled_before: datetime,
    all_before: datetime,
    limit: int,
    contact_id: UUID | None = None,
) -> list[UUID]:
    """Contacts (or this one) who never wrote and got messages of one kind of origin only, all over by now."""
    return await store_recipients.written_only(
        db, origin_kind, settled_before, all_before, limit, contact_id
    )
