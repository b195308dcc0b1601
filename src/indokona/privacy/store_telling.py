"""SQL of what processors are told of an erasure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from indokona.kernel.database import Db

#: A worker that took a row and said nothing for this long is dead.
CLAIM_LASTS = timedelta(minutes=2)
#: States in which nothing more happens by itself.
FINAL = ("acknowledged", "expires", "failed")
#: What a processor must know is kept no longer when nobody tries again.
AGAIN_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Telling:
    """One call to one processor, and what came of it."""

    id: UUID
    request_id: UUID
    processor: str
    call: str
    number_id: UUID | None
    what_sealed: bytes | None
    state: str
    code: str | None
    tries: int
    told_at: datetime | None
    acknowledged_at: datetime | None
    expires_at: datetime | None


_COLUMNS = (
    "id, request_id, processor, call, number_id, what_sealed, state, code, tries, told_at, acknowledged_at,"
    " expires_at"
)


async def insert(db: Db, rows: Sequence[Sequence[Any]]) -> None:
    """What is to be told, or expires by itself."""
    kinds = {
        "id": "uuid", "request_id": "uuid", "processor": "text", "call": "text", "number_id": "uuid",
        "what_sealed": "bytea", "state": "text", "expires_at": "timestamptz",
    }  # fmt: skip
    await db.insert_many("telling", kinds, rows)


async def start(db: Db, request_id: UUID, now: datetime) -> int:
    """From now on these calls are made; returns how many."""
    return await db.run(
        "update telling set state = 'waiting', due_at = %s"
        " where organisation_id = %s and request_id = %s and state = 'ready'",
        (now, db.organisation_id, request_id),
    )


async def of(db: Db, request_ids: Sequence[UUID]) -> list[Telling]:
    """Everything told for some requests."""
    return await db.all(
        f"select {_COLUMNS} from telling where organisation_id = %s and request_id = any(%s) order by id",
        (db.organisation_id, list(request_ids)),
        into=Telling,
    )


async def due(scout: Db, now: datetime) -> list[tuple[UUID, UUID]]:
    """Which calls are due: organisation and id, read by the scout."""
    rows = await scout.rows(
        "select organisation_id, id from telling where state in ('waiting', 'told') and due_at <= %s"
        " and (claimed_at is null or claimed_at < %s) order by due_at limit 10",
        (now, now - CLAIM_LASTS),
    )
    return [(row[0], row[1]) for row in rows]


async def claim(db: Db, telling_id: UUID, now: datetime) -> Telling | None:
    """Take one; None if another worker has it."""
    return await db.maybe(
        "update telling set claimed_at = %s, tries = tries + 1 where organisation_id = %s and id = %s"
        " and state in ('waiting', 'told') and (claimed_at is null or claimed_at < %s)"
        f" returning {_COLUMNS}",
        (now, db.organisation_id, telling_id, now - CLAIM_LASTS),
        into=Telling,
    )


async def record(
    db: Db, telling_id: UUID, state: str, code: str | None, now: datetime, due_at: datetime | None
) -> None:
    """What came of a call. What the processor had to know goes when nothing more is to be told; after a
    failure it stays until `due_at`, so that it can be told again."""
    await db.run(
        "update telling set state = %(state)s, code = %(code)s, claimed_at = null, due_at = %(due)s,"
        " told_at = case when %(state)s in ('told', 'acknowledged') then coalesce(told_at, %(now)s)"
        " else told_at end,"
        " acknowledged_at = case when %(state)s = 'acknowledged' then %(now)s end,"
        " what_sealed = case when %(state)s = 'acknowledged' then null else what_sealed end"
        " where organisation_id = %(org)s and id = %(id)s",
        {
            "state": state, "code": code, "due": due_at, "now": now, "org": db.organisation_id,
            "id": telling_id,
        },
    )  # fmt: skip


async def again(db: Db, request_id: UUID, now: datetime) -> int:
    """Let calls that failed be made once more, from the first try on; returns how many."""
    return await db.run(
        "update telling set state = 'waiting', tries = 0, code = null, due_at = %s where organisation_id = %s"
        " and request_id = %s and state = 'failed' and what_sealed is not null",
        (now, db.organisation_id, request_id),
    )


async def forget_failed(db: Db, now: datetime) -> int:
    """What nobody tried again in time can be told no more; returns how many calls that is."""
    return await db.run(
        "update telling set what_sealed = null, due_at = null where organisation_id = %s"
        " and state = 'failed' and due_at < %s",
        (db.organisation_id, now),
    )


async def has_failed(db: Db, request_id: UUID) -> bool:
    """Whether somebody who was told of a request never acknowledged it."""
    found: bool = await db.value(
        "select exists (select from telling where organisation_id = %s and request_id = %s and state = 'failed')",
        (db.organisation_id, request_id),
    )
    return found


async def open_count(db: Db, request_id: UUID) -> int:
    """How many calls of a request are not at their end."""
    found: int = await db.value(
        "select count(*) from telling where organisation_id = %s and request_id = %s and state <> all(%s)",
        (db.organisation_id, request_id, list(FINAL)),
    )
    return found
