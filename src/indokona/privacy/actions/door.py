"""The desk's door: who proves by a code on the number that they are its person is let in for a while.

Nothing is asked that is not held: the number, and six digits that went to it. What a stranger sees
is the same whether a number is known here or not.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from indokona.accounts.actions import organisation
from indokona.contacts.actions import show as contacts
from indokona.kernel import clock, directory, events, ids, keyring, rates
from indokona.kernel.database import Database, Db
from indokona.privacy import store, store_desk
from indokona.privacy.errors import NotLetIn
from indokona.privacy.events import CODE_ASKED
from indokona.privacy.store_desk import Door

CODE_LIVES, SESSION_LIVES = timedelta(minutes=10), timedelta(minutes=30)
MOST_TRIES = 5
#: Codes that an address and a number may ask for in an hour.
AN_ADDRESS, A_NUMBER = 20, 5


class Inside(NamedTuple):
    """A session at the desk: its secret, and its end."""

    token: str
    ends_at: datetime


class Code(NamedTuple):
    """A code on its way: to which phone."""

    phone: str
    code: str


async def knock(database: Database, organisation_id: UUID, phone: str, address: str) -> str:
    """Ask for a code; returns the flow that it belongs to, also where nobody gets one."""
    async with database.organisation(organisation_id) as db:
        country = await organisation.default_country(db)
    phone = contacts.whole_phone(phone, country) or phone  # one number, however it is written
    await rates.spend(
        database, "desk.address", _network(address), most=AN_ADDRESS, per=timedelta(hours=1)
    )
    await rates.spend(
        database, "desk.number", f"{organisation_id.hex}{phone}", most=A_NUMBER, per=timedelta(hours=1)
    )  # fmt: skip
    flow, code, door_id = secrets.token_urlsafe(32), f"{secrets.randbelow(10**6):06d}", ids.new()
    async with database.organisation(organisation_id) as db:
        contact_id = next(iter(await contacts.with_phone(db, phone, country)), None)
        owner = contact_id or ids.NIL
        sealer = await db.sealer(keyring.CONTACT, [contact_id] if contact_id else [])
        sealed = sealer.seal(owner, "desk.code", door_id, code) if contact_id else None
        ends_at = clock.now() + CODE_LIVES
        door = Door(door_id, contact_id, _bound(flow, code), sealed, ends_at)
        await store_desk.insert_door(db, door, directory.token_key(flow))
        await events.publish(db, CODE_ASKED, [door_id])
    return flow


async def code_of(db: Db, door_id: UUID) -> Code | None:
    """The code of a door and the number that it goes to, for the wired sender; None if there is none."""
    door = await store_desk.door(db, door_id)
    if door is None or door.contact_id is None or door.ends_at < clock.now():
        return None
    opener = await db.opener([door.code_sealed])
    code = opener.text(door.code_sealed, "desk.code", door_id)
    way = (await contacts.reach(db, [door.contact_id])).get(door.contact_id)
    return Code(way.phone, code) if way and way.phone and code else None


async def enter(database: Database, organisation_id: UUID, flow: str, code: str) -> Inside:
    """Give the code; raises `NotLetIn` for a wrong, old or used one, after five tries for any."""
    async with database.organisation(organisation_id) as db:
        door = await store_desk.try_door(db, directory.token_key(flow), MOST_TRIES, clock.now())
    inside = Inside(secrets.token_urlsafe(32), clock.now() + SESSION_LIVES)
    async with database.organisation(organisation_id) as db:
        is_right = door is not None and hmac.compare_digest(door.code_hash, _bound(flow, code))
        if door is None or not is_right or door.contact_id is None:
            raise NotLetIn
        if not await store_desk.let_in(
            db, door.id, directory.token_key(inside.token), inside.ends_at
        ):
            raise NotLetIn
    return inside


async def shut(db: Db, contact_id: UUID) -> None:
    """Whoever is inside for a contact is out, and their packages go."""
    await store_desk.shut(db, contact_id)
    await store.delete_packages(db, contact_id)


async def who(db: Db, token: str) -> UUID:
    """Whose session this is, or `NotLetIn`."""
    found = await store_desk.inside(db, directory.token_key(token), clock.now())
    if found is None:
        raise NotLetIn
    return found


def _network(address: str) -> str:
    """Who has an address of IPv6 has sixty-four bits of them."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return (
        str(ipaddress.ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else address
    )


def _bound(flow: str, code: str) -> bytes:
    """The guess of one flow is worth nothing in another."""
    return hashlib.sha256(f"{flow}\x00{code}".encode()).digest()
