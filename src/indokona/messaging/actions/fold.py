"""Folding statuses: time stamps, the least wins, in any order and however often they come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from indokona.kernel import clock
from indokona.kernel.database import Db
from indokona.messaging import content, rules, store_dispatch
from indokona.whatsapp.inbound import Status

_STAMP = {"sent": 3, "delivered": 4, "read": 5, "played": 5, "failed": 6}


async def apply_statuses(db: Db, number_id: UUID, statuses: Sequence[Status]) -> int:
    """Fold many statuses of one number; returns how many belonged to messages of ours."""
    indexes = await db.indexes()
    known: dict[str, UUID] = {}
    lost = []
    for status in statuses:
        found = content.message_of(status.biz_opaque_callback_data)
        if found is not None:
            known[status.id] = found
        else:
            lost.append(status.id)
    keyed = {indexes.wamid(number_id, wamid): wamid for wamid in lost}
    if keyed:
        for index, message_id in (await store_dispatch.by_wamid(db, list(keyed))).items():
            known[keyed[index]] = message_id
    rows = merged(
        [(known[s.id], s, indexes.wamid(number_id, s.id)) for s in statuses if s.id in known]
    )
    await store_dispatch.upsert_statuses(db, rows)
    return len(rows)


def merged(statuses: Sequence[tuple[UUID, Status, int]]) -> list[tuple[object, ...]]:
    """One row a message: for each kind the least time, and the first code and price by that order.

    Pure, so that every permutation can be tried.
    """
    rows: dict[UUID, list[object]] = {}
    for message_id, status, index in sorted(statuses, key=lambda s: (s[1].timestamp, s[1].status)):
        at = _STAMP.get(status.status)
        row = rows.setdefault(message_id, [message_id, 1, *[None] * 9, index, None])
        if at is None:
            continue
        stamp = datetime.fromtimestamp(status.timestamp, UTC) if status.timestamp else clock.now()
        if row[at] is None:
            row[at] = stamp
        if status.status == "failed" and status.errors and row[8] is None:
            row[8] = status.errors[0].code
        if status.pricing and row[9] is None and status.status in ("delivered", "read"):
            row[9], row[10] = status.pricing.type, status.pricing.category
    return [tuple(row) for row in rows.values()]


async def settle(db: Db, after: timedelta) -> int:
    """Turn unknowns doubtful whose number's webhooks kept arriving without them."""
    doubtful = [
        message_id
        for message_id, since, heard in await store_dispatch.unknowns(db)
        if rules.is_doubtful(since, heard, after)
    ]
    if doubtful:
        await store_dispatch.make_doubtful(db, doubtful, clock.now())
    return len(doubtful)
