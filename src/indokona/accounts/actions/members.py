"""Members of an organisation."""

from __future__ import annotations

from uuid import UUID

from indokona.accounts import store
from indokona.kernel.database import Db


async def is_member(db: Db, user_id: UUID) -> bool:
    """Whether a user is a member here."""
    return any(row[0] == user_id for row in await store.members(db))
