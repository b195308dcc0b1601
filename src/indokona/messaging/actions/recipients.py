"""Recipients of an origin: one by one, and how the sending goes right now."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from indokona.kernel import clock
from indokona.kernel.database import Db
from indokona.messaging import rules, store, store_recipients
from indokona.messaging.actions import budget
from indokona.messaging.actions.budget import Wait
from indokona.messaging.facts import Stamps
from indokona.messaging.store_recipients import RecipientRow

#: Over which time the rate is taken.
SPAN = timedelta(seconds=10)
#: More than the fastest number sends in that time.
MOST_IN_SPAN = 20_000


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


@dataclass(frozen=True, slots=True)
class Now:
    """Counts by state and refusal, failures by Meta's code, messages a second of the last ten, and for
    what the queued ones wait, if it is not their turn."""

    counts: dict[str, int]
    failures: dict[int, int]
    rate: float
    wait: Wait | None


async def now(db: Db, origin_id: UUID) -> Now:
    """How the sending of an origin goes right now."""
    left = await store_recipients.left_since(db, origin_id, clock.now() - SPAN, MOST_IN_SPAN)
    counts = await store.counts(db, origin_id)
    found = await results(db, origin_id) if counts.get("failed") else Results(0, {})
    wait = await budget.waits(db, origin_id) if counts["queued"] else None
    return Now(counts, found.failures, left / SPAN.total_seconds(), wait)


@dataclass(frozen=True, slots=True)
class Results:
    """How many messages have a result, and how many of them failed, by Meta's code (0: without one)."""

    count: int
    failures: dict[int, int]


async def results(db: Db, origin_id: UUID) -> Results:
    """What Meta made of an origin's messages so far; reads all of them."""
    found = await store_recipients.results(db, origin_id)
    failures = {code: count for code, count in found.items() if code is not None}
    return Results(sum(found.values()), failures)


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
