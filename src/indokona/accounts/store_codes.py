"""Every SQL statement on codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code that was sent."""

    id: UUID
    user_id: UUID
    kind: str
    code_hash: bytes
    code_sealed: bytes
    tries: int
    ends_at: datetime
    used_at: datetime | None


async def insert(db: Db, row: CodeRow, flow_hash: bytes) -> None:
    """A code for one flow."""
    await db.run(
        "insert into verification (user_id, id, kind, flow_hash, code_hash, code_sealed, tries, ends_at)"
        " values (%s, %s, %s, %s, %s, %s, 0, %s)",
        (row.user_id, row.id, row.kind, flow_hash, row.code_hash, row.code_sealed, row.ends_at),
    )


async def spend_try(db: Db, user_id: UUID, flow_hash: bytes, most: int) -> list[CodeRow]:
    """The unused codes of a flow, each with one more try counted; exact under parallel guesses."""
    return await db.all(
        "update verification set tries = tries + 1 where user_id = %s and flow_hash = %s and used_at is null"
        " and tries < %s returning id, user_id, kind, code_hash, code_sealed, tries, ends_at, used_at",
        (user_id, flow_hash, most),
        into=CodeRow,
    )


async def use(db: Db, user_id: UUID, flow_hash: bytes, now: datetime) -> int:
    """Use up a flow's codes, and forget them; returns how many were still unused: each is used once."""
    return await db.run(
        "update verification set used_at = %s, code_sealed = ''::bytea"
        " where user_id = %s and flow_hash = %s and used_at is null",
        (now, user_id, flow_hash),
    )


async def waiting_kinds(db: Db, user_id: UUID, flow_hash: bytes) -> list[str]:
    """Which kinds of code a flow still waits for."""
    rows = await db.rows(
        "select distinct kind from verification where user_id = %s and flow_hash = %s and used_at is null"
        " order by kind",
        (user_id, flow_hash),
    )
    return [str(row[0]) for row in rows]


async def void(db: Db, user_id: UUID, kind: str, now: datetime) -> None:
    """All waiting codes of one kind are worth nothing any more."""
    await db.run(
        "update verification set used_at = %s, code_sealed = ''::bytea"
        " where user_id = %s and kind = %s and used_at is null",
        (now, user_id, kind),
    )


async def take(db: Db, user_id: UUID, flow_hash: bytes, kind: str, now: datetime) -> bool:
    """Use up a long token of one kind, once, while it is good."""
    return bool(
        await db.run(
            "update verification set used_at = %s, code_sealed = ''::bytea where user_id = %s"
            " and flow_hash = %s and kind = %s and used_at is null and ends_at > %s",
            (now, user_id, flow_hash, kind, now),
        )
    )


async def waiting(db: Db, user_id: UUID, kind: str) -> CodeRow | None:
    """The newest unused code of one kind."""
    return await db.maybe(
        "select id, user_id, kind, code_hash, code_sealed, tries, ends_at, used_at from verification"
        " where user_id = %s and kind = %s and used_at is null order by id desc limit 1",
        (user_id, kind),
        into=CodeRow,
    )
