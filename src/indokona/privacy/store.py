"""Every SQL statement of the rights desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from indokona.kernel import ids
from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class Request:
    """A request of a data subject; `clock` is the rule that says when it is due."""

    id: UUID
    kind: str
    channel: str
    contact_id: UUID
    number_id: UUID | None
    state: str
    reason: str | None
    clock: str
    opened_at: datetime
    due_at: datetime
    ended_at: datetime | None
    words_sealed: bytes | None = None
    answer_sealed: bytes | None = None
    held_until: datetime | None = None


_COLUMNS = (
    "id, kind, channel, contact_id, number_id, state, reason, clock, opened_at, due_at, ended_at, words_sealed,"
    " answer_sealed, held_until"
)
#: What waits for the person, for a member, for the machine, for the end of a hold, or for processors: also
#: for those who failed, until a member tries again.
OPEN = "('asked', 'open', 'running', 'held', 'telling', 'failed')"


async def insert(db: Db, row: Request) -> None:
    """A new request."""
    await db.run(
        f"insert into request (organisation_id, {_COLUMNS})"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            db.organisation_id, row.id, row.kind, row.channel, row.contact_id, row.number_id, row.state, row.reason,
            row.clock, row.opened_at, row.due_at, row.ended_at, row.words_sealed, row.answer_sealed,
            row.held_until,
        ),
    )  # fmt: skip


async def one(db: Db, request_id: UUID, *, lock: bool = False) -> Request | None:
    """One request."""
    return await db.maybe(
        f"select {_COLUMNS} from request where organisation_id = %s and id = %s{' for update' if lock else ''}",
        (db.organisation_id, request_id),
        into=Request,
    )


async def open_one(db: Db, contact_id: UUID, kind: str) -> Request | None:
    """A contact's open request of a kind."""
    return await db.maybe(
        f"select {_COLUMNS} from request where organisation_id = %s and contact_id = %s and kind = %s"
        f" and state in {OPEN}",
        (db.organisation_id, contact_id, kind),
        into=Request,
    )


async def every(db: Db, contact_id: UUID | None = None, *, is_open: bool = False) -> list[Request]:
    """Requests, newest first: all, one contact's, or only those that wait for an answer."""
    return await db.all(
        f"select {_COLUMNS} from request where organisation_id = %s and (%s::uuid is null or contact_id = %s)"
        f" and (not %s or state in {OPEN}) order by id desc limit 500",
        (db.organisation_id, contact_id, contact_id, is_open),
        into=Request,
    )


async def waiters(db: Db, contact_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these contacts have a request that is not answered yet."""
    rows = await db.rows(
        "select distinct contact_id from request where organisation_id = %s and contact_id = any(%s)"
        f" and state in {OPEN}",
        (db.organisation_id, list(contact_ids)),
    )
    return {row[0] for row in rows}


async def askers(db: Db, contact_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these contacts ever made a request."""
    rows = await db.rows(
        "select distinct contact_id from request where organisation_id = %s and contact_id = any(%s)",
        (db.organisation_id, list(contact_ids)),
    )
    return {row[0] for row in rows}


async def set_state(
    db: Db, request_id: UUID, state: str, ended_at: datetime | None, held_until: datetime | None
) -> None:
    """How the request stands."""
    await db.run(
        "update request set state = %s, ended_at = %s, held_until = %s where organisation_id = %s and id = %s",
        (state, ended_at, held_until, db.organisation_id, request_id),
    )


async def held(db: Db) -> list[Request]:
    """Erasures that wait for the end of a hold."""
    return await db.all(
        f"select {_COLUMNS} from request where organisation_id = %s and state = 'held' order by id",
        (db.organisation_id,),
        into=Request,
    )


async def steps(db: Db, request_id: UUID) -> dict[str, dict[str, Any]]:
    """The steps that are done, with their counts."""
    rows = await db.rows(
        "select step, counts from request_step where organisation_id = %s and request_id = %s order by done_at",
        (db.organisation_id, request_id),
    )
    return {row[0]: row[1] for row in rows}


async def finish_step(
    db: Db, request_id: UUID, step: str, counts: dict[str, Any], now: datetime
) -> None:
    """A step is done."""
    await db.run(
        "insert into request_step (organisation_id, request_id, step, counts, done_at) values (%s, %s, %s, %s, %s)"
        " on conflict do nothing",
        (db.organisation_id, request_id, step, Jsonb(counts), now),
    )


async def insert_package(db: Db, request_id: UUID, link_hash: bytes, ends_at: datetime) -> None:
    """A package may be fetched once, until its link ends."""
    await db.run(
        "insert into package (organisation_id, request_id, link_hash, ends_at) values (%s, %s, %s, %s)",
        (db.organisation_id, request_id, link_hash, ends_at),
    )


async def begin_package(
    db: Db, request_id: UUID, claim: UUID, now: datetime, since: datetime, most: int
) -> bool:
    """Begin to fetch a package, in the place of who began before; whether it may be.

    It may while nobody has all of it, if the first beginning is no older than `since` and it was
    begun less than `most` times.
    """
    return bool(
        await db.run(
            "update package set claim = %s, begun = begun + 1, begun_at = coalesce(begun_at, %s)"
            " where organisation_id = %s and request_id = %s and fetched_at is null and ends_at > %s"
            " and (begun_at is null or begun_at > %s) and begun < %s",
            (claim, now, db.organisation_id, request_id, now, since, most),
        )
    )


async def is_fetching(db: Db, request_id: UUID, claim: UUID) -> bool:
    """Whether a package is still fetched under this claim: nobody began anew, its person was not erased."""
    return bool(
        await db.value(
            "select exists (select from package where organisation_id = %s and request_id = %s and claim = %s)",
            (db.organisation_id, request_id, claim),
        )
    )


async def end_package(db: Db, request_id: UUID, claim: UUID, now: datetime) -> bool:
    """The last byte left: the link is used. False if somebody else began meanwhile."""
    return bool(
        await db.run(
            "update package set fetched_at = %s where organisation_id = %s and request_id = %s and claim = %s"
            " and fetched_at is null",
            (now, db.organisation_id, request_id, claim),
        )
    )


async def delete_packages(db: Db, contact_id: UUID) -> int:
    """Packages of an erased contact."""
    return await db.run(
        "delete from package where organisation_id = %s and request_id in"
        " (select id from request where organisation_id = %s and contact_id = %s)",
        (db.organisation_id, db.organisation_id, contact_id),
    )


async def expire_packages(db: Db, now: datetime) -> int:
    """Delete packages whose link has ended, fetched or not."""
    return await db.run(
        "delete from package where organisation_id = %s and ends_at < %s", (db.organisation_id, now)
    )


async def insert_receipt(
    db: Db, request_id: UUID, body: str, signature: bytes, now: datetime
) -> None:
    """A signed receipt; a later one of the same request says more."""
    await db.run(
        "insert into receipt (organisation_id, id, request_id, body, signature, at)"
        " values (%s, %s, %s, %s, %s, %s)",
        (db.organisation_id, ids.new(), request_id, body, signature, now),
    )


async def receipt(db: Db, request_id: UUID) -> tuple[str, bytes] | None:
    """A request's newest receipt."""
    rows = await db.rows(
        "select body, signature from receipt where organisation_id = %s and request_id = %s"
        " order by id desc limit 1",
        (db.organisation_id, request_id),
    )
    return (rows[0][0], rows[0][1]) if rows else None
