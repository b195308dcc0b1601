"""Dispatch: a leased lane, slice by slice. Gate and intent in one transaction, then the posts.

What a dead holder left is marked unknown and never posted again. An answer that proves nothing was
sent goes back into the queue; its further attempt asks the gate again and is written before the post.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from indokona.accounts.actions import organisation
from indokona.kernel import clock, events, ids, log
from indokona.kernel.database import Database, Db
from indokona.kernel.egress.disclosing import MESSAGE
from indokona.kernel.egress.posts import Posted, Posts
from indokona.kernel.sealing import Indexes
from indokona.messaging import rules, store, store_dispatch
from indokona.messaging.actions import budget, holds
from indokona.messaging.actions import gate as gate_of
from indokona.messaging.actions import results as results_of
from indokona.messaging.actions.results import Ready
from indokona.messaging.budget import REACHED
from indokona.messaging.events import DISPATCHED
from indokona.messaging.lane import Ends, Held, Lane, LaneLost, NothingMayLeave
from indokona.messaging.pairs import Pairs
from indokona.messaging.store_dispatch import Chunk, Waiting
from indokona.numbers.actions import show as numbers
from indokona.numbers.errors import NumberNotReady
from indokona.numbers.facts import Sender

LOG = log.get("dispatch")


@dataclass(slots=True)
class Slice:
    """What one transaction took: its own id, the lane's mark with it, and what to post.

    `begin_by`: until when a post of it may begin, by the clock that never jumps.
    """

    id: UUID
    chunk: Chunk
    mark: int
    sender: Sender
    begin_by: float
    ready: list[Ready] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many to post."""
        return len(self.ready)


#: A message that may not go: its id, origin, contact, the code and when.
Refused = tuple[UUID, UUID, UUID, str | None, datetime]


class OldCopy(Exception):
    """The keyring knows of slices that these data do not: what waits may have been sent."""


@dataclass(frozen=True, slots=True)
class Means:
    """What the lanes of a worker share. `transactions` bounds how many they have open, since one may
    need a second connection while it holds one."""

    database: Database
    posts: Posts
    holder: UUID
    transactions: asyncio.Semaphore
    lease: timedelta = rules.LEASE
    pairs: Pairs = field(default_factory=Pairs)

    @asynccontextmanager
    async def opened(self, organisation_id: UUID) -> AsyncIterator[Db]:
        """A transaction that locks a lane, as soon as it is its turn. Who stands still in it for a
        lease has lost the lane, so the lock goes too: else nobody could take the lane over."""
        async with (
            self.transactions,
            self.database.organisation(organisation_id, idle=self.lease) as db,
        ):
            yield db


async def run_lane(
    means: Means, organisation_id: UUID, number_id: UUID, stop: asyncio.Event
) -> int:
    """Hold a lane while it has work; returns how many messages were posted.

    Raises `OldCopy` if these data do not know of slices that were posted.
    """
    reached = await means.database.high_water.mark(organisation_id, number_id)
    async with means.opened(organisation_id) as db:
        lease = await store_dispatch.lease(
            db, number_id, means.holder, clock.now(), clock.now() + means.lease
        )
        if lease is None:
            return 0
        if lease.mark < reached:
            raise OldCopy
        await _abandon(db, number_id, lease.fence)
        pace = (await numbers.number(db, number_id)).pace
        indexes = await db.indexes()
    steps = _Steps(means, organisation_id, number_id, lease.fence, indexes)
    try:
        return await Lane(steps, Held(lease.mark, lease.trouble, pace, means.lease)).work(stop)
    except LaneLost:
        LOG.warning(
            "lane lost", organisation_id=organisation_id, number_id=number_id, fence=lease.fence
        )
        return 0


async def _abandon(db: Db, number_id: UUID, fence: int) -> None:
    """What a dead holder may have posted is unknown from now on; nobody posts it again."""
    origins = await store_dispatch.left_open(db, number_id, fence)
    if origins:
        await store_dispatch.abandon_slices(db, number_id, fence, clock.now())
    for origin_id in origins:
        await _tell_if_idle(db, origin_id)


async def _tell_if_idle(db: Db, origin_id: UUID) -> None:
    if await store.is_idle(db, origin_id):
        await events.publish(db, DISPATCHED, [origin_id])


