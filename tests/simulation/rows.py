"""What the tables of dispatch do, in memory: each function is one statement or transaction of
`messaging.store_dispatch`, by its name. That both do the same is proved in `test_conformance`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from indokona.kernel import ids
from indokona.messaging.facts import Stamps
from indokona.messaging.rules import CANCELLED, FURTHEST_DUE, FURTHEST_HELD


@dataclass(slots=True)
class LaneRow:
    """Who holds a number's queue, until when, and what it has taken."""

    holder: str | None = None
    fence: int = 0
    mark: int = 0
    until: datetime | None = None
    held_until: datetime | None = None
    trouble: int = 0


@dataclass(frozen=True, slots=True)
class ChunkRow:
    """Messages of one origin, taken by a cursor."""

    id: UUID
    due_at: datetime
    origin: str
    state: str = "ready"
    after_id: UUID = ids.NIL
    attempt: int = 1
    priority: int = 3


@dataclass(frozen=True, slots=True)
class SliceRow:
    """What a holder is posting."""

    id: UUID
    chunk_id: UUID
    fence: int
    first_after: UUID
    last_id: UUID


@dataclass(frozen=True, slots=True)
class StatusRow:
    """Results and statuses of a message."""

    attempt: int = 1
    stamps: Stamps = field(default_factory=Stamps)
    put_back_attempt: int | None = None


_LEAST = ("accepted_at", "sent_at", "delivered_at", "read_at", "failed_at", "unknown_at")


