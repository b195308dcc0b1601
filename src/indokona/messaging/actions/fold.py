"""Folding statuses: time stamps, the least wins, in any order and however often they come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from indokona.consent.actions import withdraw
from indokona.contacts.actions import identities
from indokona.contacts.facts import Person
from indokona.kernel import clock, events
from indokona.kernel.database import Db
from indokona.messaging import content, rules, store_dispatch, store_doubt, store_thread
from indokona.messaging.events import MOVED
from indokona.numbers.facts import Number
from indokona.whatsapp.errors import STOPPED_MARKETING
from indokona.whatsapp.inbound import Pricing, Status

_STAMP = {
    "sent": "sent_at", "delivered": "delivered_at", "read": "read_at", "played": "read_at", "failed": "failed_at",
}  # fmt: skip
_PRICED = ("delivered", "read")


async def apply_statuses(db: Db, number: Number, statuses: Sequence[Status]) -> int:
    """Fold many statuses of one number; returns how many belonged to messages of ours."""
    known = await _known(db, number.id, statuses)
    indexes = await db.indexes()
    index_of = {wamid: indexes.wamid(number.id, wamid) for wamid in known}
    rows = merged([(known[s.id], s, index_of[s.id]) for s in statuses if s.id in known])
    await store_dispatch.upsert_statuses(db, rows)
    await _heed(db, number, [(known[s.id], s) for s in statuses if s.id in known])
    if rows:
        await events.publish(db, MOVED, [number.id])
    return len(rows)


async def _known(db: Db, number_id: UUID, statuses: Sequence[Status]) -> dict[str, UUID]:
    """Our message behind each wamid: by our own words in the callback data, else by keyed index."""
    indexes = await db.indexes()
    known: dict[str, UUID] = {}
    lost = []
    for status in statuses:
        if status.id in known:
            continue
        found = content.message_of(status.biz_opaque_callback_data)
        if found is not None:
            known[status.id] = found
        else:
            lost.append(status.id)
    keyed = {indexes.wamid(number_id, wamid): wamid for wamid in lost}
    if keyed:
        for index, message_id in (await store_thread.by_wamid(db, list(keyed))).items():
            known[keyed[index]] = message_id
    return known


async def _heed(db: Db, number: Number, statuses: Sequence[tuple[UUID, Status]]) -> None:
    """What statuses tell of the person: under which user id they are known, and their no at Meta."""
    arrived = {m: s for m, s in statuses if s.status == "delivered" and s.recipient_user_id}
    stopped = {m for m, s in statuses if any(e.code == STOPPED_MARKETING for e in s.errors)}
    if not arrived and not stopped:
        return
    owners = await store_thread.contacts_of(db, list(arrived.keys() | stopped))
    people = {owners[m]: _person(number, s) for m, s in arrived.items() if m in owners}
    await identities.learn(db, list(people.items()))
    await withdraw.stopped_at_meta(db, list({owners[m] for m in stopped if m in owners}))


def _person(number: Number, status: Status) -> Person:
    return Person(
        user_id=status.recipient_user_id,
        portfolio_id=number.portfolio_id,
        parent_id=status.recipient_parent_user_id or None,
    )


def merged(statuses: Sequence[tuple[UUID, Status, int]]) -> list[tuple[object, ...]]:
    """One row a message: for each kind the least time, the code of the first failure, the least price.

    Pure, so that every permutation can be tried.
    """
    # By number: a UUID is hashed and compared in Python.
    rows: dict[int, tuple[UUID, dict[str, object]]] = {}
    if len({one[0].int for one in statuses}) < len(statuses):
        statuses = sorted(statuses, key=_in_order)
    for message_id, status, index in statuses:
        row = rows.setdefault(message_id.int, (message_id, {"wamid_index": index}))[1]
        _take_stamp(row, status)
        if status.pricing and status.status in _PRICED:
            _take_price(row, status.pricing)
    # In the order of ids, as results are written: two writers of the same rows never wait crosswise.
    return [store_dispatch.status_row(one, 1, **row) for _, (one, row) in sorted(rows.items())]


def _in_order(one: tuple[UUID, Status, int]) -> tuple[int, str, int]:
    status = one[1]
    return status.timestamp, status.status, status.errors[0].code if status.errors else 0


def _take_price(row: dict[str, object], pricing: Pricing) -> None:
    for name, price in (("pricing_type", pricing.type), ("pricing_category", pricing.category)):
        if price:
            row[name] = min(str(row.get(name, price)), price)


def _take_stamp(row: dict[str, object], status: Status) -> None:
    """The first one of each kind stays: they come in the order of time."""
    stamp = _STAMP.get(status.status)
    if stamp is None or stamp in row:
        return
    row[stamp] = datetime.fromtimestamp(status.timestamp, UTC) if status.timestamp else clock.now()
    if stamp == "failed_at":  # 0 without one: time and code of a failure go together
        row["code"] = status.errors[0].code if status.errors else 0


async def settle(db: Db, after: timedelta) -> list[UUID]:
    """Turn unknowns doubtful whose number's webhooks kept arriving without them; returns which.

    One of the future is of a clock that was set back since: it is unknown since now.
    """
    unknown, now = await store_doubt.unknowns(db), clock.now()
    ahead = [
        store_dispatch.status_row(one, 1, unknown_at=now) for one, at, *_ in unknown if at > now
    ]
    await store_dispatch.upsert_statuses(db, ahead)
    doubtful = {
        one: number_id
        for one, since, heard, number_id in unknown
        if rules.is_doubtful(since, heard, after)
    }
    if doubtful:
        await store_doubt.make_doubtful(db, list(doubtful), now)
        await events.publish(db, MOVED, list(set(doubtful.values())))
    return list(doubtful)
