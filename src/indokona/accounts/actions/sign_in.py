"""Sessions: opened, told, listed, ended. Nothing is cached, so an end holds at the next request."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from indokona.accounts import rules, store, store_members
from indokona.accounts.actions import invitations, logins, security_log
from indokona.accounts.errors import NoMembership, OrganisationSuspended, WrongPair
from indokona.accounts.facts import Client, SignedIn
from indokona.kernel import audit, clock, directory, ids, rates
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database, Db
from indokona.kernel.edge import Caller
from indokona.kernel.errors import NotFound


async def sign_in(
    database: Database,
    email: str,
    password: str,
    client: Client,
    organisation_id: UUID | None = None,
    invitation: str | None = None,
) -> SignedIn:
    """Open a session in the organisation asked for, else in the first that is not suspended.

    Unknown e-mail and wrong password take the same time and say the same. With an invitation's
    token the login joins that organisation and the session opens there.
    """
    email = rules.clean_email(email)
    await rates.spend(database, "sign_in.ip", client.ip, most=100, per=timedelta(minutes=15))
    await rates.spend(database, "sign_in.email", email, most=10, per=timedelta(minutes=15))
    user_id = await _proven(database, email, password, client)
    if invitation is not None:
        organisation_id = await invitations.join(database, user_id, invitation)
    return await enter(database, user_id, organisation_id, client, "sign_in")


async def _proven(database: Database, email: str, password: str, client: Client) -> UUID:
    """Whose e-mail and password these are; a failure is written where its owner can read it."""
    found = await logins.find(database, email)
    user_id = found.subject_id if found else ids.new()
    async with database.user(user_id) as db:
        user = await store.user(db, user_id)
    right = await logins.matches(user.password_hash if user else None, password)
    if user is not None and right and user.state == "active":
        return user_id
    if user is not None:
        async with database.user(user_id) as db:
            await security_log.record(db, user_id, "sign_in.failed", client)
    else:
        # A write of the same weight, so that an unknown e-mail does not answer sooner.
        await rates.spend(
            database, "sign_in.unknown", email, most=1_000_000, per=timedelta(minutes=15)
        )
    await _tell_failed(database, user_id if user else None)
    raise WrongPair


async def _tell_failed(database: Database, user_id: UUID | None) -> None:
    """A failed sign-in is an act in the member's organisations; one with an unknown e-mail, which does
    the same work, in the platform's own."""
    async with database.user(user_id or ids.new()) as db:
        own = await store_members.memberships(db, db.user_id)
    for organisation_id in [one for one, _ in own] or [ids.PLATFORM]:
        async with database.organisation(organisation_id) as db:
            subject = user_id or ids.NIL
            await audit.record(db, Actor("nobody", ids.NIL), "sign_in.failed", "user", subject)


async def enter(
    database: Database, user_id: UUID, organisation_id: UUID | None, client: Client, act: str
) -> SignedIn:
    """Open a session in one organisation of a person's own."""
    async with database.user(user_id) as db:
        own = [one for one, _ in await store_members.memberships(db, user_id)]
    if not own or (organisation_id is not None and organisation_id not in own):
        raise NoMembership
    reason = ""
    for chosen in [organisation_id] if organisation_id else own:
        async with database.organisation(chosen, user_id) as db:
            why = await store.suspended_for(db)
            if why is None:
                return await open_session(db, user_id, client, act)
            reason = why
    raise OrganisationSuspended(reason)


async def switch(
    database: Database, who: Caller, organisation_id: UUID, client: Client, *, ends: bool
) -> SignedIn:
    """A session in another organisation of one's own; the present one `ends` if nobody holds it any more."""
    signed_in = await enter(database, who.user_id, organisation_id, client, "switch")
    if ends and who.session_id is not None:
        async with database.organisation(who.organisation_id, who.user_id) as db:
            await end_session(db, who.session_id)
    return signed_in


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
    await security_log.record(db, user_id, act, client)
    await audit.record(db, Actor("user", user_id), "session.opened", "user", user_id)
    return SignedIn(token, session_id, user_id, db.organisation_id, ends)


async def identify(database: Database, token: str) -> Caller | None:
    """Who a bearer token is: a member's session or an organisation's API key; None if neither.

    Raises `OrganisationSuspended` for a token that would be good otherwise.
    """
    if not token or len(token) > 200:
        return None
    kind = directory.API_KEY if token.startswith("ik_") else directory.SESSION
    found = await directory.behind(database, kind, token)
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
        if session.suspended_for is not None:
            raise OrganisationSuspended(session.suspended_for)
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
    if key.suspended_for is not None:
        raise OrganisationSuspended(key.suspended_for)
    return Caller(Actor("api_key", key.id), ids.NIL, found.organisation_id, frozenset(key.scopes))


async def end_session(db: Db, session_id: UUID) -> None:
    """End one of the user's sessions, effective with the next request."""
    key = await store.delete_session(db, session_id)
    if key is None:
        raise NotFound
    await forget_keys(db, [key])
    await audit.record(db, Actor("user", db.user_id), "session.ended", "user", db.user_id)


async def forget_keys(db: Db, keys: Iterable[bytes]) -> None:
    """Take the keys of ended sessions out of the directory."""
    for key in keys:
        await directory.leave(db, directory.SESSION, key)
