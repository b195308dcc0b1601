"""Workers of a history: they run the product's own lane on the rows in memory, and are killed and
stopped anywhere between two of its steps."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from tests.simulation.loop import now, seconds
from tests.simulation.meta import Meta
from tests.simulation.rows import ChunkRow, Rows, SliceRow

from indokona.kernel.egress.posts import NOT_SENT, Posted
from indokona.kernel.errors import Unavailable
from indokona.messaging import lane, rules
from indokona.messaging.actions import results
from indokona.messaging.lane import Ends, Held, Lane, LaneLost, NothingMayLeave
from indokona.messaging.rules import Outcome


class Process:
    """A worker's life: it may stand still, and it may end at any moment."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._runs = asyncio.Event()
        self._runs.set()
        self.is_dead = False

    async def awake(self) -> None:
        """Go on, if it may; a dead process never does."""
        while not self._runs.is_set():
            await self._runs.wait()

    def kill(self) -> None:
        """No step of it comes after this."""
        self.is_dead = True
        self._runs.clear()

    def stop(self) -> None:
        """It stands still from here on."""
        self._runs.clear()

    def go_on(self) -> None:
        """It wakes up, unless it is dead."""
        if not self.is_dead:
            self._runs.set()


@dataclass(slots=True)
class World:
    """What all processes share: the rows, Meta, chance, and what is wrong at the moment."""

    rows: Rows
    meta: Meta
    chance: random.Random
    pace: int
    #: Of one: a transaction that fails, before or after its commit.
    unavailable: float = 0.0
    is_halted: bool = False
    said_no: set[UUID] = field(default_factory=set)
    told_mark: int = 0
    #: When each message was asked of the gate, and when its post began.
    begun: list[tuple[float, float, UUID]] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)

    def say(self, words: str) -> None:
        """A line of the history, for who replays it."""
        self.trace.append(f"{seconds():8.2f} {words}")


@dataclass(slots=True)
class Slice:
    """What a process took."""

    row: SliceRow
    chunk: ChunkRow
    mark: int
    messages: list[UUID]
    asked_at: float

    @property
    def count(self) -> int:
        return len(self.messages)


class Steps:
    """The steps of a lane, taken on the rows; the same ones as `messaging.actions.dispatch` takes."""

    def __init__(self, world: World, process: Process, fence: int) -> None:
        self._world = world
        self._process = process
        self._fence = fence

    async def _begin(self) -> None:
        """The way to the database; what fails before it changed nothing."""
        await asyncio.sleep(self._world.chance.random() * 0.02)
        await self._process.awake()
        if self._world.chance.random() < self._world.unavailable:
            raise Unavailable

    async def _end(self) -> None:
        """The way back; what fails on it was done."""
        await asyncio.sleep(self._world.chance.random() * 0.02)
        await self._process.awake()
        if self._world.chance.random() < self._world.unavailable:
            raise Unavailable

    async def take(self, mark: int, hands: int, trouble: int) -> tuple[Slice | None, int]:
        await self._begin()
        taken = self._taken(mark, rules.slice_size(self._world.pace, hands, trouble))
        await self._end()
        return taken, self._world.pace

    def _taken(self, mark: int, most: int) -> Slice | None:
        world, rows, moment = self._world, self._world.rows, now()
        if world.is_halted:
            raise NothingMayLeave
        if not rows.step(self._fence, mark, moment + rules.LEASE):
            raise LaneLost
        chunk = rows.next_chunk(moment)
        if chunk is None:
            return None
        found = rows.take(chunk, most)
        ready = [one for one, code in found if code is None and one not in world.said_no]
        rows.insert_refusals(
            {one: "consent.missing" for one, code in found if code is None and one in world.said_no}
        )
        end = found[-1][0] if found else chunk.after_id
        slice_ = SliceRow(rows.new_id(), chunk.id, self._fence, chunk.after_id, end)
        if found:
            rows.insert_messages(ready, self._fence)
            if chunk.attempt > 1:
                for one in ready:
                    rows.upsert_status(one, chunk.attempt)
            rows.open_slice(slice_)
        rows.advance(chunk.id, end, "ready" if len(found) == most else "done")
        world.say(f"{self._process.name} takes {len(ready)} with fence {self._fence}")
        return Slice(slice_, chunk, mark + 1, ready, seconds())

    async def reach(self, mark: int) -> None:
        await self._begin()
        self._world.told_mark = max(self._world.told_mark, mark)
        await self._end()

    async def post(self, taken: Slice) -> list[Posted]:
        by = rules.begin_by(taken.asked_at, rules.LEASE)
        return list(await asyncio.gather(*(self._post(one, taken, by) for one in taken.messages)))

    async def _post(self, message: UUID, taken: Slice, by: float) -> Posted:
        await asyncio.sleep(self._world.chance.random() * 0.2)
        await self._process.awake()
        if seconds() > by:
            return NOT_SENT
        self._world.begun.append((taken.asked_at, seconds(), message))
        how = await self._world.meta.post(message)
        await self._process.awake()
        return how

    async def record(self, taken: Slice, ends: Sequence[Posted]) -> Ends:
        await self._begin()
        told = self._record(taken, ends)
        await self._end()
        return told

    def _record(self, taken: Slice, ends: Sequence[Posted]) -> Ends:
        rows, moment = self._world.rows, now()
        is_ours = rows.close_slice(taken.row.id)
        again, reached = list[UUID](), list[bool]()
        for message, how in zip(taken.messages, ends, strict=True):
            end = results.outcome(how)
            if end is Outcome.again:
                again.append(message)
            elif end is Outcome.accepted:
                rows.upsert_status(message, taken.chunk.attempt, accepted_at=moment)
            elif end is Outcome.failed:
                rows.upsert_status(message, taken.chunk.attempt, failed_at=moment)
            else:
                rows.upsert_status(message, taken.chunk.attempt, unknown_at=moment)
            if how.status > 0 or how.may_have_arrived:
                reached.append(results.is_trouble(how))
        if again and is_ours:
            self._put_back(taken, again)
        return Ends(len(again), sum(reached) * 2 > len(reached))

    def _put_back(self, taken: Slice, again: list[UUID]) -> None:
        rows, attempt = self._world.rows, taken.chunk.attempt
        rows.put_back(taken.chunk.id, again, now() + rules.backoff(attempt), attempt + 1)
        for message in again:
            rows.upsert_status(message, attempt, attempt)

    async def renew(self) -> None:
        await self._begin()
        self._world.rows.renew(self._fence, now() + rules.LEASE)

    async def let_go(self, rest: timedelta | None, trouble: int) -> None:
        await self._begin()
        self._world.rows.let_go(self._fence, now() + rest if rest else None, trouble)
        await self._end()


async def live(world: World, process: Process) -> None:
    """A worker: it takes the lane whenever it has work and nobody holds it."""
    while True:
        await asyncio.sleep(0.2 + world.chance.random())
        await process.awake()
        if not world.rows.has_work(now()):
            continue
        held = world.rows.lease(process.name, now(), now() + rules.LEASE)
        if held is None or held.mark < world.told_mark:
            continue
        world.rows.abandon_slices(held.fence, now())
        steps = Steps(world, process, held.fence)
        lane_of = Lane(steps, Held(held.mark, held.trouble, world.pace), seconds)
        try:
            await lane_of.work(asyncio.Event())
        except (lane.LaneLost, Unavailable):
            world.say(f"{process.name} gives up fence {held.fence}")
