"""A person's link to their own preferences: given in their chat, nowhere else, and never to a member."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from indokona.choices import says, store_links
from indokona.choices.errors import LinkDead
from indokona.choices.hooks import HOOKS
from indokona.kernel import clock, directory, rates
from indokona.kernel.database import Database, Db

KIND = "preferences"
LIVES = timedelta(days=90)
#: Looks a minute from one address: a person needs a few, and guessing wins nothing.
MOST_LOOKS = 60


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a link is, and through which number it was given."""

    organisation_id: UUID
    contact_id: UUID
    number_id: UUID


async def give(db: Db, contact_id: UUID, number_id: UUID) -> str:
    """A new link for a person's chat; the one before it is dead. 192 random bits are its signature."""
    await end(db, contact_id)
    token, now = secrets.token_urlsafe(24), clock.now()
    key = directory.token_key(token)
    await store_links.insert(db, contact_id, number_id, key, now, now + LIVES)
    await directory.enter(db, KIND, key, contact_id, number_id)
    return f"{HOOKS.public_url}/preferences/{token}"


async def offer(db: Db, contact_id: UUID, number_id: UUID, key: str, language: str) -> str:
    """A sentence of `says.toml` with a new link in it: the answer to PREFERENCES, or to STOP."""
    return says.say(key, language, link=await give(db, contact_id, number_id))


async def end(db: Db, contact_id: UUID) -> None:
    """A person's link is dead from now on."""
    for key in await store_links.delete(db, contact_id):
        await directory.leave(db, KIND, key)


async def holder(database: Database, token: str, address: str) -> Holder:
    """Whose link this is. `LinkDead` for a guessed, ended or older one, and it says no more than that."""
    await rates.spend(database, "preferences", address, most=MOST_LOOKS, per=timedelta(minutes=1))
    found = await directory.behind(database, KIND, token)
    if found is None:
        raise LinkDead
    async with database.organisation(found.organisation_id) as db:
        if not await store_links.is_alive(db, directory.token_key(token), clock.now()):
            raise LinkDead
    return Holder(found.organisation_id, found.subject_id, found.detail_id)


async def expire(db: Db) -> int:
    """Forget links whose time has passed; returns how many."""
    keys = await store_links.delete_ended(db, clock.now())
    for key in keys:
        await directory.leave(db, KIND, key)
    return len(keys)
