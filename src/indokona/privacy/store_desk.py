"""SQL of the desk's door, of answers and of reminders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class Door:
    """A code that was asked for at the desk; without a contact nobody got it."""

    id: UUID
    contact_id: UUID | None
    code_hash: bytes
    code_sealed: bytes | None
    ends_at: datetime


_DOOR = "id, contact_id, code_hash, code_sealed, ends_at"


async def insert_door(db: Db, row: Door, flow_hash: bytes) -> None:
    """Somebody asks to be let in."""
    await db.run(
        f"insert into desk_door (organisation_id, flow_hash, {_DOOR}) values (%s, %s, %s, %s, %s, %s, %s)",
        (
            db.organisation_id, flow_hash, row.id, row.contact_id, row.code_hash, row.code_sealed, row.ends_at,
        ),
    )  # fmt: skip


async def door(db: Db, door_id: UUID) -> Door | None:
    """One of them, for whoever sends the code."""
    return await db.maybe(
        f"select {_DOOR} from desk_door where organisation_id = %s and id = %s",
        (db.organisation_id, door_id),
        into=Door,
    )


async def try_door(db: Db, flow_hash: bytes, most: int, now: datetime) -> Door | None:
    """Spend a try; exact under parallel guesses. None when it is used, over or guessed too often."""
    return await db.maybe(
        "update desk_door set tries = tries + 1 where organisation_id = %s and flow_hash = %s and tries < %s"
        f" and ends_at > %s and session_hash is null returning {_DOOR}",
        (db.organisation_id, flow_hash, most, now),
        into=Door,
    )


async def let_in(db: Db, door_id: UUID, session_hash: bytes, ends_at: datetime) -> bool:
    """The code was right: from now on the session counts; of two at once one is let in."""
    return bool(
        await db.run(
            "update desk_door set session_hash = %s, session_ends_at = %s, code_sealed = null"
            " where organisation_id = %s and id = %s and session_hash is null",
            (session_hash, ends_at, db.organisation_id, door_id),
        )
    )


async def inside(db: Db, session_hash: bytes, now: datetime) -> UUID | None:
    """Whose session this is."""
    found: UUID | None = await db.value(
        "select contact_id from desk_door where organisation_id = %s and session_hash = %s and session_ends_at > %s",
        (db.organisation_id, session_hash, now),
    )
    return found


async def shut(db: Db, contact_id: UUID) -> int:
    """Nobody is inside for a contact any more."""
    return await db.run(
        "delete from desk_door where organisation_id = %s and contact_id = %s",
        (db.organisation_id, contact_id),
    )


async def expire_doors(db: Db, now: datetime) -> int:
    """Forget codes and sessions that are over."""
    return await db.run(
        "delete from desk_door where organisation_id = %s and coalesce(session_ends_at, ends_at) < %s",
        (db.organisation_id, now),
    )


async def answer(db: Db, request_id: UUID, sealed: bytes | None, reason: str | None) -> None:
    """What the organisation says to a request."""
    await db.run(
        "update request set answer_sealed = %s, reason = %s where organisation_id = %s and id = %s",
        (sealed, reason, db.organisation_id, request_id),
    )


async def to_nudge(db: Db) -> list[tuple[UUID, str, datetime, datetime, int]]:
    """Requests that wait for a member: id, kind, opened, due, and how far reminders went."""
    rows: Sequence[tuple[UUID, str, datetime, datetime, int]] = await db.rows(
        "select id, kind, opened_at, due_at, nudged from request where organisation_id = %s and state = 'open'",
        (db.organisation_id,),
    )
    return list(rows)


async def nudged(db: Db, request_id: UUID, how_far: int) -> None:
    """A reminder went out."""
    await db.run(
        "update request set nudged = %s where organisation_id = %s and id = %s",
        (how_far, db.organisation_id, request_id),
    )
