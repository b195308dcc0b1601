"""Sending again what nobody knows the outcome of: it may have arrived, so a person decides.

Only an organisation that chose so has its utility messages sent once more by themselves; marketing
never is, and a code that is in doubt is followed by a newer one. The gate is asked anew, as always.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from indokona.accounts.actions import organisation
from indokona.kernel import audit, clock
from indokona.kernel.audit import MACHINE, Actor
from indokona.kernel.database import Db
from indokona.messaging import store_dispatch, store_doubt
from indokona.messaging.errors import NotInDoubt
from indokona.messaging.store_doubt import DoubtfulRow


async def origin(db: Db, actor: Actor, origin_id: UUID) -> int:
    """Queue what is doubtful of an origin, in its order; returns how many."""
    count = await _queue(db, await store_doubt.of_origin(db, origin_id))
    if not count:
        raise NotInDoubt
    await audit.record(db, actor, "campaign.sent_again", "campaign", origin_id, str(count))
    return count


async def message(db: Db, actor: Actor, contact_id: UUID, message_id: UUID) -> None:
    """Queue one doubtful message of a contact."""
    if not await _queue(db, await store_doubt.of_contact(db, contact_id, message_id)):
        raise NotInDoubt
    await audit.record(db, actor, "message.sent_again", "message", message_id)


async def by_choice(db: Db, doubtful: Sequence[UUID]) -> int:
    """Once more, if the organisation chose that, the utility messages among those that became doubtful."""
    if not doubtful or not await organisation.sends_utility_again(db):
        return 0
    found = await store_doubt.once_tried(db, "utility", doubtful)
    for one in found:
        await audit.record(db, MACHINE, "message.sent_again", "message", one.id)
    return await _queue(db, found)


async def _queue(db: Db, rows: Sequence[DoubtfulRow]) -> int:
    groups = defaultdict[tuple[UUID, UUID, int], list[UUID]](list)
    for row in rows:
        groups[row.number_id, row.chunk_id, row.attempt].append(row.id)
    await store_doubt.end_doubt(db, [row.id for row in rows])
    for (number_id, chunk_id, attempt), message_ids in sorted(groups.items()):
        await store_dispatch.put_back(
            db, number_id, chunk_id, message_ids, clock.now(), attempt + 1
        )
    return len(rows)
