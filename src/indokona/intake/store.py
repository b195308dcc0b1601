"""Every SQL statement of intake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from indokona.kernel import ids
from indokona.kernel.database import Db


async def insert_block(
    db: Db, block_id: UUID, kind: int, count: int, hour_id: UUID, sealed: bytes
) -> None:
    """One block row a flush; the role can do nothing else."""
    await db.run(
        "insert into intake_block (id, kind, count, hour_id, block_sealed) values (%s, %s, %s, %s, %s)",
        (block_id, kind, count, hour_id, sealed),
    )


async def next_blocks(db: Db, kinds: list[int], most: int) -> list[tuple[UUID, bytes]]:
    """The next blocks to hand on, locked; inbound messages before statuses."""
    rows = await db.rows(
        "select id, block_sealed from intake_block where handed_at is null and kind = any(%s)"
        " order by kind, id limit %s for update skip locked",
        (kinds, most),
    )
    return [(row[0], row[1]) for row in rows]


async def any_waits(db: Db, kinds: list[int]) -> bool:
    """Whether there is a block to hand on: asked without a transaction, many times a second."""
    return bool(
        await db.value(
            "select exists (select 1 from intake_block where handed_at is null and kind = any(%s))",
            (kinds,),
        )
    )


async def mark_handed(db: Db, block_ids: Sequence[UUID], now: datetime) -> None:
    """These blocks were handed on."""
    await db.run(
        "update intake_block set handed_at = %s where id = any(%s)", (now, list(block_ids))
    )


async def delete_handed(db: Db, before: datetime) -> int:
    """Blocks handed on long enough ago."""
    return await db.run("delete from intake_block where handed_at < %s", (before,))


async def hours_in_use(db: Db) -> set[UUID]:
    """Hours whose key is still needed."""
    return {row[0] for row in await db.rows("select distinct hour_id from intake_block")}


async def insert_set_aside(
    db: Db, field: str, error: str, sealed: bytes, row_id: UUID, now: datetime, ends: datetime
) -> None:
    """A change that could not be applied, kept for a person until its end date."""
    await db.run(
        "insert into set_aside (organisation_id, id, field, error, change_sealed, at, ends_at)"
        " values (%s, %s, %s, %s, %s, %s, %s)",
        (db.organisation_id, row_id, field, error, sealed, now, ends),
    )


async def expire_set_aside(db: Db, now: datetime) -> int:
    """Changes set aside whose end date has come."""
    return await db.run(
        "delete from set_aside where organisation_id = %s and ends_at < %s",
        (db.organisation_id, now),
    )


def hour_id(at: datetime) -> UUID:
    """The id of the key of an hour."""
    return UUID(int=ids.PLATFORM.int + (int(at.timestamp()) // 3600 << 16))
