"""Signing up: a login, two codes, the act of accepting a policy version; an organisation of its own.

Known and unknown e-mails get the same answer; who already has an account gets a mail instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from indokona.accounts import rules, store, store_members
from indokona.accounts.actions import codes, logins, members, sign_in
from indokona.accounts.errors import OtherPolicy, WrongCode
from indokona.accounts.facts import POLICY_VERSION, Client, SignedIn
from indokona.kernel import clock, ids, keyring, rates
from indokona.kernel.database import Database, Db
from indokona.kernel.egress import mail


@dataclass(frozen=True, slots=True)
class Person:
    """What a newcomer says of themselves."""

    name: str
    phone: str
    password: str
    policy_version: str
    language: str
    country: str


@dataclass(frozen=True, slots=True)
class NewLogin:
    """A login about to be made, checked and hashed."""

    user_id: UUID
    name: str
    email: str
    phone: str
    password_hash: str
    policy_version: str
    language: str


async def sign_up(
    database: Database, business_name: str, email: str, person: Person, client: Client
) -> str:
    """Begin: two codes go out. Returns the flow token that belongs to both codes."""
    email, phone = rules.clean_email(email), checked(person)
    await rates.spend(database, "sign_up.ip", client.ip, most=30, per=timedelta(hours=1))
    await rates.spend(database, "sign_up.email", email, most=10, per=timedelta(days=1))
    login = await new_login(person, email, phone)
    if await is_taken(database, email):
        return codes.new_flow(ids.new())
    flow = codes.new_flow(login.user_id)
    organisation_id = ids.new()
    await database.keyring.found(organisation_id)
    await database.keyring.make(ids.PLATFORM, keyring.USER, [login.user_id])
    async with database.organisation(organisation_id, login.user_id) as db:
        now = clock.now()
        own = await db.sealer(keyring.ORGANISATION, [organisation_id])
        name = own.seal(organisation_id, "organisation.name", organisation_id, business_name)
        await store.insert_organisation(db, name, person.country, person.language, now)
        await insert(db, login, "sign_up")
        await members.admit(db, login.user_id, "owner", login.name)
        await codes.send(db, login.user_id, flow, {codes.EMAIL: email, codes.PHONE: phone})
    return flow


def checked(person: Person) -> str:
    """A newcomer's phone in E.164, if nothing of what they say is refused."""
    phone = rules.clean_phone(person.phone, person.country)
    rules.check_password(person.password)
    if person.policy_version != POLICY_VERSION:
        raise OtherPolicy(current=POLICY_VERSION)
    return phone


async def new_login(person: Person, email: str, phone: str) -> NewLogin:
    """The login to be made; its password is hashed whether the e-mail is known or not."""
    return NewLogin(
        ids.new(), person.name, email, phone, await logins.hashed(person.password),
        person.policy_version, person.language,
    )  # fmt: skip


async def insert(
    db: Db, login: NewLogin, act: str, email_verified_at: datetime | None = None
) -> None:
    """Write a login that waits for its codes, and its acceptance of the policy. The directory names it
    once they came back: whoever proves the e-mail first has it."""
    sealer = await db.keyring.sealer(ids.PLATFORM, keyring.USER, [login.user_id])
    who, now = login.user_id, clock.now()
    profile = (
        sealer.seal(who, "user.name", who, login.name),
        sealer.seal(who, "user.email", who, login.email),
        sealer.seal(who, "user.phone", who, login.phone),
    )
    await store.insert_user(db, who, profile, login.password_hash, now, email_verified_at)
    await store.insert_acceptance(db, who, login.policy_version, login.language, act, now)


async def is_taken(database: Database, email: str) -> bool:
    """Whether an active login has this e-mail; its owner is told by mail."""
    found = await active(database, email)
    if found is None:
        return False
    async with database.organisation(ids.PLATFORM) as db:
        await mail.send_later(
            db, "sign_up.known", email, "You already have an account",
            "Someone tried to use this address for another login. If it was you: sign in with it instead. If"
            " your login belongs to no business any more, write to us, and it goes at once.",
        )  # fmt: skip
    return True


async def active(database: Database, email: str) -> UUID | None:
    """The login with this e-mail: the directory names confirmed ones only."""
    found = await logins.find(database, email)
    return found.subject_id if found else None


async def confirm(
    database: Database, flow: str, email_code: str, phone_code: str, client: Client
) -> SignedIn:
    """Both codes together make the account active; five tries a code, counted exactly."""
    await rates.spend(database, "confirm.ip", client.ip, most=60, per=timedelta(hours=1))
    user_id = await codes.check(database, flow, {codes.EMAIL: email_code, codes.PHONE: phone_code})
    async with database.user(user_id) as db:
        own = await store_members.memberships(db, user_id)
    if not own:
        raise WrongCode
    async with database.organisation(own[0][0], user_id) as db:
        await codes.use(db, user_id, flow)
        await activate(db, user_id)
        if not await store.set_organisation_state(db, "active"):
            raise WrongCode
        return await sign_in.open_session(db, user_id, client, "sign_up")


async def activate(db: Db, user_id: UUID) -> None:
    """Its codes came back: the login can be entered with its e-mail. Raises `WrongCode` if somebody
    else proved the same e-mail meanwhile, or the login has left."""
    if not await store.set_active(db, user_id, clock.now()):
        raise WrongCode
    if not await logins.claim(db, user_id, await logins.email_of(db, user_id)):
        raise WrongCode
