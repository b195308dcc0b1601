"""SQL of organisations, logins, sessions and API keys; codes, members and logs have files of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel import ids
from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class UserRow:
    """A login."""

    user_id: UUID
    name_sealed: bytes
    email_sealed: bytes
    phone_sealed: bytes
    password_hash: str
    state: str


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session, joined with the membership it acts under and the suspension that may forbid it."""

    id: UUID
    user_id: UUID
    organisation_id: UUID
    role: str | None
    ends_at: datetime
    seen_at: datetime
    suspended_for: str | None


@dataclass(frozen=True, slots=True)
class LiveKey:
    """What a key's holder may do, and the suspension that may forbid it."""

    id: UUID
    scopes: list[str]
    suspended_for: str | None


@dataclass(frozen=True, slots=True)
class KeyRow:
    """An API key."""

    id: UUID
    name: str
    shown: str
    scopes: list[str]
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


async def insert_organisation(
    db: Db, name_sealed: bytes, country: str, language: str, now: datetime
) -> None:
    """A new organisation, with the defaults of its country."""
    await db.run(
        "insert into organisation (organisation_id, name_sealed, state, zone, currency, default_country,"
        " language, created_at) values (%s, %s, 'pending', 'Asia/Kolkata', 'INR', %s, %s, %s)",
        (db.organisation_id, name_sealed, country, language, now),
    )


async def insert_user(
    db: Db,
    user_id: UUID,
    sealed: tuple[bytes, bytes, bytes],
    password_hash: str,
    now: datetime,
    email_verified_at: datetime | None = None,
) -> None:
    """A new login, not confirmed yet; an invitation's token has confirmed its e-mail already."""
    await db.run(
        "insert into user_account (user_id, name_sealed, email_sealed, phone_sealed, password_hash, state,"
        " created_at, unused_since, email_verified_at) values (%s, %s, %s, %s, %s, 'pending', %s, %s, %s)",
        (user_id, *sealed, password_hash, now, now, email_verified_at),
    )


async def insert_membership(
    db: Db, user_id: UUID, role: str, now: datetime, name_sealed: bytes | None = None
) -> bool:
    """A user becomes a member; repeating it changes nothing and says False."""
    return bool(
        await db.run(
            "insert into membership (organisation_id, user_id, role, created_at, name_sealed)"
            " values (%s, %s, %s, %s, %s) on conflict do nothing",
            (db.organisation_id, user_id, role, now, name_sealed),
        )
    )


async def insert_acceptance(
    db: Db, user_id: UUID, version: str, language: str, act: str, now: datetime
) -> None:
    """The act of accepting a named policy version."""
    await db.run(
        "insert into acceptance (user_id, id, policy_version, language, act, at)"
        " values (%s, %s, %s, %s, %s, %s)",
        (user_id, ids.new(), version, language, act, now),
    )


async def user(db: Db, user_id: UUID) -> UserRow | None:
    """A user's own row."""
    return await db.maybe(
        "select user_id, name_sealed, email_sealed, phone_sealed, password_hash, state"
        " from user_account where user_id = %s",
        (user_id,),
        into=UserRow,
    )


async def lock_user(db: Db, user_id: UUID) -> None:
    """One change of a login's codes or password at a time."""
    await db.run("select 1 from user_account where user_id = %s for update", (user_id,))


async def set_active(db: Db, user_id: UUID, now: datetime) -> bool:
    """E-mail and phone are confirmed; False for a login that waits for nothing, or has left."""
    done = await db.run(
        "update user_account set state = 'active', email_verified_at = coalesce(email_verified_at, %s),"
        " phone_verified_at = %s, unused_since = null where user_id = %s and state = 'pending'",
        (now, now, user_id),
    )
    return done == 1


async def correct_user(db: Db, user_id: UUID, column: str, sealed: bytes, now: datetime) -> None:
    """Another name, e-mail or phone; the latter two were confirmed just now."""
    confirmed = (
        ""
        if column == "name_sealed"
        else f", {column.removesuffix('_sealed')}_verified_at = %(now)s"
    )
    await db.run(
        f"update user_account set {column} = %(sealed)s{confirmed} where user_id = %(user)s",
        {"sealed": sealed, "now": now, "user": user_id},
    )


async def set_password(db: Db, user_id: UUID, password_hash: str) -> None:
    """A new password."""
    await db.run(
        "update user_account set password_hash = %s where user_id = %s", (password_hash, user_id)
    )


async def change_organisation(db: Db, values: Mapping[str, object]) -> None:
    """Set some columns of the organisation; the names come from `rules.SETTINGS` only."""
    names = ", ".join(f"{name} = %({name})s" for name in values)
    await db.run(
        f"update organisation set {names} where organisation_id = %(organisation_id)s",
        {**values, "organisation_id": db.organisation_id},
    )


