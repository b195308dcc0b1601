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


async def security_entries(db: Db, after: UUID | None, limit: int) -> list[SecurityRow]:
    """The user's own entries, newest first."""
    return await db.all(
        "select id, act, device, system, ip_prefix, at from security_entry"
        " where user_id = %s and (%s::uuid is null or id < %s) order by id desc limit %s",
        (db.user_id, after, after, limit),
        into=SecurityRow,
    )
