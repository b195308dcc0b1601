"""A person corrects what they told us of themselves: the name at once, e-mail and phone by a code.

The code goes to the new address, which counts only once its code came back; the old one is told.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from indokona.accounts import rules, store, store_codes, store_members
from indokona.accounts.actions import (
    codes,
    logins,
    members,
    organisation,
    passwords,
    security_log,
    sign_up,
)
from indokona.accounts.errors import NothingNew, WrongCode
from indokona.accounts.events import MEMBERS_CHANGED
from indokona.accounts.facts import Client
from indokona.kernel import audit, clock, directory, events, ids, keyring, rates
from indokona.kernel.database import Database, Db
from indokona.kernel.edge import Caller
from indokona.kernel.egress import mail

#: What each kind of code corrects: the column, and the act as the audit and the security log name it.
_COLUMN = {codes.NEW_EMAIL: "email", codes.NEW_PHONE: "phone"}
RENAMED, EMAIL, PHONE = "login.renamed", "login.email", "login.phone"
_ACT = {codes.NEW_EMAIL: EMAIL, codes.NEW_PHONE: PHONE}
_TOLD = {EMAIL: "e-mail", PHONE: "WhatsApp number"}


async def rename(database: Database, who: Caller, name: str, client: Client) -> None:
    """Another name, in every organisation of theirs; cut short, the same request finishes it."""
    await rates.spend(database, "rename", who.user_id.hex, most=20, per=timedelta(hours=1))
    async with database.organisation(who.organisation_id, who.user_id) as db:
        await store.lock_user(db, who.user_id)
        await _keep(db, who.user_id, "name", name)
        await _record(db, who, RENAMED, client)
    async with database.user(who.user_id) as db:  # who joins later takes the new name along
        places = await store_members.memberships(db, who.user_id)
    for organisation_id, _ in places:
        async with database.organisation(organisation_id, who.user_id) as db:
            await members.rename(db, who.user_id, name)
            await events.publish(db, MEMBERS_CHANGED, [who.user_id])


async def ask(
    database: Database, who: Caller, password: str, email: str | None, phone: str | None
) -> str:
    """Begin: a code goes to the new e-mail, or else to the new phone. Returns the flow it belongs to.

    Raises `WrongPassword`, `BadEmail`, `BadPhone`, `NothingNew`. Whether another login has the e-mail
    is not said: its owner gets a mail, and no code is right.
    """
    await passwords.check(database, who.user_id, password)
    async with database.organisation(who.organisation_id, who.user_id) as db:
        kind, to = _wanted(email, phone, await organisation.default_country(db))
        known = await logins.profile(db, who.user_id)
    if to == getattr(known, _COLUMN[kind]):
        raise NothingNew
    await codes.spend(database, who.user_id)
    flow = codes.new_flow(who.user_id)
    if kind == codes.NEW_EMAIL and await sign_up.is_taken(database, to):
        return flow
    async with database.organisation(ids.PLATFORM, who.user_id) as db:
        await store.lock_user(db, who.user_id)  # of two that are asked for at once, one counts
        await store_codes.void(db, who.user_id, kind, clock.now())
        await codes.send(db, who.user_id, flow, {kind: to})
    return flow


def _wanted(email: str | None, phone: str | None, country: str) -> tuple[str, str]:
    if email is not None:
        return codes.NEW_EMAIL, rules.clean_email(email)
    return codes.NEW_PHONE, rules.clean_phone(phone or "", country)


async def confirm(database: Database, who: Caller, flow: str, code: str, client: Client) -> None:
    """The code that came to the new address makes it theirs, once. Raises `WrongCode`."""
    await rates.spend(database, "confirm.ip", client.ip, most=60, per=timedelta(hours=1))
    if codes.user_of(flow) != who.user_id:
        raise WrongCode
    kind, to = await _awaited(database, who.user_id, flow)
    await codes.check(database, flow, {kind: code})
    async with database.organisation(who.organisation_id, who.user_id) as db:
        await store.lock_user(db, who.user_id)
        await codes.use(db, who.user_id, flow)
        before = await logins.email_of(db, who.user_id)
        if kind == codes.NEW_EMAIL:
            await _move(db, who, before, to)
        await _keep(db, who.user_id, _COLUMN[kind], to)
        await _record(db, who, _ACT[kind], client)
        await _tell(db, who.user_id, before, _ACT[kind])


async def _awaited(database: Database, user_id: UUID, flow: str) -> tuple[str, str]:
    async with database.user(user_id) as db:
        waiting = await codes.addresses(db, user_id, flow)
    for kind in _COLUMN:
        if kind in waiting:
            return kind, waiting[kind]
    raise WrongCode


async def _keep(db: Db, user_id: UUID, column: str, value: str) -> None:
    sealer = await db.keyring.sealer(ids.PLATFORM, keyring.USER, [user_id])
    sealed = sealer.seal(user_id, f"user.{column}", user_id, value)
    await store.correct_user(db, user_id, f"{column}_sealed", sealed, clock.now())


async def _move(db: Db, who: Caller, before: str, to: str) -> None:
    """The login is found by the new e-mail only; what was mailed to the old one opens nothing more, and
    other sessions end, since somebody else may have moved it."""
    if not await logins.claim(db, who.user_id, to):
        raise WrongCode  # somebody signed up with it meanwhile
    old = (await db.keyring.indexes(ids.PLATFORM)).lookup("email", before)
    await directory.leave(db, directory.LOGIN, old)
    await store_codes.void(db, who.user_id, passwords.RESET, clock.now())
    await passwords.end_sessions(db, who.user_id, but=who.session_id)


async def _record(db: Db, who: Caller, act: str, client: Client) -> None:
    await security_log.record(db, who.user_id, act, client)
    await audit.record(db, who.actor, act, "user", who.user_id)


async def _tell(db: Db, user_id: UUID, email: str, act: str) -> None:
    what = _TOLD[act]
    text = f"The {what} of your login was changed just now. If it was not you, write to us at once."
    await mail.send_later(db, act, email, f"Your INDOKONA {what} was changed", text, user_id)
