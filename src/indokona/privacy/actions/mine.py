"""A user fetches their own data: asked with the password, encrypted to a passphrase, made while it leaves."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from indokona.accounts.actions import organisation, passwords, security_log
from indokona.accounts.facts import Client
from indokona.kernel import age_passphrase, audit, clock
from indokona.kernel.database import Database, Db
from indokona.kernel.edge import Caller
from indokona.privacy.package import parts_mine, sheets
from indokona.privacy.package.pages import Book

#: As the security log names it.
ACT = "login.package"


async def begin(
    database: Database, who: Caller, words: tuple[str, str], language: str, client: Client
) -> AsyncGenerator[bytes, None]:
    """The package of who asks, encrypted, in pieces; `words` are the password and the passphrase.

    Raises `WrongPassword`; ten tries in a quarter of an hour.
    """
    password, passphrase = words
    await passwords.check(database, who.user_id, password)
    places = await organisation.memberships(database, who.user_id)
    async with database.organisation(who.organisation_id, who.user_id) as db:
        await security_log.record(db, who.user_id, ACT, client)
        await audit.record(db, who.actor, "login.package", "user", who.user_id)
        zone = (await organisation.show(db)).zone

    @asynccontextmanager
    async def work() -> AsyncIterator[Db]:
        async with database.organisation(who.organisation_id, who.user_id) as db:
            yield db

    book = Book(language, zone, None, clock.now())
    made = sheets.made(work, who.user_id, parts_mine.of_user(database, places), book)
    return age_passphrase.encrypted(made, passphrase)
