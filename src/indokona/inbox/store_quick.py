"""SQL of quick replies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import psycopg.errors

from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class QuickRow:
    """A quick reply as it is stored."""

    id: UUID
    name_sealed: bytes
    text_sealed: bytes
    changed_at: datetime


async def every(db: Db) -> list[QuickRow]:
    """All quick replies."""
    return await db.all(
        "select id, name_sealed, text_sealed, changed_at from quick_reply where organisation_id = %s",
        (db.organisation_id,),
        into=QuickRow,
    )


async def count(db: Db) -> int:
    """How many there are."""
    return int(
        await db.value(
            "select count(*) from quick_reply where organisation_id = %s", (db.organisation_id,)
        )
    )


async def exists(db: Db, row_id: UUID) -> bool:
    """Whether there is one of this id."""
    found = await db.value(
        "select 1 from quick_reply where organisation_id = %s and id = %s for update",
        (db.organisation_id, row_id),
    )
    return found is not None


async def keep(db: Db, row: QuickRow, name_index: bytes) -> bool:
    """A new one, or one changed; False if another has the name."""
    try:
        async with db.savepoint():
            await db.run(
                "insert into quick_reply (organisation_id, id, name_sealed, name_index, text_sealed, changed_at)"
                " values (%s, %s, %s, %s, %s, %s) on conflict (organisation_id, id) do update"
                " set name_sealed = excluded.name_sealed, name_index = excluded.name_index,"
                " text_sealed = excluded.text_sealed, changed_at = excluded.changed_at",
                (
                    db.organisation_id, row.id, row.name_sealed, name_index, row.text_sealed, row.changed_at,
                ),
            )  # fmt: skip
    except psycopg.errors.UniqueViolation:
        return False
    return True


async def delete(db: Db, row_id: UUID) -> bool:
    """Whether there was one to delete."""
    gone = await db.run(
        "delete from quick_reply where organisation_id = %s and id = %s",
        (db.organisation_id, row_id),
    )
    return gone == 1
