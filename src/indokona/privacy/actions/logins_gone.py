"""Logins that nobody enters leave by themselves: never confirmed, or of no business any more.

Their people can sign in nowhere, so they could not ask for it. It goes as an erasure does: shut out,
key destroyed, rows deleted; there is nobody to give a certificate to.
"""

from __future__ import annotations

from uuid import UUID

from indokona.accounts.actions import leaving
from indokona.kernel import audit, clock, ids, keyring
from indokona.kernel.audit import MACHINE
from indokona.kernel.database import Database
from indokona.privacy.actions import closing
from indokona.privacy.store_closing import ORGANISATION, USER

#: Of one round; there is one every ten minutes.
MOST = 500


async def sweep(database: Database) -> int:
    """Let them go; returns how many."""
    due = await leaving.nobodys(database, MOST)
    return sum([await _forget(database, user_id) for user_id in due])


async def _forget(database: Database, user_id: UUID) -> bool:
    """False for one that was confirmed or taken in since the list was read. An end in between is made
    good by the next round: the login's own row goes last."""
    async with database.organisation(ids.PLATFORM, user_id) as db:
        if not await leaving.is_nobodys(db, user_id):
            return False
        await leaving.shut_login(db, user_id)
        await audit.record(db, MACHINE, "login.gone", "user", user_id)
    for organisation_id in await leaving.unconfirmed_places(database, user_id):
        await database.keyring.shred_organisation(organisation_id)
        await closing.sweep(database, ORGANISATION, organisation_id)
    await database.keyring.shred(ids.PLATFORM, keyring.USER, user_id, clock.now())
    return await closing.sweep(database, USER, user_id)
