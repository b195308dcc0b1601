"""Every SQL statement of intake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class SetAside:
    """A change that waits for its next try."""

    id: UUID
    field: str
    tries: int
    change_sealed: bytes


async def insert_set_aside(
    db: Db, waiting: SetAside, error: str, now: datetime, due_at: datetime, ends_at: datetime
) -> None:
    """Keep a change until its end date."""
    await db.run(
        "insert into set_aside (organisation_id, id, field, tries, error, change_sealed, at, due_at, ends_at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            db.organisation_id, waiting.id, waiting.field, waiting.tries, error, waiting.change_sealed,
            now, due_at, ends_at,
        ),
    )  # fmt: skip


async def due_set_aside(scout: Db, now: datetime) -> list[UUID]:
    """Organisations in which a change is due."""
    rows = await scout.rows(
        "select distinct organisation_id from set_aside where due_at <= %s limit 50", (now,)
    )
    return [row[0] for row in rows]


async def next_set_aside(db: Db, now: datetime) -> SetAside | None:
    """The oldest change that is due, locked; None if there is none that nobody else holds."""
    return await db.maybe(
        "select id, field, tries, change_sealed from set_aside where organisation_id = %s and due_at <= %s"
        " order by id limit 1 for update skip locked",
        (db.organisation_id, now),
        into=SetAside,
    )


async def delay_set_aside(db: Db, row_id: UUID, error: str, due_at: datetime) -> None:
    """It failed once more."""
    await db.run(
        "update set_aside set tries = tries + 1, error = %s, due_at = %s where organisation_id = %s and id = %s",
        (error, due_at, db.organisation_id, row_id),
    )


async def delete_set_aside(db: Db, row_id: UUID) -> None:
    """It was applied."""
    await db.run(
        "delete from set_aside where organisation_id = %s and id = %s", (db.organisation_id, row_id)
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
