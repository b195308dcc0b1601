"""SQL of legal holds."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db
from indokona.privacy.rules import Hold

_COLUMNS = "id, contact_id, classes, reason, source, made_by, made_at, ends_at, released_at"


async def insert(db: Db, row: Hold) -> None:
    """A new hold."""
    await db.run(
        "insert into legal_hold (organisation_id, id, contact_id, classes, reason, source, made_by, made_at, ends_at)"
        " values (%s, %s, %s, %s::text[], %s, %s, %s, %s, %s)",
        (
            db.organisation_id, row.id, row.contact_id, row.classes, row.reason, row.source, row.made_by,
            row.made_at, row.ends_at,
        ),
    )  # fmt: skip


async def every(db: Db) -> list[Hold]:
    """All holds, newest first."""
    return await db.all(
        f"select {_COLUMNS} from legal_hold where organisation_id = %s order by id desc limit 500",
        (db.organisation_id,),
        into=Hold,
    )


async def of_contact(db: Db, contact_id: UUID) -> list[Hold]:
    """Every hold that a contact's rows are or were under, oldest first."""
    return await db.all(
        f"select {_COLUMNS} from legal_hold where organisation_id = %s"
        " and (contact_id is null or contact_id = %s) order by id",
        (db.organisation_id, contact_id),
        into=Hold,
    )


async def standing(db: Db, now: datetime) -> list[Hold]:
    """The holds in force."""
    return await db.all(
        f"select {_COLUMNS} from legal_hold where organisation_id = %s and released_at is null and ends_at > %s",
        (db.organisation_id, now),
        into=Hold,
    )


async def release(db: Db, hold_id: UUID, author: UUID, now: datetime) -> bool:
    """End a hold before its date; False if none stands under this id."""
    return bool(
        await db.run(
            "update legal_hold set released_by = %s, released_at = %s"
            " where organisation_id = %s and id = %s and released_at is null and ends_at > %s",
            (author, now, db.organisation_id, hold_id, now),
        )
    )
