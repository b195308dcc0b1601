"""Which slice knows the owners of which keys, and the sweep of keys without rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from indokona.accounts.actions import members
from indokona.contacts.actions import identify
from indokona.kernel import clock, keyring, orphans
from indokona.kernel.database import Database

#: How far a nightly run looks back: keys older than this were seen by runs before.
NIGHTLY = timedelta(days=14)


async def sweep(database: Database, *, back: timedelta | None = None) -> dict[str, int]:
    """Destroy orphan keys; returns how many owners of each kind had no row. `back` None: all keys."""

    async def contacts(organisation_id: UUID, owners: Sequence[UUID]) -> set[UUID]:
        async with database.organisation(organisation_id) as db:
            return await identify.existing(db, owners)

    async def users(_platform: UUID, owners: Sequence[UUID]) -> set[UUID]:
        return {owner for owner in owners if await members.has_row(database, owner)}

    since = None if back is None else clock.now() - back
    return {
        keyring.CONTACT: await orphans.sweep(
            database.keyring, keyring.CONTACT, contacts, since=since
        ),
        keyring.USER: await orphans.sweep(database.keyring, keyring.USER, users, since=since),
    }


async def nightly(database: Database) -> int:
    """The turn of a worker's nightly loop."""
    return sum((await sweep(database, back=NIGHTLY)).values())
