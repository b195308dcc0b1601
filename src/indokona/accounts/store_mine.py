"""SQL of a user's own rows, for their package."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from indokona.kernel import ids
from indokona.kernel.database import Db


async def account(db: Db) -> list[tuple[bytes, bytes, bytes, str, datetime]]:
    """The login: name, e-mail, phone (sealed), state, since when."""
    return await db.rows(
        "select name_sealed, email_sealed, phone_sealed, state, created_at from user_account where user_id = %s",
        (db.user_id,),
    )


async def sessions(db: Db) -> list[tuple[str, str, str, datetime, datetime, datetime]]:
    """Sessions, ended ones too while they are kept: device, system, network, begun, last seen, end."""
    return await db.rows(
        "select device, system, ip_prefix, created_at, seen_at, ends_at from session where user_id = %s"
        " order by created_at",
        (db.user_id,),
    )


async def entries(
    db: Db, before: UUID | None, limit: int
) -> list[tuple[UUID, str, str, str, str, bytes, datetime]]:
    """A page of the security log with the full addresses: id, act, device, system, network, address, when."""
    return await db.rows(
        "select id, act, device, system, ip_prefix, ip_sealed, at from security_entry where user_id = %s and id < %s"
        " order by id desc limit %s",
        (db.user_id, before or ids.LAST, limit),
    )


async def acceptances(db: Db) -> list[tuple[str, str, str, datetime]]:
    """What was accepted: the policy's version, language, by which act, when."""
    return await db.rows(
        "select policy_version, language, act, at from acceptance where user_id = %s order by at",
        (db.user_id,),
    )


async def since(db: Db) -> datetime | None:
    """Since when the user is a member of the organisation of this unit of work."""
    found: datetime | None = await db.value(
        "select created_at from membership where organisation_id = %s and user_id = %s",
        (db.organisation_id, db.user_id),
    )
    return found
