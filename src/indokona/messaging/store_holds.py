"""SQL of the kill switches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class Hold:
    """Who held what, since when."""

    kind: str
    subject_id: UUID
    author_id: UUID
    at: datetime


async def every(db: Db) -> list[Hold]:
    """What is held, oldest first."""
    return await db.all(
        "select kind, subject_id, author_id, at from hold where organisation_id = %s order by at, subject_id",
        (db.organisation_id,),
        into=Hold,
    )


async def insert(db: Db, hold: Hold) -> bool:
    """Hold it; False if it was held."""
    return bool(
        await db.run(
            "insert into hold (organisation_id, kind, subject_id, author_id, at) values (%s, %s, %s, %s, %s)"
            " on conflict do nothing",
            (db.organisation_id, hold.kind, hold.subject_id, hold.author_id, hold.at),
        )
    )


async def delete(db: Db, kind: str, subject_id: UUID) -> bool:
    """Let it go; False if it was not held."""
    return bool(
        await db.run(
            "delete from hold where organisation_id = %s and kind = %s and subject_id = %s",
            (db.organisation_id, kind, subject_id),
        )
    )