@dataclass(frozen=True, slots=True)
class _Steps:
    """The steps of a held lane: slices from PostgreSQL, posts to Meta."""

    means: Means
    organisation_id: UUID
    number_id: UUID
    fence: int
    #: What does not change while a lane is held, nor is a person's: it would be fetched for each slice.
    indexes: Indexes
    #: Portfolios of which this holder may have reserved places.
    blocks: set[UUID] = field(default_factory=set)
    #: Tokens by their sealed form.
    tokens: dict[bytes, str] = field(default_factory=dict)

    async def take(self, mark: int, hands: int, trouble: int) -> tuple[Slice | None, int]:
        """One transaction: fence, gate, intents, cursor."""
        async with self._open() as db:
            now = clock.now()
            begin_by = rules.begin_by(clock.seconds(), self.means.lease)
            if not await store_dispatch.step(
                db, self.number_id, self.fence, mark, now + self.means.lease
            ):
                raise LaneLost
            sender, chunk = await self._work(db, now)
            if chunk is None:
                return None, sender.number.pace
            most = rules.slice_size(sender.number.pace, hands, trouble)
            taken = Slice(ids.new(), chunk, mark + 1, sender, begin_by)
            await self._fill(db, taken, most, now)
        return taken, sender.number.pace

    async def _work(self, db: Db, now: datetime) -> tuple[Sender, Chunk | None]:
        """Who sends, and the chunk to take from, if there is one and it may leave."""
        if await organisation.is_suspended(db):
            raise NumberNotReady  # what waits stays; it is asked again while it waits
        sender = await numbers.sender(db, self.means.database, self.number_id, self.tokens)
        standing = await holds.standing(db, self.number_id)
        if standing.everything or self.means.posts.is_away(sender.graph_url):
            raise NothingMayLeave
        chunk = await store_dispatch.next_chunk(db, self.number_id, now, standing.versions)
        if (
            chunk is None
            and standing.versions
            and await store_dispatch.next_chunk(db, self.number_id, now)
        ):
            raise NothingMayLeave  # only what is held waits
        return sender, chunk

    async def _fill(self, db: Db, taken: Slice, most: int, now: datetime) -> None:
        """Move rows of the chunk into the slice, and their cursor with it."""
        chunk = taken.chunk
        rows = await store_dispatch.take(db, chunk, most)
        state, waits = "ready" if len(rows) == most else "done", None
        if rows:
            due = await self._due(db, chunk, rows, now)
            taken.ready, waits = await self._intend(db, taken.sender, chunk, due)
        if waits is not None:  # no place is left for its person: the cursor stays before it
            rows, state = [row for row in rows if row.id < waits], "ready"
        if rows:
            span = (chunk.after_id, rows[-1].id)
            await store_dispatch.open_slice(
                db, taken.id, self.number_id, chunk.id, self.fence, span, now
            )
        end = rows[-1].id if rows else chunk.after_id
        await store_dispatch.advance(
            db, chunk.id, end, state, REACHED if waits is not None else None
        )

    async def _due(self, db: Db, chunk: Chunk, rows: list[Waiting], now: datetime) -> list[Waiting]:
        """Those that were not refused meanwhile and whose people may be written to; the others wait."""
        left = [row for row in rows if row.code is None]
        soon, later, wait = self.means.pairs.split(self.number_id, left, clock.seconds())
        if later:
            due_at = now + timedelta(seconds=wait)
            waiting = [row.id for row in later]
            await store_dispatch.put_back(
                db, self.number_id, chunk.id, waiting, due_at, chunk.attempt
            )
        return soon

    async def _intend(
        self, db: Db, sender: Sender, chunk: Chunk, rows: list[Waiting]
    ) -> tuple[list[Ready], UUID | None]:
        """Ask the gate for all of them; write the intent of each that may go, and why not of others.

        Also the first that waits for a place of its portfolio: of it and what follows nothing is written.
        """
        gate = await gate_of.ask(db, sender, rows)
        rows = await self._wanted_now(db, chunk, rows, gate)
        ready, refused, now = list[tuple[Waiting, Ready]](), list[Refused](), gate.now
        for row in rows:
            code, post = gate.decide(row)
            if post is None:
                refused.append((row.id, row.origin_id, row.contact_id, code, now))
            else:
                ready.append(
                    (row, Ready(row.id, row.contact_id, post, gate.opener.key(row.content_sealed)))
                )
        waits = await self._take_places(db, sender, chunk, [row for row, _ in ready], now)
        if waits is not None:
            ready = [one for one in ready if one[0].id < waits]
            refused = [one for one in refused if one[0] < waits]
        await store.insert_refusals(db, refused)
        intents = [self._intent(row, gate, now) for row, _ in ready]
        await store_dispatch.insert_messages(db, intents, may_be_there=chunk.attempt > 1)
        if chunk.attempt > 1:
            further = [store_dispatch.status_row(row.id, chunk.attempt) for row, _ in ready]
            await store_dispatch.upsert_statuses(db, further)
        return [one for _, one in ready], waits

    async def _take_places(
        self, db: Db, sender: Sender, chunk: Chunk, rows: list[Waiting], now: datetime
    ) -> UUID | None:
        if not budget.counts(sender.number, chunk):
            return None
        self.blocks.add(sender.number.portfolio_id)
        return await budget.take(db, sender.number, chunk, rows, now)

    async def _wanted_now(
        self, db: Db, chunk: Chunk, rows: list[Waiting], gate: gate_of.Gate
    ) -> list[Waiting]:
        """Those whose people want no quiet now; the others wait until their quiet hours end."""
        if not gate.wishes.quiet:
            return rows
        waiting = defaultdict[datetime, list[UUID]](list)
        for row in rows:
            until = gate.waits_until(row)
            if until is not None:
                waiting[until].append(row.id)
        for due_at, message_ids in waiting.items():
            await store_dispatch.put_back(
                db, self.number_id, chunk.id, message_ids, due_at, chunk.attempt
            )
        return [row for row in rows if gate.waits_until(row) is None]

    def _intent(self, row: Waiting, gate: gate_of.Gate, now: object) -> tuple[object, ...]:
        consent_id = gate.answers.consents.get(row.purpose, {}).get(row.contact_id)
        return (
            row.id, row.contact_id, self.number_id, "out", row.purpose, gate.kind(row), consent_id, row.origin_kind,
            row.origin_id, row.template_version_id, self.fence, None, None, now,
        )  # fmt: skip

    def _open(self) -> AbstractAsyncContextManager[Db]:
        return self.means.opened(self.organisation_id)

    async def reach(self, mark: int) -> None:
        """Tell the keyring's high-water mark."""
        await self.means.database.high_water.reach(self.organisation_id, self.number_id, mark)

    async def post(self, taken: Slice) -> list[Posted]:
        """Post a slice, until its lane meets trouble."""
        posts = [one.post for one in taken.ready]
        return await self.means.posts.send(
            taken.sender.graph_url, posts, results_of.is_trouble, taken.begin_by, MESSAGE
        )

    async def record(self, taken: Slice, ends: Sequence[Posted]) -> Ends:
        """Close the slice and write its ends."""
        async with self._open() as db:
            # One after the other: each must see whether the other's slice is still open. First of
            # all, since taking a slice locks in this order too.
            await store_dispatch.lock(db, self.number_id)
            # Only who closes the slice may put back: else a newer holder, or an earlier try of ours
            # whose answer was lost, has settled it, and what waits again must not wait twice.
            is_ours = await store_dispatch.close_slice(db, taken.id)
            told = await results_of.record(
                db,
                self.indexes,
                taken.sender.number,
                taken.chunk,
                taken.ready,
                ends,
                may_put_back=is_ours,
            )
            await _tell_if_idle(db, taken.chunk.origin_id)
        return told

    async def renew(self) -> None:
        """Keep the lane."""
        async with self._open() as db:
            until = clock.now() + self.means.lease
            await store_dispatch.renew(db, self.number_id, self.fence, until)

    async def let_go(self, rest: timedelta | None, trouble: int) -> None:
        """Give the lane back."""
        async with self._open() as db:
            now = clock.now()
            held_until = now + rest if rest else None
            await store_dispatch.let_go(db, self.number_id, self.fence, now, held_until, trouble)
            await budget.give_back(db, self.number_id, self.blocks)
