"""Members of an organisation."""

from __future__ import annotations

from uuid import UUID

from indokona.accounts import store
from indokona.kernel.database import Database, Db


async def is_member(db: Db, user_id: UUID) -> bool:
    """Whether a user is a member here."""
    return any(row[0] == user_id for row in await store.members(db))


async def has_row(database: Database, user_id: UUID) -> bool:
    """Whether this user exists: asked of owners of keys, which are made before the row."""
    async with database.user(user_id) as db:
        return await store.user(db, user_id) is not None
