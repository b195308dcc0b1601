"""Every SQL statement of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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
    """A session, joined with the membership it acts under."""

    id: UUID
    user_id: UUID
    organisation_id: UUID
    role: str | None
    ends_at: datetime
    seen_at: datetime


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
    db: Db, user_id: UUID, sealed: tuple[bytes, bytes, bytes], password_hash: str, now: datetime
) -> None:
    """A new login, not confirmed yet."""
    await db.run(
        "insert into user_account (user_id, name_sealed, email_sealed, phone_sealed, password_hash, state, created_at)"
        " values (%s, %s, %s, %s, %s, 'pending', %s)",
        (user_id, *sealed, password_hash, now),
    )


async def insert_membership(db: Db, user_id: UUID, role: str, now: datetime) -> None:
    """A user becomes a member; repeating it changes nothing."""
    await db.run(
        "insert into membership (organisation_id, user_id, role, created_at) values (%s, %s, %s, %s)"
        " on conflict do nothing",
        (db.organisation_id, user_id, role, now),
    )


async def insert_acceptance(
    db: Db, row_id: UUID, user_id: UUID, version: str, language: str, now: datetime
) -> None:
    """The act of accepting a named policy version."""
    await db.run(
        "insert into acceptance (user_id, id, policy_version, language, act, at)"
        " values (%s, %s, %s, %s, 'sign_up', %s)",
        (user_id, row_id, version, language, now),
    )


async def user(db: Db, user_id: UUID) -> UserRow | None:
    """A user's own row."""
    return await db.maybe(
        "select user_id, name_sealed, email_sealed, phone_sealed, password_hash, state"
        " from user_account where user_id = %s",
        (user_id,),
        into=UserRow,
    )


async def set_active(db: Db, user_id: UUID, now: datetime) -> None:
    """Both codes were right."""
    await db.run(
        "update user_account set state = 'active', email_verified_at = %s, phone_verified_at = %s where user_id = %s",
        (now, now, user_id),
    )


async def set_organisation_state(db: Db, state: str) -> None:
    """The organisation's state."""
    await db.run(
        "update organisation set state = %s where organisation_id = %s", (state, db.organisation_id)
    )


async def insert_code(db: Db, row: CodeRow, flow_hash: bytes) -> None:
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


async def code(db: Db, user_id: UUID, code_id: UUID) -> CodeRow | None:
    """One code, to be sent."""
    return await db.maybe(
        "select id, user_id, kind, code_hash, code_sealed, tries, ends_at, used_at from verification"
        " where user_id = %s and id = %s",
        (user_id, code_id),
        into=CodeRow,
    )


async def use_codes(db: Db, user_id: UUID, flow_hash: bytes, now: datetime) -> None:
    """The codes were right: each is used once, and forgotten."""
    await db.run(
        "update verification set used_at = %s, code_sealed = ''::bytea where user_id = %s and flow_hash = %s",
        (now, user_id, flow_hash),
    )


async def insert_session(db: Db, values: tuple[object, ...]) -> None:
    """A new session."""
    await db.run(
        "insert into session (user_id, id, token_hash, organisation_id, device, system, ip_prefix, created_at,"
        " seen_at, ends_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        values,
    )


async def insert_security_entry(db: Db, values: tuple[object, ...]) -> None:
    """An entry of the security log, with the full address sealed."""
    await db.run(
        "insert into security_entry (user_id, id, act, ip_sealed, at, ends_on) values (%s, %s, %s, %s, %s, %s)",
        values,
    )


async def session(db: Db, session_id: UUID) -> SessionRow | None:
    """A session with the role it acts under now."""
    return await db.maybe(
        "select s.id, s.user_id, s.organisation_id, m.role, s.ends_at, s.seen_at from session s"
        " left join membership m on m.organisation_id = s.organisation_id and m.user_id = s.user_id"
        " where s.user_id = %s and s.id = %s",
        (db.user_id, session_id),
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


async def first_membership(db: Db, user_id: UUID) -> UUID | None:
    """The organisation a user signs in to."""
    found: UUID | None = await db.value(
        "select organisation_id from membership where user_id = %s order by created_at limit 1",
        (user_id,),
    )
    return found


async def members(db: Db) -> list[tuple[object, ...]]:
    """The members of the organisation."""
    return await db.rows(
        "select user_id, role, created_at from membership where organisation_id = %s order by created_at",
        (db.organisation_id,),
    )


async def insert_key(db: Db, values: tuple[object, ...]) -> None:
    """A new API key."""
    await db.run(
        "insert into api_key (organisation_id, id, name, shown, key_hash, scopes, created_by, created_at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s)",
        values,
    )


async def live_key(db: Db, key_id: UUID) -> KeyRow | None:
    """A key that was not revoked."""
    return await db.maybe(
        "select id, name, shown, scopes, created_at, used_at, revoked_at from api_key"
        " where organisation_id = %s and id = %s and revoked_at is null",
        (db.organisation_id, key_id),
        into=KeyRow,
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
        "select name_sealed, state, zone, currency, default_country, language, created_at from organisation"
        " where organisation_id = %s",
        (db.organisation_id,),
    )
    return rows[0] if rows else None


async def waiting_code(db: Db, user_id: UUID, kind: str) -> CodeRow | None:
    """The newest unused code of one kind."""
    return await db.maybe(
        "select id, user_id, kind, code_hash, code_sealed, tries, ends_at, used_at from verification"
        " where user_id = %s and kind = %s and used_at is null order by id desc limit 1",
        (user_id, kind),
        into=CodeRow,
    )
