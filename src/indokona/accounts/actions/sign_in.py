"""Sessions: opened, told, listed, ended. Nothing is cached, so an end holds at the next request."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import argon2.exceptions

from indokona.accounts import rules, store
from indokona.accounts.actions import sign_up
from indokona.accounts.errors import WrongPair
from indokona.accounts.facts import Client, SignedIn
from indokona.kernel import clock, directory, ids, keyring, rates
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database, Db
from indokona.kernel.edge import Caller
from indokona.kernel.errors import NotFound

_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Aq7sPzdr4Xz3W6jmTbZhBQvKrQpLrIk3G1bhyhL+f1U"


async def sign_in(database: Database, email: str, password: str, client: Client) -> SignedIn:
    """Open a session; unknown e-mail and wrong password take the same time and say the same."""
    email = rules.clean_email(email)
    await rates.spend(database, "sign_in.ip", client.ip, most=100, per=timedelta(minutes=15))
    await rates.spend(database, "sign_in.email", email, most=10, per=timedelta(minutes=15))
    index = await sign_up.email_index(database, email)
    async with database.platform() as platform:
        found = await directory.find(platform, directory.LOGIN, index)
    user = None
    if found is not None:
        async with database.user(found.subject_id) as db:
            user = await store.user(db, found.subject_id)
            organisation_id = await store.first_membership(db, found.subject_id)
    if not await asyncio.to_thread(_matches, user.password_hash if user else _NOBODY, password):
        raise WrongPair
    if user is None or user.state != "active" or organisation_id is None:
        raise WrongPair
    async with database.organisation(organisation_id, user.user_id) as db:
        return await open_session(db, user.user_id, client, "sign_in")


def _matches(password_hash: str, password: str) -> bool:
    try:
        return sign_up.HASHER.verify(password_hash, password)
    except argon2.exceptions.VerificationError:
        return False


async def open_session(db: Db, user_id: UUID, client: Client, act: str) -> SignedIn:
    """A session in the organisation of `db`, and its entry in the security log."""
    token, session_id, now = rules.new_token("se_"), ids.new(), clock.now()
    device, ends = rules.device(client.user_agent), now + rules.SESSION_LIVES
    key = directory.token_key(token)
    await store.insert_session(
        db,
        (
            user_id, session_id, key, db.organisation_id, device.device, device.system,
            rules.ip_prefix(client.ip), now, now, ends,
        ),
    )  # fmt: skip
    await directory.enter(db, directory.SESSION, key, user_id, session_id)
    sealer = await db.keyring.sealer(ids.PLATFORM, keyring.USER, [user_id])
    entry = ids.new()
    ip = sealer.seal(user_id, "security.ip", entry, client.ip)
    await store.insert_security_entry(
        db, (user_id, entry, act, ip, now, rules.security_log_ends(now))
    )
    return SignedIn(token, session_id, user_id, db.organisation_id, ends)


async def identify(database: Database, token: str) -> Caller | None:
    """Who a bearer token is: a member's session or an organisation's API key; None if neither."""
    if not token or len(token) > 200:
        return None
    kind = directory.API_KEY if token.startswith("ik_") else directory.SESSION
    async with database.platform() as platform:
        found = await directory.find(platform, kind, directory.token_key(token))
    if found is None:
        return None
    if kind == directory.API_KEY:
        return await _key_holder(database, found)
    return await _member(database, found)


async def _member(database: Database, found: directory.Found) -> Caller | None:
    now = clock.now()
    async with database.organisation(found.organisation_id, found.subject_id) as db:
        session = await store.session(db, found.detail_id)
        if session is None or session.role is None:
            return None
        if session.ends_at < now or session.seen_at + rules.SESSION_IDLE < now:
            return None
        if session.seen_at + timedelta(minutes=1) < now:
            await store.touch_session(db, session.id, now)
    who = Actor("user", session.user_id)
    may = rules.permissions(session.role)
    return Caller(who, session.user_id, session.organisation_id, may, session.id)


async def _key_holder(database: Database, found: directory.Found) -> Caller | None:
    async with database.organisation(found.organisation_id) as db:
        key = await store.live_key(db, found.subject_id)
    if key is None:
        return None
    return Caller(Actor("api_key", key.id), ids.NIL, found.organisation_id, frozenset(key.scopes))


async def end_session(db: Db, session_id: UUID) -> None:
    """End one of the user's sessions, effective with the next request."""
    key = await store.delete_session(db, session_id)
    if key is None:
        raise NotFound
    await directory.leave(db, directory.SESSION, key)
