"""Doubt: a contact's number came back with another user id behind it, and no news of a change.

The carrier may have given it to somebody else. Until the person agrees anew nothing is sent to the
contact, and what was written before is not shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from indokona.consent import rules, store, store_terms
from indokona.consent.hooks import HOOKS
from indokona.kernel import audit, clock, ids
from indokona.kernel.audit import MACHINE
from indokona.kernel.database import Db

CODE = "consent.suspended"


async def suspend(db: Db, contact_ids: Sequence[UUID]) -> None:
    """Suspend every consent of these contacts, cancel what waits for them, and end their links.

    Only a new yes of the person ends it: what a list or a member writes down changes nothing.
    """
    now = clock.now()
    for contact_id in await store_terms.doubt(db, contact_ids, now):
        ended = await store.end_live(db, [contact_id], rules.PURPOSES, now)
        rows = [
            store.Row(
                row_id, contact_id, purpose, "suspend", "recycled number", None, None, MACHINE.kind, MACHINE.id, now,
                now,
            )
            for row_id, (_, purpose) in zip(ids.new_many(len(ended)), ended, strict=True)
        ]  # fmt: skip
        await store.insert(db, rows)
        await store_terms.suspend(db, [contact_id], rules.PURPOSES, now)
        await HOOKS.end_links(db, contact_id)
        await HOOKS.cancel_queued(db, [contact_id], rules.PURPOSES, CODE)
        await audit.record(db, MACHINE, "contact.doubted", "contact", contact_id)


async def since(db: Db, contact_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """Which of these contacts are in doubt, and since when: older messages of them are not shown."""
    return await store_terms.doubted(db, contact_ids) if contact_ids else {}
