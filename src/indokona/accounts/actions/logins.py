"""Logins: found by the keyed index of their e-mail, proven by their password."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

import argon2
import argon2.exceptions

from indokona.accounts import store
from indokona.kernel import directory, ids
from indokona.kernel.database import Database, Db
from indokona.kernel.directory import Found
from indokona.kernel.errors import NotFound

#: RFC 9106's second choice is 64 MiB, t=3; OWASP's floor is 19 MiB, t=2. Hashing is done in threads.
HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

#: What the password of an unknown e-mail is compared with, so that it takes as long.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Aq7sPzdr4Xz3W6jmTbZhBQvKrQpLrIk3G1bhyhL+f1U"


async def email_index(database: Database, email: str) -> bytes:
    """The keyed index under which the directory knows a login."""
    return (await database.keyring.indexes(ids.PLATFORM)).lookup("email", email)


async def email_of(db: Db, user_id: UUID) -> str:
    """Where a person is written to; empty once the login is gone. For a person's own unit of work."""
    user = await store.user(db, user_id)
    if user is None:
        return ""
    opener = await db.keyring.opener(ids.PLATFORM, [user.email_sealed])
    return opener.text(user.email_sealed, "user.email", user_id) or ""


async def find(database: Database, email: str) -> Found | None:
    """The login with this e-mail, if any."""
    index = await email_index(database, email)
    async with database.platform() as platform:
        return await directory.find(platform, directory.LOGIN, index)


async def hashed(password: str) -> str:
    """A new password as it is kept."""
    return await asyncio.to_thread(HASHER.hash, password)


async def matches(password_hash: str | None, password: str) -> bool:
    """Whether a password is the one that was kept; None takes the same time and is never right."""
    return await asyncio.to_thread(_verify, password_hash or _NOBODY, password)


def _verify(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, password)
    except argon2.exceptions.VerificationError:
        return False


async def claim(db: Db, user_id: UUID, email: str) -> bool:
    """The directory names this user under an e-mail that they proved; False if it names another one."""
    index = (await db.keyring.indexes(ids.PLATFORM)).lookup("email", email)
    return await directory.enter(db, directory.LOGIN, index, user_id, user_id)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person told us of themselves, as they read it again."""

    name: str
    email: str
    phone: str


async def profile(db: Db, user_id: UUID) -> Profile:
    """One's own name, e-mail and phone."""
    user = await store.user(db, user_id)
    if user is None:
        raise NotFound
    said = {"name": user.name_sealed, "email": user.email_sealed, "phone": user.phone_sealed}
    opener = await db.keyring.opener(ids.PLATFORM, said.values())
    return Profile(
        **{one: opener.text(value, f"user.{one}", user_id) or "" for one, value in said.items()}
    )
