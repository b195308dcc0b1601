"""Dispatch: a leased lane, slice by slice. Gate and intent in one transaction, then the posts.

What a dead holder left is marked unknown and never posted again. An answer that proves nothing was
sent goes back into the queue; its further attempt asks the gate again and is written before the post.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from indokona.accounts.actions import organisation
from indokona.kernel import clock, events, ids, log
from indokona.kernel.database import Database, Db
from indokona.kernel.egress.posts import NOT_SENT, Posted, Posts
from indokona.kernel.errors import Concurrent, Unavailable
from indokona.messaging import rules, store, store_dispatch
from indokona.messaging.actions import gate as gate_of
from indokona.messaging.actions import holds
from indokona.messaging.actions import results as results_of
from indokona.messaging.actions.results import Ends, Ready
from indokona.messaging.events import DISPATCHED
from indokona.messaging.pairs import Pairs
from indokona.messaging.store_dispatch import Chunk, Lease, Waiting
from indokona.numbers.actions import show as numbers
from indokona.numbers.errors import NumberNotReady
from indokona.numbers.facts import Number, Sender

LOG = log.get("dispatch")
#: Seconds; a database that stays away longer leaves the slice to the next holder, as unknown.
_RECORD_AGAIN_AFTER = (0.1, 0.5, 2.0, 5.0, 10.0)


@dataclass(slots=True)
class Slice:
    """What one transaction took: its own id, the lane's mark with it, and what to post."""

    id: UUID
    chunk: Chunk
    mark: int
    ready: list[Ready] = field(default_factory=list)
    taken: int = 0


class LaneLost(Exception):
    """Another holder has this lane now, or other data stepped in: stop at once, post nothing."""


class OldCopy(Exception):
    """The keyring knows of slices that these data do not: what waits may have been sent."""


class NothingMayLeave(Exception):
    """A kill switch is thrown, or Meta does not make sense at the moment: nothing is taken."""


@dataclass(frozen=True, slots=True)
class Means:
    """What the lanes of a worker share. `transactions` bounds how many they have open, since one may
    need a second connection while it holds one."""

    database: Database
    posts: Posts
    holder: UUID
    transactions: asyncio.Semaphore
    pairs: Pairs = field(default_factory=Pairs)

    @asynccontextmanager
    async def opened(self, organisation_id: UUID) -> AsyncIterator[Db]:
        """A transaction that locks a lane, as soon as it is its turn. Who stands still in it for a
        lease has lost the lane, so the lock goes too: else nobody could take the lane over."""
        async with (
            self.transactions,
            self.database.organisation(organisation_id, idle=rules.LEASE) as db,
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
            db, number_id, means.holder, clock.now(), clock.now() + rules.LEASE
        )
        if lease is None:
            return 0
        if lease.mark < reached:
            raise OldCopy
        await _abandon(db, number_id, lease.fence)
        pace = (await numbers.number(db, number_id)).pace
    lane = _Lane(means, organisation_id, number_id, lease, pace)
    try:
        return await lane.work(stop)
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


