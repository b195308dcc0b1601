"""SQL of the links to one's preferences."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db


async def insert(
    db: Db, contact_id: UUID, number_id: UUID, link_hash: bytes, now: datetime, ends_at: datetime
) -> None:
    """A person's link."""
    await db.run(
        "insert into preference_link (organisation_id, contact_id, number_id, link_hash, made_at, ends_at)"
        " values (%s, %s, %s, %s, %s, %s)",
        (db.organisation_id, contact_id, number_id, link_hash, now, ends_at),
    )


async def is_alive(db: Db, link_hash: bytes, now: datetime) -> bool:
    """Whether this link may still be used."""
    return bool(
        await db.value(
            "select exists (select 1 from preference_link where organisation_id = %s and link_hash = %s"
            " and ends_at > %s)",
            (db.organisation_id, link_hash, now),
        )
    )


async def delete(db: Db, contact_id: UUID) -> list[bytes]:
    """End a person's link; returns its hash, if there was one."""
    rows = await db.rows(
        "delete from preference_link where organisation_id = %s and contact_id = %s returning link_hash",
        (db.organisation_id, contact_id),
    )
    return [row[0] for row in rows]


async def delete_ended(db: Db, now: datetime) -> list[bytes]:
    """End the links whose time has passed; returns their hashes."""
    rows = await db.rows(
        "delete from preference_link where organisation_id = %s and ends_at <= %s returning link_hash",
        (db.organisation_id, now),
    )
    return [row[0] for row in rows]


async def of(db: Db, contact_id: UUID) -> list[tuple[datetime, datetime]]:
    """A person's link: made, and its end."""
    return await db.rows(
        "select made_at, ends_at from preference_link where organisation_id = %s and contact_id = %s",
        (db.organisation_id, contact_id),
    )
