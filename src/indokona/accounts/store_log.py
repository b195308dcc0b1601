"""SQL of a user's own security log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class SecurityRow:
    """An entry of the security log, without the full address."""

    id: UUID
    act: str
    device: str
    system: str
    ip_prefix: str
    at: datetime


async def insert_security_entry(db: Db, values: tuple[object, ...]) -> None:
    """An entry of the security log, with the full address sealed."""
    await db.run(
        "insert into security_entry (user_id, id, act, device, system, ip_prefix, ip_sealed, at, ends_on)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        values,
    )


async def due_users(scout: Db, now: datetime, sessions_before: datetime) -> list[UUID]:
    """Users with a session, an entry or a code whose time is over; some of them, if there are very many."""
    rows = await scout.rows(
        "select user_id from session where ends_at < %s"
        " union select user_id from security_entry where ends_on < %s"
        " union select user_id from verification where ends_at < %s limit 1000",
        (sessions_before, now.date(), now),
    )
    return [row[0] for row in rows]


async def forget(db: Db, now: datetime, sessions_before: datetime) -> list[bytes]:
    """Delete a user's entries and codes whose time is over, and their ended sessions; returns the keys
    that those had in the directory."""
    await db.run(
        "delete from security_entry where user_id = %s and ends_on < %s", (db.user_id, now.date())
    )
    await db.run("delete from verification where user_id = %s and ends_at < %s", (db.user_id, now))
    rows = await db.rows(
        "delete from session where user_id = %s and ends_at < %s returning token_hash",
        (db.user_id, sessions_before),
    )
    return [bytes(row[0]) for row in rows]


async def security_entries(db: Db, after: UUID | None, limit: int) -> list[SecurityRow]:
    """The user's own entries, newest first."""
    return await db.all(
        "select id, act, device, system, ip_prefix, at from security_entry"
        " where user_id = %s and (%s::uuid is null or id < %s) order by id desc limit %s",
        (db.user_id, after, after, limit),
        into=SecurityRow,
    )
