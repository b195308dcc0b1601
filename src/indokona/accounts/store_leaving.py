"""SQL of a login that is leaving."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db


async def close_login(db: Db, user_id: UUID) -> None:
    """Nobody signs in with it any more."""
    await db.run("update user_account set state = 'closed' where user_id = %s", (user_id,))


async def mark_alone(db: Db, user_id: UUID, now: datetime) -> bool:
    """From now on it belongs to no organisation; False if it does to one."""
    done = await db.run(
        "update user_account set alone_since = %s where user_id = %s"
        " and not exists (select from membership where user_id = %s)",
        (now, user_id, user_id),
    )
    return done == 1


#: A login that was never confirmed, or that belongs to no organisation; or whose end was cut short.
_NOBODYS = """
    (state <> 'active' and (state = 'closed' or created_at < %(unconfirmed)s))
    or (alone_since < %(alone)s and not exists (select from membership m where m.user_id = u.user_id))
"""


async def nobodys(
    db: Db, unconfirmed: datetime, alone: datetime, most: int, user_id: UUID | None = None
) -> list[UUID]:
    """Logins of which nobody makes use, since before two moments; or whether one of them is such a login."""
    rows = await db.rows(
        f"select user_id from user_account u where ({_NOBODYS}) and (%(one)s::uuid is null or user_id = %(one)s)"
        " order by created_at limit %(most)s",
        {"unconfirmed": unconfirmed, "alone": alone, "most": most, "one": user_id},
    )
    return [row[0] for row in rows]
