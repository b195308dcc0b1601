"""Who was sent a code by the platform is nobody it knows, once the code is over and has arrived.

A code leaves as a message of the platform's own organisation, which makes its receiver a contact
there. They are erased by the erasure's own verbs but for the no: it would keep a token of their number
for good, and refuse their next code.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from indokona.contacts.actions import identify
from indokona.kernel import clock, ids, keyring
from indokona.kernel.database import Database, Db
from indokona.messaging.actions import recipients
from indokona.privacy.hooks import HOOKS

#: What the platform's messages come from.
CODES = "platform"
#: So long after a code that has arrived; and after one that has not, since its phone may be off.
ARRIVED, AT_MOST = timedelta(hours=1), timedelta(hours=20)
#: Of one round; there is one every ten minutes.
MOST = 5000


async def sweep(database: Database) -> int:
    """Forget whoever's codes are over; returns how many."""
    async with database.organisation(ids.PLATFORM) as db:
        found = await _over(db, MOST)
    return sum([await _forget(database, contact_id) for contact_id in found])


async def _over(db: Db, most: int, contact_id: UUID | None = None) -> list[UUID]:
    now = clock.now()
    return await recipients.written_only(db, CODES, now - ARRIVED, now - AT_MOST, most, contact_id)


async def _forget(database: Database, contact_id: UUID) -> bool:
    """Hidden, shredded, swept; False for somebody who was sent another code since the list was read. An end
    in between is made good by the next round: the messages are the last to go."""
    async with database.organisation(ids.PLATFORM) as db:
        await identify.hold(db, contact_id)
        if not await _over(db, 1, contact_id):
            return False
        await identify.hide(db, contact_id)
    await database.keyring.shred(ids.PLATFORM, keyring.CONTACT, contact_id, clock.now())
    async with database.organisation(ids.PLATFORM) as db:
        for slice_ in reversed(HOOKS.slices):
            await slice_.erase(db, contact_id)
    return True
