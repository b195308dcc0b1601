"""Restriction: what is kept of a person stays sealed, and nobody reads or uses it until it is lifted.

The third state between living and erased; source: GDPR, articles 4(3) and 18.
"""

from __future__ import annotations

from uuid import UUID

from indokona.contacts import store
from indokona.contacts.actions import show
from indokona.contacts.errors import ContactRestricted
from indokona.kernel import audit, clock
from indokona.kernel.audit import Actor
from indokona.kernel.database import Db


async def restrict(db: Db, actor: Actor, contact_id: UUID) -> None:
    """From now on; what waits for the person is refused when its turn comes."""
    if await store.restrict(db, contact_id, clock.now()):
        await audit.record(db, actor, "contact.restricted", "contact", contact_id)


async def lift(db: Db, actor: Actor, contact_id: UUID) -> None:
    """As before."""
    if await store.restrict(db, contact_id, None):
        await audit.record(db, actor, "contact.unrestricted", "contact", contact_id)


async def check_readable(db: Db, contact_id: UUID) -> None:
    """Raise `ContactRestricted` if nobody may read what is kept of a contact."""
    if await show.is_restricted(db, contact_id):
        raise ContactRestricted
