"""A portfolio's places: a slice takes them with its intents, lanes reserve them in blocks.

Without a limit, and for what goes only into open windows, nothing is asked at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel import clock, ids
from indokona.kernel.database import Db
from indokona.kernel.events import Event
from indokona.messaging import budget as rules
from indokona.messaging import store_budget as store
from indokona.messaging.budget import Counter, Fit
from indokona.messaging.store_budget import BudgetRow
from indokona.messaging.store_dispatch import Chunk, Waiting
from indokona.numbers.facts import Number


def counts(number: Number, chunk: Chunk) -> bool:
    """Whether messages of a chunk may take places: templates, of a portfolio that has a limit."""
    return number.messaging_limit is not None and chunk.template_version_id is not None


async def take(
    db: Db, number: Number, chunk: Chunk, rows: Sequence[Waiting], now: datetime
) -> UUID | None:
    """Take the places that these messages need; the first of them that has to wait, if one has.

    In the transaction of their intents: both are written, or neither.
    """
    if not rows:
        return None
    people = list({row.contact_id for row in rows})
    outside = await store.outside(db, number.portfolio_id, number.id, people, rules.open_since(now))
    need = sum(1 for has_place in outside.values() if not has_place)
    got = await _places(db, number, need, now) if need else Places(0, now)
    if got.count < need:  # while we waited for the counter, another number may have written to them
        known = await store.with_place(db, number.portfolio_id, list(outside))
        outside |= dict.fromkeys(known, True)
    found = rules.fit(rows, outside, got.count)
    await _count(db, number, found, got.count, now)
    if found.waits is not None:
        due_at = rules.look_again(got.free_at, rows[0].purpose, now)
        await store.hold_chunks(db, number.id, chunk, rules.REACHED, due_at, now)
    return found.waits


async def _count(db: Db, number: Number, found: Fit, places: int, now: datetime) -> None:
    """Who goes has a place from now on; what is left over of the places goes back into the block."""
    counted = await store.count_persons(db, number.portfolio_id, found.new, now)
    if counted < places:  # another number has written to them at this moment
        await store.unspend(db, number.portfolio_id, number.id, places - counted)
    if found.known:
        await store.count_again(db, number.portfolio_id, found.known, now)


@dataclass(frozen=True, slots=True)
class Places:
    """Places for a slice, and when more come free where these are not enough."""

    count: int
    free_at: datetime


async def _places(db: Db, number: Number, need: int, now: datetime) -> Places:
    """At most as many as a slice needs: of the lane's block, or of a new one."""
    if await store.spend(db, number.portfolio_id, number.id, need, now):
        return Places(need, now)
    counter = await _swept(db, number, now)
    given = rules.block(need, rules.room(counter, now))
    spent = min(need, given)
    counter = rules.after(counter, given, now)
    if given:
        until = now + rules.BLOCK_LIVES
        await store.open_block(db, number.portfolio_id, number.id, given - spent, until)
    free_at = await _free_at(db, number, counter, now) if spent < need else None
    await store.write(db, number.portfolio_id, counter, free_at)
    return Places(spent, free_at or now)


async def _swept(db: Db, number: Number, now: datetime) -> Counter:
    """The counter, held, without what has come free: by time, or of this lane's own block."""
    taken, empty_until = await store.lock(db, number.portfolio_id)
    taken -= await store.forget_persons(db, number.portfolio_id, now - rules.COUNTED)
    taken -= await store.take_back(db, number.portfolio_id, number.id, now)
    return Counter(number.messaging_limit or 0, taken, empty_until)


async def _free_at(db: Db, number: Number, counter: Counter, now: datetime) -> datetime:
    """When the next place comes free: soon, if another lane may give some back."""
    if counter.empty_until is not None and rules.is_empty(counter, now):
        return counter.empty_until
    over = counter.taken - counter.limit
    if over < 0 or await store.blocks_left(db, number.portfolio_id):
        return now + rules.LEAST_WAIT
    at = await store.counted_at(db, number.portfolio_id, over)
    return (at or now) + rules.COUNTED


async def give_back(db: Db, number_id: UUID, portfolio_ids: Iterable[UUID]) -> None:
    """A lane that is let go needs its block no more."""
    for portfolio_id in sorted(portfolio_ids):
        await store.lock(db, portfolio_id)
        back = await store.take_back(db, portfolio_id, number_id, clock.now())
        await store.give(db, portfolio_id, back)


async def refused(db: Db, number: Number, contact_ids: Sequence[UUID]) -> datetime:
    """Meta refused these people for the limit: it counts others whom we do not know of. They have no
    place, and nothing is left for a while; returns when they are asked for again."""
    now = clock.now()
    back = await store.uncount(db, number.portfolio_id, contact_ids)
    await store.empty(db, number.portfolio_id, back, now + rules.EMPTY)
    return rules.look_again(now + rules.EMPTY, "", now)


async def on_changed(db: Db, told: Sequence[Event]) -> None:
    """A portfolio's limit may be another: what waits for a place is asked for at once."""
    await store.wake(db, [event.subject_id for event in told], rules.REACHED, clock.now())


async def every(db: Db) -> list[BudgetRow]:
    """Each portfolio that has a limit, with what is used of it."""
    now = clock.now()
    return await store.every(db, now - rules.COUNTED, now)


@dataclass(frozen=True, slots=True)
class Wait:
    """For what messages wait that are queued, and when they go on as far as that is known."""

    reason: str
    until: datetime | None


async def waits(db: Db, origin_id: UUID) -> Wait | None:
    """For what something of an origin waits."""
    found = await store.waits(db, origin_id, clock.now())
    return Wait(*found) if found else None


async def forget(db: Db, now: datetime) -> int:
    """Places whose time is over come free, also where nobody asks for one; returns how many."""
    count = 0
    for portfolio_id in await store.portfolios(db):
        await store.lock(db, portfolio_id)
        back = await store.take_back(db, portfolio_id, ids.NIL, now)
        while gone := await store.forget_persons(db, portfolio_id, now - rules.COUNTED):
            back, count = back + gone, count + gone
        await store.give(db, portfolio_id, back)
    return count
