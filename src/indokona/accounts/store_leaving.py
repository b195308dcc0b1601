"""SQL of a login that is leaving."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db


async def close_login(db: Db, user_id: UUID) -> None:
    """Nobody signs in with it any more."""
    await db.run("update user_account set state = 'closed' where user_id = %s", (user_id,))


async def mark_unused(db: Db, user_id: UUID, now: datetime) -> bool:
    """From now on nobody can use it; False if it belongs to an organisation."""
    done = await db.run(
        "update user_account set unused_since = %s where user_id = %s"
        " and not exists (select from membership where user_id = %s)",
        (now, user_id, user_id),
    )
    return done == 1


async def mark_used(db: Db, user_id: UUID) -> None:
    """A confirmed login belongs to an organisation."""
    await db.run(
        "update user_account set unused_since = null where user_id = %s and state = 'active'",
        (user_id,),
    )


async def unused(scout: Db) -> list[UUID]:
    """Logins whose time runs."""
    rows = await scout.rows("select user_id from user_account where unused_since is not null")
    return [row[0] for row in rows]


async def count_anew(db: Db, user_id: UUID, now: datetime) -> None:
    """The time of a login that nobody uses begins now."""
    await db.run(
        "update user_account set unused_since = %s where user_id = %s and unused_since is not null",
        (now, user_id),
    )


#: A login that was never confirmed, or that belongs to no organisation; or whose end was cut short.
_NOBODYS = """
    unused_since is not null and (
        state = 'closed' or (state = 'pending' and unused_since < %(unconfirmed)s)
        or (unused_since < %(alone)s and not exists (select from membership m where m.user_id = u.user_id))
    )
"""


async def nobodys(
    db: Db, unconfirmed: datetime, alone: datetime, most: int, user_id: UUID | None = None
) -> list[UUID]:
    """Logins that nobody used since before two moments; or whether one of them is such a login."""
    rows = await db.rows(
        f"select user_id from user_account u where {_NOBODYS} and (%(one)s::uuid is null or user_id = %(one)s)"
        " order by unused_since limit %(most)s",
        {"unconfirmed": unconfirmed, "alone": alone, "most": most, "one": user_id},
    )
    return [row[0] for row in rows]


async def close_unconfirmed(db: Db) -> None:
    """The organisation of this unit of work ends, if nobody confirmed it."""
    await db.run(
        "update organisation set state = 'closed' where organisation_id = %s and state = 'pending'",
        (db.organisation_id,),
    )


async def closed_organisations(scout: Db) -> list[UUID]:
    """Organisations that left, and of which something is still there."""
    rows = await scout.rows("select organisation_id from organisation where state = 'closed'")
    return [row[0] for row in rows]
