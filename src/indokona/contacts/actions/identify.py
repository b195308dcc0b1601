"""Who a contact is to the ledger of no, and to a webhook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from indokona.contacts import store, store_identities
from indokona.contacts.actions import identities
from indokona.kernel import clock
from indokona.kernel.database import Db


async def tokens_of(db: Db, contact_id: UUID) -> list[bytes]:
    """The suppression tokens of every identity the contact has."""
    rows, indexes = await store_identities.of(db, [contact_id]), await db.indexes()
    opener = await db.opener(row.value_sealed for row in rows)
    opened = [(row.kind, opener.text(row.value_sealed, "identity.value", row.id)) for row in rows]
    return [
        token
        for kind, value in opened
        if value
        for token in identities.suppression(kind, value, indexes)
    ]


async def exists(db: Db, contact_id: UUID) -> bool:
    """Whether there is such a contact, hidden or not."""
    return bool(await store.contacts(db, [contact_id]))


async def existing(db: Db, contact_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these are contacts, hidden or not."""
    return {row.id for row in await store.contacts(db, contact_ids)}


async def hold(db: Db, contact_id: UUID) -> bool:
    """Hold a contact until the end of the transaction, after whoever holds it now: who hides it and who
    sends to it come one after the other. False if it is hidden or gone."""
    return await store.lock(db, contact_id)


async def hide(db: Db, contact_id: UUID) -> None:
    """Fence a contact off: no list, search or send sees it, and it holds no identity any more."""
    now = clock.now()
    await store.fence(db, contact_id, now)
    await store_identities.end_all(db, contact_id, now)


async def inactive(
    db: Db, before: datetime, but: Sequence[UUID], limit: int
) -> list[tuple[UUID, datetime]]:
    """Contacts (and when) with whom nothing happened since a moment, the longest first; `but` these."""
    return await store.inactive(db, before, but, limit)


async def inactive_after(
    db: Db, before: datetime, but: Sequence[UUID], after: UUID, limit: int
) -> list[UUID]:
    """The same by their ids, from one on, to be counted: none is locked."""
    return await store.inactive_after(db, before, but, after, limit)


async def active(db: Db, contact_ids: Sequence[UUID], at: datetime) -> None:
    """Something happened with these contacts."""
    await store.touch(db, contact_ids, at)
