"""Who a contact is to the ledger of no, and to a webhook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from indokona.contacts import store
from indokona.contacts.actions import show, upsert
from indokona.contacts.facts import Person
from indokona.kernel import clock
from indokona.kernel.database import Db


async def tokens_of(db: Db, contact_id: UUID) -> list[bytes]:
    """The suppression tokens of every identity the contact has."""
    reached, indexes = await show.reach(db, [contact_id]), await db.indexes()
    way = reached.get(contact_id)
    if way is None:
        return []
    people = [Person(phone=way.phone)] if way.phone else []
    people += [Person(user_id=user_id) for user_id in way.user_ids.values()]
    return [token for person in people for token in upsert.tokens(person, indexes)]


async def exists(db: Db, contact_id: UUID) -> bool:
    """Whether there is such a contact, hidden or not."""
    return bool(await store.contacts(db, [contact_id]))


async def hide(db: Db, contact_id: UUID) -> None:
    """Fence a contact off."""
    await store.fence(db, contact_id, clock.now())


async def active(db: Db, contact_ids: Sequence[UUID], at: datetime) -> None:
    """Something happened with these contacts."""
    await store.touch(db, contact_ids, at)