class _Lane:
    """A held lane: on a fast one two hands take turns, so that posts fly while results are written."""

    def __init__(
        self, means: Means, organisation_id: UUID, number_id: UUID, lease: Lease, pace: int
    ) -> None:
        self._means = means
        self._organisation_id = organisation_id
        self._number_id = number_id
        self._fence = lease.fence
        self._mark = lease.mark
        self._trouble = lease.trouble
        self._hands = 1 if lease.trouble else rules.hands(pace)
        self._pace = rules.Pace(clock.seconds())
        self._rest: timedelta | None = None
        self._under_way = 0
        self._taking = asyncio.Lock()
        # Before a connection is asked for: a hand that waits for the lane's row would keep one idle.
        self._row = asyncio.Lock()

    async def work(self, stop: asyncio.Event) -> int:
        """Slices until there is no work, then the lane is free again; after a trouble it rests."""
        ends = await asyncio.gather(
            *(self._hand(stop) for _ in range(self._hands)), return_exceptions=True
        )
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        await self._let_go(self._rest)
        return sum(end for end in ends if isinstance(end, int))

    async def _hand(self, stop: asyncio.Event) -> int:
        """Slice after slice, until nothing is left or one of the hands met trouble."""
        posted = 0
        try:
            while not stop.is_set() and self._rest is None:
                found = await self._take(stop)
                if found is not None:
                    posted += await self._send(*found)
                elif self._under_way:  # what the other hand posts may be followed by more
                    await asyncio.sleep(rules.LOOK_AGAIN)
                else:
                    break
        except NumberNotReady:
            self._rest_for(timedelta(seconds=30))
        except NothingMayLeave:
            self._rest_for(rules.ASK_AGAIN)
        except BaseException:
            self._rest_for(timedelta(0))
            raise
        return posted

    def _rest_for(self, rest: timedelta) -> None:
        self._rest = max(self._rest or rest, rest)

    async def _send(self, taken: Slice, sender: Sender) -> int:
        """Post a slice. Returns how many may have gone."""
        self._under_way += 1
        try:
            ends = await self._post(taken, sender)
        finally:
            self._under_way -= 1
        if ends.is_trouble:
            # Meta throttles, or makes no sense: the whole lane waits, and then tries with one.
            self._trouble += 1
            self._rest_for(rules.lane_rest(self._trouble))
        elif ends.again * 2 > len(taken.ready):
            # Not even begun: the host is away, or there was no time.
            self._rest_for(rules.ASK_AGAIN)
        elif taken.ready:
            self._trouble = 0
            if self._hands < rules.hands(
                sender.number.pace
            ):  # well again: whoever takes it next has both
                self._rest_for(timedelta(0))
        return len(taken.ready) - ends.again

    async def _take(self, stop: asyncio.Event) -> tuple[Slice, Sender] | None:
        """One transaction, as soon as the pace allows: fence, gate, intents, cursor."""
        async with self._taking:
            await asyncio.sleep(self._pace.rest(clock.seconds()))
            if stop.is_set() or self._rest is not None:
                return None
            async with self._row:
                taken, sender = await self._taken()
                self._mark += 1
            if taken is None:
                return None
            self._pace.took(len(taken.ready), sender.number.pace, clock.seconds())
        return taken, sender

    async def _taken(self) -> tuple[Slice | None, Sender]:
        async with self._open() as db:
            now = clock.now()
            if not await store_dispatch.step(
                db, self._number_id, self._fence, self._mark, now + rules.LEASE
            ):
                raise LaneLost
            if await organisation.is_suspended(db):
                raise NumberNotReady  # what waits stays; it is asked again while it waits
            sender = await numbers.sender(db, self._means.database, self._number_id)
            standing = await holds.standing(db, self._number_id)
            if standing.everything or self._means.posts.is_away(sender.graph_url):
                raise NothingMayLeave
            chunk = await store_dispatch.next_chunk(db, self._number_id, now, standing.versions)
            if chunk is None:
                if standing.versions and await store_dispatch.next_chunk(db, self._number_id, now):
                    raise NothingMayLeave  # only what is held waits
                return None, sender
            most = rules.slice_size(sender.number.pace, self._hands, self._trouble)
            rows = await store_dispatch.take(db, chunk, most)
            slice_ = Slice(ids.new(), chunk, self._mark + 1, [], len(rows))
            if rows:
                slice_.ready = await self._intend(
                    db, sender, chunk, await self._due(db, chunk, rows, now)
                )
                span = (chunk.after_id, rows[-1].id)
                await store_dispatch.open_slice(
                    db, slice_.id, self._number_id, chunk.id, self._fence, span, now
                )
            end = rows[-1].id if rows else chunk.after_id
            await store_dispatch.advance(
                db, chunk.id, end, "ready" if len(rows) == most else "done"
            )
        return slice_, sender

    async def _due(self, db: Db, chunk: Chunk, rows: list[Waiting], now: datetime) -> list[Waiting]:
        """Those that were not refused meanwhile and whose people may be written to; the others wait."""
        left = [row for row in rows if row.code is None]
        soon, later, wait = self._means.pairs.split(self._number_id, left, clock.seconds())
        if later:
            due_at = now + timedelta(seconds=wait)
            waiting = [row.id for row in later]
            await store_dispatch.put_back(
                db, self._number_id, chunk, waiting, due_at, chunk.attempt
            )
        return soon

    async def _intend(
        self, db: Db, sender: Sender, chunk: Chunk, rows: list[Waiting]
    ) -> list[Ready]:
        """Ask the gate for all of them; write the intent of each that may go, and why not of others."""
        gate = await gate_of.ask(db, sender, rows)
        rows = await self._wanted_now(db, chunk, rows, gate)
        ready, refused, now = list[tuple[Waiting, Ready]](), list[tuple[object, ...]](), gate.now
        for row in rows:
            code, post = gate.decide(row)
            if post is None:
                refused.append((row.id, row.origin_id, row.contact_id, code, now))
            else:
                ready.append(
                    (row, Ready(row.id, row.contact_id, post, gate.opener.key(row.content_sealed)))
                )
        await store.insert_refusals(db, refused)
        intents = [self._intent(row, gate, now) for row, _ in ready]
        await store_dispatch.insert_messages(db, intents, may_be_there=chunk.attempt > 1)
        if chunk.attempt > 1:
            further = [store_dispatch.status_row(row.id, chunk.attempt) for row, _ in ready]
            await store_dispatch.upsert_statuses(db, further)
        return [one for _, one in ready]

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
                db, self._number_id, chunk, message_ids, due_at, chunk.attempt
            )
        return [row for row in rows if gate.waits_until(row) is None]

    def _intent(self, row: Waiting, gate: gate_of.Gate, now: object) -> tuple[object, ...]:
        consent_id = gate.answers.consents.get(row.purpose, {}).get(row.contact_id)
        kind = (
            "template"
            if row.template_version_id
            else str(gate.contents[row.id].get("type", "text"))
        )
        return (
            row.id, row.contact_id, self._number_id, "out", row.purpose, kind, consent_id, row.origin_kind,
            row.origin_id, row.template_version_id, self._fence, None, None, now,
        )  # fmt: skip

    def _open(self) -> AbstractAsyncContextManager[Db]:
        return self._means.opened(self._organisation_id)

    async def _post(self, slice_: Slice, sender: Sender) -> Ends:
        """Post and record."""
        keeping = asyncio.create_task(self._keep())
        try:
            if await self._is_marked(slice_):
                results = await self._means.posts.send(
                    sender.graph_url, [one.post for one in slice_.ready], results_of.is_trouble
                )
            else:
                results = [NOT_SENT] * len(slice_.ready)
        finally:
            keeping.cancel()
        for pause in _RECORD_AGAIN_AFTER:  # the answers are known only here
            try:
                return await self._record(slice_, sender.number, results)
            except (Concurrent, Unavailable):
                await asyncio.sleep(pause)
        return await self._record(slice_, sender.number, results)

    async def _is_marked(self, slice_: Slice) -> bool:
        """Whether the keyring knows of what is about to leave; while it does not, nothing leaves."""
        for pause in _RECORD_AGAIN_AFTER:
            try:
                await self._means.database.high_water.reach(
                    self._organisation_id, self._number_id, slice_.mark
                )
            except Unavailable:
                await asyncio.sleep(pause)
            else:
                return True
        return False

    async def _keep(self) -> None:
        """Keep the lane while Meta is slow: nobody else may take it for dead."""
        while True:
            await asyncio.sleep(rules.LEASE.total_seconds() / 3)
            with contextlib.suppress(Unavailable, Concurrent):
                async with self._open() as db:
                    until = clock.now() + rules.LEASE
                    await store_dispatch.renew(db, self._number_id, self._fence, until)

    async def _record(self, slice_: Slice, number: Number, results: Sequence[Posted]) -> Ends:
        async with self._row, self._open() as db:
            # One after the other: each must see whether the other's slice is still open. First of
            # all, since taking a slice locks in this order too.
            await store_dispatch.lock(db, self._number_id)
            # Only who closes the slice may put back: else a newer holder, or an earlier try of ours
            # whose answer was lost, has settled it, and what waits again must not wait twice.
            is_ours = await store_dispatch.close_slice(db, slice_.id)
            ends = await results_of.record(
                db, number, slice_.chunk, slice_.ready, results, may_put_back=is_ours
            )
            await _tell_if_idle(db, slice_.chunk.origin_id)
        return ends

    async def _let_go(self, rest: timedelta | None) -> None:
        async with self._open() as db:
            now = clock.now()
            rest = max(rest or timedelta(0), timedelta(seconds=self._pace.rest(clock.seconds())))
            await store_dispatch.let_go(
                db, self._number_id, self._fence, now, now + rest if rest else None, self._trouble
            )
