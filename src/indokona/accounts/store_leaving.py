"""SQL of a login that is leaving."""

from __future__ import annotations

from uuid import UUID

from indokona.kernel.database import Db


async def close_login(db: Db, user_id: UUID) -> None:
    """Nobody signs in with it any more."""
    await db.run("update user_account set state = 'closed' where user_id = %s", (user_id,))