async def suspended_for(db: Db) -> str | None:
    """Why the organisation is suspended; None if it is not."""
    found: str | None = await db.value(
        "select reason from suspension where organisation_id = %s and ended_at is null",
        (db.organisation_id,),
    )
    return found


async def is_shut(db: Db) -> bool:
    """Whether the organisation is suspended, or closed for good."""
    return bool(
        await db.value(
            "select exists (select from suspension where organisation_id = %(org)s and ended_at is null)"
            " or exists (select from organisation where organisation_id = %(org)s and state = 'closed')",
            {"org": db.organisation_id},
        )
    )


async def set_organisation_state(db: Db, state: str) -> bool:
    """The organisation's state; False for one that has left."""
    done = await db.run(
        "update organisation set state = %s where organisation_id = %s and state <> 'closed'",
        (state, db.organisation_id),
    )
    return done == 1


async def insert_session(db: Db, values: tuple[object, ...]) -> None:
    """A new session."""
    await db.run(
        "insert into session (user_id, id, token_hash, organisation_id, device, system, ip_prefix, created_at,"
        " seen_at, ends_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        values,
    )


async def session(db: Db, session_id: UUID) -> SessionRow | None:
    """A session with the role it acts under now."""
    return await db.maybe(
        "select s.id, s.user_id, s.organisation_id, m.role, s.ends_at, s.seen_at,"
        " (select x.reason from suspension x where x.organisation_id = s.organisation_id and x.ended_at is null)"
        " as suspended_for from session s"
        " left join membership m on m.organisation_id = s.organisation_id and m.user_id = s.user_id"
        " where s.user_id = %s and s.organisation_id = %s and s.id = %s",
        (db.user_id, db.organisation_id, session_id),
        into=SessionRow,
    )


async def touch_session(db: Db, session_id: UUID, now: datetime) -> None:
    """The session was used."""
    await db.run(
        "update session set seen_at = %s where user_id = %s and id = %s",
        (now, db.user_id, session_id),
    )


async def sessions(db: Db) -> list[tuple[object, ...]]:
    """The user's sessions, newest first."""
    return await db.rows(
        "select id, device, system, ip_prefix, created_at, seen_at, ends_at, token_hash from session"
        " where user_id = %s order by seen_at desc",
        (db.user_id,),
    )


async def delete_session(db: Db, session_id: UUID) -> bytes | None:
    """End a session; returns the key it had in the directory."""
    found: bytes | None = await db.value(
        "delete from session where user_id = %s and id = %s returning token_hash",
        (db.user_id, session_id),
    )
    return found


async def delete_sessions(
    db: Db, user_id: UUID, *, only_here: bool = False, but: UUID | None = None
) -> list[bytes]:
    """End a user's sessions (only this organisation's; all but one); returns their directory keys."""
    rows = await db.rows(
        "delete from session where user_id = %s and (not %s or organisation_id = %s)"
        " and id is distinct from %s returning token_hash",
        (user_id, only_here, db.organisation_id, but),
    )
    return [bytes(row[0]) for row in rows]


async def insert_key(db: Db, values: tuple[object, ...]) -> None:
    """A new API key."""
    await db.run(
        "insert into api_key (organisation_id, id, name, shown, key_hash, scopes, created_by, created_at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s)",
        values,
    )


async def live_key(db: Db, key_id: UUID) -> LiveKey | None:
    """A key that was not revoked."""
    return await db.maybe(
        "select k.id, k.scopes, (select x.reason from suspension x where x.organisation_id = k.organisation_id"
        " and x.ended_at is null) as suspended_for from api_key k"
        " where k.organisation_id = %s and k.id = %s and k.revoked_at is null",
        (db.organisation_id, key_id),
        into=LiveKey,
    )


async def keys(db: Db) -> list[KeyRow]:
    """All keys of the organisation."""
    return await db.all(
        "select id, name, shown, scopes, created_at, used_at, revoked_at from api_key"
        " where organisation_id = %s order by created_at",
        (db.organisation_id,),
        into=KeyRow,
    )


async def revoke_key(db: Db, key_id: UUID, now: datetime) -> bytes | None:
    """Revoke a key; returns its hash."""
    found: bytes | None = await db.value(
        "update api_key set revoked_at = %s where organisation_id = %s and id = %s and revoked_at is null"
        " returning key_hash",
        (now, db.organisation_id, key_id),
    )
    return found


async def organisation(db: Db) -> tuple[object, ...] | None:
    """The organisation's own row."""
    rows = await db.rows(
        "select name_sealed, state, zone, currency, default_country, language, utility_again from organisation"
        " where organisation_id = %s",
        (db.organisation_id,),
    )
    return rows[0] if rows else None
