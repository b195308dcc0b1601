"""Logins that nobody can use leave by themselves: never confirmed, or of no business any more.

Their people can sign in nowhere, so they could not ask for it. It goes as an erasure does: shut out,
key destroyed, rows deleted; there is nobody to give a certificate to.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from indokona.accounts.actions import leaving
from indokona.kernel import audit, clock, ids, keyring, log
from indokona.kernel.audit import MACHINE
from indokona.kernel.database import Database
from indokona.privacy.actions import closing
from indokona.privacy.store_closing import ORGANISATION, USER

LOG = log.get("logins gone")
#: Of one round; there is one every ten minutes.
MOST = 500


async def sweep(database: Database) -> int:
    """Let them go, and the businesses that they began; returns how many of both."""
    count = await _each(database, await leaving.nobodys(database, MOST), _forget)
    return count + await _each(database, await leaving.closed_organisations(database), _end)


async def _each(
    database: Database, found: Sequence[UUID], end: Callable[[Database, UUID], Awaitable[bool]]
) -> int:
    """One that fails is named in the log and holds up nobody else; the next round tries it again."""
    count = 0
    for one in found:
        try:
            count += await end(database, one)
        except Exception as error:
            LOG.error("not gone", kind=end.__name__, error=log.fault(error))
    return count


async def _forget(database: Database, user_id: UUID) -> bool:
    """False for one that was confirmed or taken in since the list was read. An end in between is made
    good by the next round: the login's own row goes last."""
    places = await leaving.unconfirmed_places(database, user_id)
    for organisation_id in places:
        if await database.keyring.has_people(organisation_id):
            return (
                False  # these data are older than the keyring: the business was confirmed and lives
            )
        async with database.organisation(organisation_id, user_id) as db:
            await leaving.close_unconfirmed(db)
    async with database.organisation(ids.PLATFORM, user_id) as db:
        if not await leaving.shut_nobodys(db, user_id):
            return False
        await audit.record(db, MACHINE, "login.gone", "user", user_id)
    await database.keyring.shred(ids.PLATFORM, keyring.USER, user_id, clock.now())
    return await closing.sweep(database, USER, user_id)


async def _end(database: Database, organisation_id: UUID) -> bool:
    """Nothing of a business that left stays, whatever cut its end short."""
    await database.keyring.shred_organisation(organisation_id)
    return await closing.sweep(database, ORGANISATION, organisation_id)
