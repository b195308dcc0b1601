"""Codes that confirm an e-mail or a phone: six digits, ten minutes, five tries, used once."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from indokona.accounts import rules, store, store_codes
from indokona.accounts.errors import WrongCode
from indokona.accounts.events import CODE_REQUESTED
from indokona.accounts.facts import Client, PhoneCode
from indokona.accounts.store_codes import CodeRow
from indokona.kernel import clock, events, ids, keyring, rates
from indokona.kernel.database import Database, Db
from indokona.kernel.egress import mail

EMAIL, PHONE = "email", "phone"
#: Codes to an address that is not the login's yet: it becomes so when its code comes back.
NEW_EMAIL, NEW_PHONE = "new_email", "new_phone"
_FOR = {EMAIL: "Your code is", NEW_EMAIL: "Your code to use this address for your login is"}
_BY_MAIL, _BY_PHONE = (EMAIL, NEW_EMAIL), (PHONE, NEW_PHONE)


def new_flow(user_id: UUID) -> str:
    """The token that a user's codes belong to."""
    return rules.new_token(f"fl_{user_id.hex}_")


async def send(db: Db, user_id: UUID, flow: str, to: Mapping[str, str]) -> None:
    """A code of each kind goes to its address: by mail from here, by WhatsApp through the event's reader."""
    sealer = await db.keyring.sealer(ids.PLATFORM, keyring.USER, [user_id])
    ends = clock.now() + rules.CODE_LIVES
    for kind, address in to.items():
        code, row_id = rules.new_code(), ids.new()
        sealed = sealer.seal(user_id, "verification.code", row_id, code)
        place = sealer.seal(user_id, "verification.to", row_id, address)
        row = CodeRow(
            row_id, user_id, kind, rules.code_hash(flow, kind, code), sealed, place, 0, ends, None
        )
        await store_codes.insert(db, row, rules.hash_of(flow))
        if kind in _BY_MAIL:
            text = f"{_FOR[kind]} {code}. It is good for ten minutes. We never ask for it by phone."
            await mail.send_later(
                db, "login.code", address, f"{code} is your INDOKONA code", text, user_id
            )
        else:
            await events.publish(db, CODE_REQUESTED, [user_id])


async def again(database: Database, flow: str, client: Client) -> None:
    """New codes for a flow that waits for some; the old ones are void. Says nothing of unknown flows."""
    user_id = user_of(flow)
    await rates.spend(database, "codes.ip", client.ip, most=60, per=timedelta(hours=1))
    async with database.user(user_id) as db:
        if not await addresses(db, user_id, flow):
            return
    await spend(database, user_id)
    async with database.organisation(ids.PLATFORM, user_id) as db:
        await _renew(db, user_id, flow)


async def spend(database: Database, user_id: UUID) -> None:
    """One of the times that a login may ask for codes."""
    whom = user_id.hex
    await rates.spend(
        database, "codes.hour", whom, most=rules.CODES_AN_HOUR, per=timedelta(hours=1)
    )
    await rates.spend(database, "codes.day", whom, most=rules.CODES_A_DAY, per=timedelta(days=1))


async def _renew(db: Db, user_id: UUID, flow: str) -> None:
    await store.lock_user(db, user_id)
    waiting = await addresses(db, user_id, flow)
    if waiting:
        await store_codes.use(db, user_id, rules.hash_of(flow), clock.now())
        await send(db, user_id, flow, waiting)


async def addresses(db: Db, user_id: UUID, flow: str) -> dict[str, str]:
    """Where the codes of a flow went that were not used, by kind."""
    rows = await store_codes.of_flow(db, user_id, rules.hash_of(flow))
    opener = await db.keyring.opener(ids.PLATFORM, [row.to_sealed for row in rows])
    return {
        row.kind: opener.text(row.to_sealed, "verification.to", row.id) or ""
        for row in rows if row.kind in (*_BY_MAIL, *_BY_PHONE)
    }  # fmt: skip


async def check(database: Database, flow: str, given: Mapping[str, str]) -> UUID:
    """Spend one try of every waiting code of a flow; whose they are, if each was given and right."""
    user_id = user_of(flow)
    async with database.user(user_id) as db:
        rows = await store_codes.spend_try(db, user_id, rules.hash_of(flow), rules.CODE_TRIES)
    now = clock.now()
    right = {row.kind for row in rows if row.ends_at > now and _is_right(row, flow, given)}
    if not right or right != set(given) or right != {row.kind for row in rows}:
        raise WrongCode
    return user_id


def _is_right(row: CodeRow, flow: str, given: Mapping[str, str]) -> bool:
    code = given.get(row.kind, "")
    return hmac.compare_digest(row.code_hash, rules.code_hash(flow, row.kind, code))


async def use(db: Db, user_id: UUID, flow: str) -> None:
    """Use up a flow's codes; of two requests with the right codes one comes too late."""
    if not await store_codes.use(db, user_id, rules.hash_of(flow), clock.now()):
        raise WrongCode


async def phone_code(db: Db, user_id: UUID) -> PhoneCode | None:
    """The newest unused phone code of a user, for the wired sender; None if it is too late."""
    await db.also_for(user_id)
    row = await store_codes.waiting(db, user_id, _BY_PHONE)
    if row is None or row.ends_at < clock.now():
        return None
    opener = await db.keyring.opener(ids.PLATFORM, [row.to_sealed, row.code_sealed])
    phone = opener.text(row.to_sealed, "verification.to", row.id)
    code = opener.text(row.code_sealed, "verification.code", row.id)
    place = "settings" if row.kind == NEW_PHONE else "sign-up"
    return PhoneCode(row.id, phone, code, place) if phone and code else None


def user_of(flow: str) -> UUID:
    """Whose flow (or reset token) this is; a broken one is a wrong code."""
    try:
        return UUID(flow.split("_")[1])
    except (IndexError, ValueError):
        raise WrongCode from None
