"""Signing up: an organisation, its owner, two codes, and the act of accepting a policy version.

Known and unknown e-mails get the same answer; who already has an account gets a mail instead.
"""

from __future__ import annotations

import asyncio
import hmac
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import argon2

from indokona.accounts import rules, store
from indokona.accounts.actions import sign_in
from indokona.accounts.errors import OtherPolicy, WrongCode
from indokona.accounts.events import CODE_REQUESTED
from indokona.accounts.facts import Client, PhoneCode, SignedIn
from indokona.accounts.store import CodeRow
from indokona.kernel import clock, directory, events, ids, keyring, rates
from indokona.kernel.database import Database, Db
from indokona.kernel.egress import mail

#: RFC 9106's second choice is 64 MiB, t=3; OWASP's floor is 19 MiB, t=2. Hashing is done in threads.
HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True, slots=True)
class Form:
    """What a newcomer fills in."""

    business_name: str
    name: str
    email: str
    phone: str
    password: str
    policy_version: str
    language: str
    country: str


async def sign_up(database: Database, form: Form, client: Client) -> str:
    """Begin: two codes go out. Returns the flow token that belongs to both codes."""
    email, phone = rules.clean_email(form.email), rules.clean_phone(form.phone, form.country)
    rules.check_password(form.password)
    if form.policy_version != rules.POLICY_VERSION:
        raise OtherPolicy(current=rules.POLICY_VERSION)
    await rates.spend(database, "sign_up.ip", client.ip, most=30, per=timedelta(hours=1))
    await rates.spend(database, "sign_up.email", email, most=10, per=timedelta(days=1))
    password_hash = await asyncio.to_thread(HASHER.hash, form.password)
    if await _is_taken(database, email):
        return _flow(ids.new())
    return await _begin(database, form, email, phone, password_hash)


async def _is_taken(database: Database, email: str) -> bool:
    """Whether an active login has this e-mail; an unconfirmed one gives way."""
    index = await email_index(database, email)
    async with database.platform() as platform:
        found = await directory.find(platform, directory.LOGIN, index)
    if found is None:
        return False
    async with database.organisation(found.organisation_id, found.subject_id) as db:
        user = await store.user(db, found.subject_id)
        if user is None or user.state == "pending":
            await directory.leave(db, directory.LOGIN, index)
            return False
        await mail.send_later(
            db, "sign_up.known", email, "You already have an account",
            "Someone tried to sign up with this address. If it was you: sign in instead.",
        )  # fmt: skip
        return True


async def _begin(database: Database, form: Form, email: str, phone: str, password_hash: str) -> str:
    user_id, organisation_id = ids.new_many(2)
    flow = _flow(user_id)
    index = await email_index(database, email)
    await database.keyring.found(organisation_id)
    await database.keyring.make(ids.PLATFORM, keyring.USER, [user_id])
    sealer = await database.keyring.sealer(ids.PLATFORM, keyring.USER, [user_id])
    async with database.organisation(organisation_id, user_id) as db:
        now = clock.now()
        own = await db.sealer(keyring.ORGANISATION, [organisation_id])
        name = own.seal(organisation_id, "organisation.name", organisation_id, form.business_name)
        await store.insert_organisation(db, name, form.country, form.language, now)
        profile = (
            sealer.seal(user_id, "user.name", user_id, form.name),
            sealer.seal(user_id, "user.email", user_id, email),
            sealer.seal(user_id, "user.phone", user_id, phone),
        )
        await store.insert_user(db, user_id, profile, password_hash, now)
        await store.insert_membership(db, user_id, "owner", now)
        await store.insert_acceptance(
            db, ids.new(), user_id, form.policy_version, form.language, now
        )
        await directory.enter(db, directory.LOGIN, index, user_id, user_id)
        await _send_codes(db, user_id, flow, email)
    return flow


async def _send_codes(db: Db, user_id: UUID, flow: str, email: str) -> None:
    sealer = await db.keyring.sealer(ids.PLATFORM, keyring.USER, [user_id])
    ends = clock.now() + rules.CODE_LIVES
    for kind in ("email", "phone"):
        code, row_id = rules.new_code(), ids.new()
        sealed = sealer.seal(user_id, "verification.code", row_id, code)
        row = CodeRow(
            row_id, user_id, kind, rules.code_hash(flow, kind, code), sealed, 0, ends, None
        )
        await store.insert_code(db, row, rules.hash_of(flow))
        if kind == "email":
            text = f"Your code is {code}. It is good for ten minutes. We never ask for it by phone."
            await mail.send_later(
                db, "sign_up.code", email, f"{code} is your INDOKONA code", text, user_id
            )
        else:
            await events.publish(db, CODE_REQUESTED, [user_id])


async def phone_code(db: Db, user_id: UUID) -> PhoneCode | None:
    """The newest unused phone code of a user, for the wired sender; None if it is too late."""
    await db.also_for(user_id)
    user = await store.user(db, user_id)
    row = await store.waiting_code(db, user_id, "phone")
    if user is None or row is None or row.ends_at < clock.now():
        return None
    opener = await db.keyring.opener(ids.PLATFORM, [user.phone_sealed, row.code_sealed])
    phone = opener.text(user.phone_sealed, "user.phone", user_id)
    code = opener.text(row.code_sealed, "verification.code", row.id)
    return PhoneCode(user_id, phone, code) if phone and code else None


async def confirm(
    database: Database, flow: str, email_code: str, phone_code: str, client: Client
) -> SignedIn:
    """Both codes together make the account active; five tries a code, counted exactly."""
    user_id = _user_of(flow)
    await rates.spend(database, "confirm.ip", client.ip, most=60, per=timedelta(hours=1))
    async with database.user(user_id) as db:
        rows = await store.spend_try(db, user_id, rules.hash_of(flow), rules.CODE_TRIES)
    given = {"email": email_code, "phone": phone_code}
    right = [
        hmac.compare_digest(row.code_hash, rules.code_hash(flow, row.kind, given[row.kind]))
        and row.ends_at > clock.now()
        for row in rows
    ]
    if len(right) != len(given) or not all(right):
        raise WrongCode
    async with database.user(user_id) as db:
        organisation_id = await store.first_membership(db, user_id)
        if organisation_id is None:
            raise WrongCode
    async with database.organisation(organisation_id, user_id) as db:
        await store.use_codes(db, user_id, rules.hash_of(flow), clock.now())
        await store.set_active(db, user_id, clock.now())
        await store.set_organisation_state(db, "active")
        return await sign_in.open_session(db, user_id, client, "sign_up")


async def email_index(database: Database, email: str) -> bytes:
    """The keyed index under which the directory knows a login."""
    return (await database.keyring.indexes(ids.PLATFORM)).lookup("email", email)


def _flow(user_id: UUID) -> str:
    return rules.new_token(f"fl_{user_id.hex}_")


def _user_of(flow: str) -> UUID:
    try:
        return UUID(flow.split("_")[1])
    except (IndexError, ValueError):
        raise WrongCode from None
