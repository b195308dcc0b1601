"""The same acts on the rows in memory and in PostgreSQL, and whether both then hold the same."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from tests.fixtures.cast import Cast
from tests.simulation.loop import BEGINNING
from tests.simulation.rows import ChunkRow, Rows, SliceRow

from indokona.kernel import ids
from indokona.kernel.database import Db
from indokona.messaging import rules, store, store_dispatch

T = TypeVar("T")
DAY = 86_400
CONSENT = ids.new()
STAMPS = ("accepted_at", "sent_at", "delivered_at", "read_at", "failed_at", "unknown_at")
ORIGINS = {name: ids.new() for name in ("first", "second")}
NAMES = {origin: name for name, origin in ORIGINS.items()}


@dataclass(slots=True)
class Both:
    """Acts by chance; ids of chunks and slices are PostgreSQL's, so both name them alike."""

    db: Db
    cast: Cast
    chance: random.Random
    rows: Rows
    at: datetime = BEGINNING
    fence: int = 0
    taken: list[tuple[SliceRow, ChunkRow]] = field(default_factory=list)

    async def act(self) -> str:
        """One act; its name."""
        self.at += timedelta(seconds=self.chance.choice([0, 1, 1, 8, 8, DAY, -DAY]))
        acts = [
            *[self.queue] * 3, *[self.take] * 4, self.lease, self.close, self.put_back, self.abandon,
            self.steer, self.tell, self.let_go, self.renew, self.say_no,
        ]  # fmt: skip
        chosen = self.chance.choice(acts)
        await chosen()
        return chosen.__name__

    async def queue(self) -> None:
        messages = ids.new_many(self.chance.randint(1, 6))
        origin, due_at = self.chance.choice(list(ORIGINS)), self._soon()
        chunk_id = self._share(ids.new())
        await store.insert_chunk(
            self.db, chunk_id, self.cast.number.id, 3, due_at, ("campaign", ORIGINS[origin]), None, len(messages),
        )  # fmt: skip
        alike = self.cast.dev, "marketing", CONSENT, "campaign", ORIGINS[origin], None, b""
        waiting = [(one, chunk_id, self.cast.number.id, *alike) for one in messages]
        await store.insert_outgoing(self.db, waiting)
        self.rows.queue(messages, origin, due_at)

    async def lease(self) -> None:
        until = self.at + rules.LEASE
        told = await store_dispatch.lease(self.db, self.cast.number.id, ids.NIL, self.at, until)
        held = self.rows.lease("holder", self.at, until)
        assert (told is None) == (held is None)
        if told is not None and held is not None:
            assert (told.fence, told.mark, told.trouble) == (held.fence, held.mark, held.trouble)
            self.fence = told.fence

    async def take(self) -> None:
        """What one transaction of a lane does, as in dispatch."""
        fence, mark = self._old(self.fence), self._old(self.rows.lane.mark)
        until, most = self.at + rules.LEASE, self.chance.randint(1, 4)
        number_id = self.cast.number.id
        may = await store_dispatch.step(self.db, number_id, fence, mark, until)
        assert may == self.rows.step(fence, mark, until)
        told = await store_dispatch.next_chunk(self.db, number_id, self.at) if may else None
        chunk = self.rows.next_chunk(self.at) if may else None
        assert (told and told.id) == (chunk and chunk.id)
        if told is None or chunk is None:
            return
        assert told.attempt == chunk.attempt
        found = self.rows.take(chunk, most)
        waiting = await store_dispatch.take(self.db, told, most)
        assert [(one.id, one.code) for one in waiting] == found
        await self._move([one for one, code in found if code is None], found, chunk, most)

    async def _move(
        self, ready: list[UUID], found: list[tuple[UUID, str | None]], chunk: ChunkRow, most: int
    ) -> None:
        end, fence, state = (
            found[-1][0] if found else chunk.after_id,
            self.fence,
            "ready" if len(found) == most else "done",
        )
        intents = [
            (one, self.cast.dev, self.cast.number.id, "out", "marketing", "template", CONSENT, "campaign",
             ids.NIL, None, fence, None, None, self.at)
            for one in ready
        ]  # fmt: skip
        await store_dispatch.insert_messages(self.db, intents)
        self.rows.insert_messages(ready, fence)
        if found:
            row = SliceRow(self._share(ids.new()), chunk.id, fence, chunk.after_id, end)
            span = (row.first_after, row.last_id)
            await store_dispatch.open_slice(
                self.db, row.id, self.cast.number.id, chunk.id, fence, span, self.at
            )
            self.rows.open_slice(row)
            self.taken.append((row, chunk))
        await store_dispatch.advance(self.db, chunk.id, end, state)
        self.rows.advance(chunk.id, end, state)

    async def close(self) -> None:
        for row, _ in self._one(self.taken):
            told = await store_dispatch.close_slice(self.db, row.id)
            assert told == self.rows.close_slice(row.id)

    async def put_back(self) -> None:
        """Some of a slice wait again, as long as it is open."""
        for row, chunk in self._one([one for one in self.taken if one[0].id in self.rows.slices]):
            await store_dispatch.close_slice(self.db, row.id)
            self.rows.close_slice(row.id)
            span = self.rows.of_chunk(row.chunk_id, row.first_after, row.last_id)
            again = [
                one for one in span if one in self.rows.messages and self.chance.random() < 0.7
            ]
            due_at, attempt = self._soon(), chunk.attempt + 1
            before = set(self.rows.chunks)
            await store_dispatch.put_back(
                self.db, self.cast.number.id, chunk.id, again, due_at, attempt
            )
            new = await self.db.rows(
                "select id from chunk where organisation_id = %s and not id = any(%s)",
                (self.cast.organisation_id, list(before)),
            )
            self._share(new[0][0])
            self.rows.put_back(chunk.id, again, due_at, attempt)

    async def abandon(self) -> None:
        fence = self._old(self.fence)
        await store_dispatch.abandon_slices(self.db, self.cast.number.id, fence, self.at)
        self.rows.abandon_slices(fence, self.at)

    async def steer(self) -> None:
        origin = self.chance.choice(list(ORIGINS))
        verb = self.chance.choice(["pause", "resume", "cancel"])
        if verb == "cancel":
            await store.cancel_rest(self.db, ORIGINS[origin], rules.CANCELLED, self.at)
            self.rows.cancel_rest(origin)
        else:
            was, state = (["ready"], "paused") if verb == "pause" else (["paused"], "ready")
            await store.set_chunks(self.db, ORIGINS[origin], was, state)
            self.rows.set_chunks(origin, was, state)

    async def tell(self) -> None:
        for message in self._one(list(self.rows.messages)):
            stamps = {one: self._soon() for one in STAMPS if self.chance.random() < 0.3}
            attempt, put_back = self.chance.randint(1, 3), self.chance.choice([None, 1, 2])
            row = store_dispatch.status_row(message, attempt, put_back_attempt=put_back, **stamps)
            await store_dispatch.upsert_statuses(self.db, [row])
            self.rows.upsert_status(message, attempt, put_back, **stamps)

    async def let_go(self) -> None:
        fence, trouble = self._old(self.fence), self.chance.randint(0, 2)
        held_until = self.chance.choice([None, self.at + timedelta(seconds=4)])
        await store_dispatch.let_go(
            self.db, self.cast.number.id, fence, self.at, held_until, trouble
        )
        self.rows.let_go(fence, held_until, trouble)

    async def renew(self) -> None:
        fence, until = self._old(self.fence), self.at + rules.LEASE
        told = await store_dispatch.renew(self.db, self.cast.number.id, fence, until)
        assert told == self.rows.renew(fence, until)

    async def say_no(self) -> None:
        for message in self._one(list(self.rows.outgoing)):
            row = (message, ids.NIL, self.cast.dev, "consent.withdrawn", self.at)
            await store.insert_refusals(self.db, [row])
            self.rows.insert_refusals({message: "consent.withdrawn"})

    def _one(self, among: list[T]) -> list[T]:
        return [self.chance.choice(among)] if among else []

    def _old(self, number: int) -> int:
        """Now and then what somebody knew before."""
        return number - (self.chance.random() < 0.15)

    def _soon(self) -> datetime:
        return self.at + timedelta(seconds=self.chance.randint(0, 9))

    def _share(self, made: UUID) -> UUID:
        """The next chunk or slice in memory has this id too."""
        self.rows.next_id = made.int - 1
        return made
