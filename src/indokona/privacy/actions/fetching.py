"""A person fetches their package: it is made while it leaves, and its link is used when all of it has left."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from indokona.accounts.actions import organisation
from indokona.kernel import age_passphrase, audit, clock, directory, ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database, Db
from indokona.privacy import store
from indokona.privacy.actions.links import PACKAGE
from indokona.privacy.errors import PackageOver
from indokona.privacy.package import parts, sheets
from indokona.privacy.package.pages import Book

#: A line that breaks is not the person's fault: so long after the first beginning, and so often, one
#: may begin again. Whoever has the whole file has used the link.
AGAIN, MOST = timedelta(hours=1), 5


async def begin(
    database: Database, token: str, passphrase: str, language: str
) -> AsyncGenerator[bytes, None]:
    """The package behind a link: a zip, encrypted, in pieces; `PackageOver` if it was fetched, ended or never was.

    A new beginning ends the one before it: of two that fetch at once only the later gets to the end.
    """
    found = await directory.behind(database, PACKAGE, token)
    if found is None:
        raise PackageOver
    fetch = _Fetch(database, found.organisation_id, found.subject_id, found.detail_id, ids.new())
    async with database.organisation(found.organisation_id) as db:
        now = clock.now()
        if not await store.begin_package(db, fetch.request_id, fetch.claim, now, now - AGAIN, MOST):
            raise PackageOver
        await audit.record(db, fetch.person, "rights.package_begun", "contact", found.detail_id)
        whose = await organisation.show(db)
    book = Book(language, whose.zone, whose.name, now)
    return fetch.run(book, passphrase)


@dataclass(frozen=True, slots=True)
class _Fetch:
    database: Database
    organisation_id: UUID
    request_id: UUID
    contact_id: UUID
    claim: UUID

    @property
    def person(self) -> Actor:
        """Who fetches."""
        return Actor("person", self.contact_id)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Db]:
        """A short unit of work; none any more once another began, or the person was erased."""
        async with self.database.organisation(self.organisation_id) as db:
            if not await store.is_fetching(db, self.request_id, self.claim):
                raise PackageOver
            yield db

    async def run(self, book: Book, passphrase: str) -> AsyncGenerator[bytes, None]:
        """The pieces; what stands behind the last of them runs when it has left."""
        made = sheets.made(self.work, self.contact_id, parts.of_contact(), book)
        async with aclosing(age_passphrase.encrypted(made, passphrase)) as locked:
            async for piece in locked:
                yield piece
        async with self.database.organisation(self.organisation_id) as db:
            if await store.end_package(db, self.request_id, self.claim, clock.now()):
                await audit.record(
                    db, self.person, "rights.package_taken", "contact", self.contact_id
                )
