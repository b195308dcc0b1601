"""The directory: which organisation or user an outside key belongs to. No readable personal data.

Keys are hashes of tokens, keyed indexes of e-mails, or Meta's own ids. It is read through one
SECURITY DEFINER function, since it is asked before it is known whose rows may be seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from indokona.kernel.database import Database, Db

SESSION, API_KEY, LOGIN, NUMBER, WABA, META_APP, INVITATION = (
    "session", "api_key", "login", "number", "waba", "meta_app", "invitation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """What a key stands for."""

    organisation_id: UUID
    subject_id: UUID
    detail_id: UUID


async def find(db: Db, kind: str, key: bytes) -> Found | None:
    """Who owns this key, if anyone."""
    return await db.maybe(
        "select organisation_id, subject_id, detail_id from directory.find(%s, %s)",
        (kind, key),
        into=Found,
    )


async def behind(database: Database, kind: str, token: str) -> Found | None:
    """What a secret token stands for, asked before it is known whose rows may be seen."""
    async with database.platform() as db:
        return await find(db, kind, token_key(token))


async def unknown(db: Db, kind: str, keys: Sequence[bytes]) -> list[bytes]:
    """Which of these keys nobody holds."""
    rows = await db.rows(
        "select wanted from unnest(%s::bytea[]) as wanted"
        " where not exists (select 1 from directory.find(%s, wanted))",
        (list(keys), kind),
    )
    return [row[0] for row in rows]


async def enter(db: Db, kind: str, key: bytes, subject_id: UUID, detail_id: UUID) -> bool:
    """Enter a key for this organisation or user; False if another one holds it."""
    return bool(
        await db.value("select directory.enter(%s, %s, %s, %s)", (kind, key, subject_id, detail_id))
    )


async def leave(db: Db, kind: str, key: bytes) -> None:
    """Take a key of ours out."""
    await db.value("select directory.leave(%s, %s)", (kind, key))


async def leave_all(db: Db) -> None:
    """Take out everything of the organisation that others find it by; links to receipts stay."""
    await db.value("select directory.leave_all()")


def token_key(token: str) -> bytes:
    """The key of a secret token: a plain hash is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).digest()
