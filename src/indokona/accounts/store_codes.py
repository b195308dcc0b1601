"""Every SQL statement on codes."""

from __future__ import annotations

from collections.abc import Sequence
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
    to_sealed: bytes
    tries: int
    ends_at: datetime
    used_at: datetime | None


_COLUMNS = "id, user_id, kind, code_hash, code_sealed, to_sealed, tries, ends_at, used_at"
#: A code that is used or void is worth nothing; neither it nor where it went is kept.
_USE = "update verification set used_at = %s, code_sealed = ''::bytea, to_sealed = ''::bytea"


async def insert(db: Db, row: CodeRow, flow_hash: bytes) -> None:
    """A code for one flow."""
    await db.run(
        "insert into verification (user_id, id, kind, flow_hash, code_hash, code_sealed, to_sealed, tries,"
        " ends_at) values (%s, %s, %s, %s, %s, %s, %s, 0, %s)",
        (
            row.user_id, row.id, row.kind, flow_hash, row.code_hash, row.code_sealed, row.to_sealed,
            row.ends_at,
        ),
    )  # fmt: skip


async def spend_try(db: Db, user_id: UUID, flow_hash: bytes, most: int) -> list[CodeRow]:
    """The unused codes of a flow, each with one more try counted; exact under parallel guesses."""
    return await db.all(
        "update verification set tries = tries + 1 where user_id = %s and flow_hash = %s and used_at is null"
        f" and tries < %s returning {_COLUMNS}",
        (user_id, flow_hash, most),
        into=CodeRow,
    )


async def use(db: Db, user_id: UUID, flow_hash: bytes, now: datetime) -> int:
    """Use up a flow's codes, and forget them; returns how many were still unused: each is used once."""
    return await db.run(
        f"{_USE} where user_id = %s and flow_hash = %s and used_at is null",
        (now, user_id, flow_hash),
    )


async def of_flow(db: Db, user_id: UUID, flow_hash: bytes) -> list[CodeRow]:
    """The codes that a flow still waits for."""
    return await db.all(
        f"select {_COLUMNS} from verification where user_id = %s and flow_hash = %s and used_at is null"
        " order by kind",
        (user_id, flow_hash),
        into=CodeRow,
    )


async def void(db: Db, user_id: UUID, kind: str, now: datetime) -> None:
    """All waiting codes of one kind are worth nothing any more."""
    await db.run(
        f"{_USE} where user_id = %s and kind = %s and used_at is null",
        (now, user_id, kind),
    )


async def take(db: Db, user_id: UUID, flow_hash: bytes, kind: str, now: datetime) -> bool:
    """Use up a long token of one kind, once, while it is good."""
    return bool(
        await db.run(
            f"{_USE} where user_id = %s and flow_hash = %s and kind = %s and used_at is null and ends_at > %s",
            (now, user_id, flow_hash, kind, now),
        )
    )


async def waiting(db: Db, user_id: UUID, kinds: Sequence[str]) -> CodeRow | None:
    """The newest unused code of some kinds."""
    return await db.maybe(
        f"select {_COLUMNS} from verification where user_id = %s and kind = any(%s) and used_at is null"
        " order by id desc limit 1",
        (user_id, list(kinds)),
        into=CodeRow,
    )