@dataclass(slots=True)
class Rows:
    """One number's queue, with everything that was ever in it."""

    lane: LaneRow = field(default_factory=LaneRow)
    chunks: dict[UUID, ChunkRow] = field(default_factory=dict)
    #: The chunk of each message that was queued.
    outgoing: dict[UUID, UUID] = field(default_factory=dict)
    #: The fence of each intent.
    messages: dict[UUID, int] = field(default_factory=dict)
    statuses: dict[UUID, StatusRow] = field(default_factory=dict)
    slices: dict[UUID, SliceRow] = field(default_factory=dict)
    refusals: dict[UUID, str] = field(default_factory=dict)
    next_id: int = 0

    def new_id(self) -> UUID:
        """Ids of chunks and slices, in the order of their making."""
        self.next_id += 1
        return UUID(int=self.next_id)

    def queue(self, messages: list[UUID], origin: str, due_at: datetime) -> None:
        """A chunk with its messages."""
        chunk = ChunkRow(self.new_id(), due_at, origin)
        self.chunks[chunk.id] = chunk
        self.outgoing |= dict.fromkeys(messages, chunk.id)

    def has_work(self, now: datetime) -> bool:
        """As `due_lanes`: whether nobody holds the lane and there is something to take or to settle."""
        if _holds(self.lane.until, now) or _holds(self.lane.held_until, now):
            return False
        return bool(self.slices) or self.next_chunk(now) is not None

    def lease(self, holder: str, now: datetime, until: datetime) -> LaneRow | None:
        lane = self.lane
        if _holds(lane.until, now) or _holds(lane.held_until, now):
            return None
        lane.holder, lane.until, lane.fence = holder, until, lane.fence + 1
        return lane

    def renew(self, fence: int, until: datetime) -> bool:
        if self.lane.fence != fence:
            return False
        self.lane.until = until
        return True

    def step(self, fence: int, mark: int, until: datetime) -> bool:
        if (self.lane.fence, self.lane.mark) != (fence, mark):
            return False
        self.lane.until, self.lane.mark = until, mark + 1
        return True

    def let_go(self, fence: int, held_until: datetime | None, trouble: int) -> None:
        lane = self.lane
        if lane.fence == fence:
            lane.holder, lane.until = None, None
            lane.held_until, lane.trouble = held_until, trouble

    def next_chunk(self, now: datetime) -> ChunkRow | None:
        ready = [
            one
            for one in self.chunks.values()
            if one.state == "ready" and not now < one.due_at <= now + FURTHEST_DUE
        ]
        return min(ready, key=lambda one: (one.priority, one.due_at, one.id), default=None)

    def of_chunk(self, chunk_id: UUID, after: UUID, to: UUID | None = None) -> list[UUID]:
        """Its messages behind a cursor, in the order of their ids."""
        return sorted(
            one
            for one, where in self.outgoing.items()
            if where == chunk_id and one > after and (to is None or one <= to)
        )

    def take(self, chunk: ChunkRow, most: int) -> list[tuple[UUID, str | None]]:
        found = self.of_chunk(chunk.id, chunk.after_id)
        if chunk.attempt > 1:  # of what a late word has come meanwhile is not sent again
            found = [one for one in found if not self._is_settled(one)]
        return [(one, self.refusals.get(one)) for one in found[:most]]

    def _is_settled(self, message: UUID) -> bool:
        stamps = self.statuses.get(message, StatusRow()).stamps
        return any(getattr(stamps, name) for name in _LEAST if name != "unknown_at")

    def advance(self, chunk_id: UUID, after_id: UUID, state: str) -> None:
        self.chunks[chunk_id] = replace(self.chunks[chunk_id], after_id=after_id, state=state)

    def insert_messages(self, messages: list[UUID], fence: int) -> None:
        for one in messages:
            self.messages.setdefault(one, fence)

    def insert_refusals(self, codes: dict[UUID, str]) -> None:
        self.refusals = codes | self.refusals

    def open_slice(self, row: SliceRow) -> None:
        self.slices[row.id] = row

    def close_slice(self, slice_id: UUID) -> bool:
        return self.slices.pop(slice_id, None) is not None

    def abandon_slices(self, fence: int, now: datetime) -> None:
        for old in [one for one in self.slices.values() if one.fence < fence]:
            for message in self.of_chunk(old.chunk_id, old.first_after, old.last_id):
                known = self.statuses.get(message, StatusRow()).stamps
                if message in self.messages and not (known.accepted_at or known.failed_at):
                    self._mark_unknown(message, now)
            del self.slices[old.id]

    def _mark_unknown(self, message: UUID, now: datetime) -> None:
        row = self.statuses.get(message, StatusRow())
        stamps = replace(row.stamps, unknown_at=row.stamps.unknown_at or now)
        self.statuses[message] = replace(row, stamps=stamps)

    def upsert_status(
        self, message: UUID, attempt: int, put_back: int | None = None, **stamps: datetime | None
    ) -> None:
        row = self.statuses.get(message, StatusRow())
        known = {name: getattr(row.stamps, name) for name in _LEAST}
        least = {name: _least(known[name], stamps.get(name)) for name in _LEAST}
        self.statuses[message] = StatusRow(
            max(row.attempt, attempt),
            replace(row.stamps, **least),
            _greatest(row.put_back_attempt, put_back),
        )

    def put_back(
        self, chunk_id: UUID, messages: list[UUID], due_at: datetime, attempt: int
    ) -> None:
        old = self.chunks[chunk_id]
        state = old.state if old.state in ("paused", "cancelled") else "ready"
        new = replace(
            old, id=self.new_id(), due_at=due_at, state=state, after_id=ids.NIL, attempt=attempt
        )
        self.chunks[new.id] = new
        self.outgoing |= dict.fromkeys(messages, new.id)
        if state == "cancelled":
            self.insert_refusals(dict.fromkeys(messages, CANCELLED))

    def set_chunks(self, origin: str, was: list[str], state: str) -> None:
        under_way = {one.chunk_id for one in self.slices.values()}
        for chunk in [one for one in self.chunks.values() if one.origin == origin]:
            ends = chunk.state == "done" and state != "ready" and chunk.id in under_way
            if chunk.state in was or ends:
                self.chunks[chunk.id] = replace(chunk, state=state)

    def cancel_rest(self, origin: str) -> None:
        for chunk in self.chunks.values():
            if chunk.origin == origin and chunk.state in ("ready", "paused"):
                rest = self.of_chunk(chunk.id, chunk.after_id)
                self.insert_refusals(dict.fromkeys(rest, CANCELLED))
        self.set_chunks(origin, ["ready", "paused"], "cancelled")

    def make_doubtful(self, message: UUID, now: datetime) -> None:
        row = self.statuses[message]
        self.statuses[message] = replace(row, stamps=replace(row.stamps, doubtful_at=now))

    def is_idle(self) -> bool:
        """Whether nothing waits and nothing is under way."""
        waits = any(one.state in ("ready", "paused") for one in self.chunks.values())
        return not waits and not self.slices


def _holds(until: datetime | None, now: datetime) -> bool:
    return until is not None and now <= until <= now + FURTHEST_HELD


def _least(known: datetime | None, told: datetime | None) -> datetime | None:
    return min((one for one in (known, told) if one is not None), default=None)


def _greatest(known: int | None, told: int | None) -> int | None:
    return max((one for one in (known, told) if one is not None), default=None)
