"""Live news for open pages: which kinds of things changed, and their ids. A page then asks again.

One relay a process reads the events as they become visible, at most five times a second and only
while somebody listens, and writes each organisation's news once for all of its streams. It never
costs a writer anything. What an event says beyond its ids is asked through the API, with its rights.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from indokona.kernel import directory, ids, log
from indokona.kernel.database import Database
from indokona.kernel.errors import Unavailable

LOG = log.get("live")
BEAT = 0.2
#: A stream ends after ten minutes; the browser opens the next one, and its session is looked at anew.
LIVES, SILENCE = 600.0, 15.0
MOST_EVENTS, MOST_IDS, MOST_WAITING = 2000, 50, 64
HELLO = b'retry: 1000\nevent: hello\ndata: {"resync": true}\n\n'
STILL_HERE = b": still here\n\n"


class Stream:
    """One open page; `None` in its queue ends it."""

    def __init__(self, organisation_id: UUID, session_key: bytes) -> None:
        self.organisation_id = organisation_id
        self.session_key = session_key
        self._waiting: asyncio.Queue[bytes | None] = asyncio.Queue(MOST_WAITING)

    def tell(self, news: bytes) -> None:
        """Say what changed; a page that does not keep up is ended and begins anew."""
        try:
            self._waiting.put_nowait(news)
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        """End after what is on its way."""
        if self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait(None)

    async def parts(self) -> AsyncIterator[bytes]:
        """What is sent, until the end."""
        yield HELLO
        until = asyncio.get_running_loop().time() + LIVES
        while asyncio.get_running_loop().time() < until:
            try:
                async with asyncio.timeout(SILENCE):
                    news = await self._waiting.get()
            except TimeoutError:
                news = STILL_HERE
            if news is None:
                return
            yield news


class Relay:
    """All streams of this process."""

    def __init__(self, database: Database, is_ending: Callable[[], bool] = bool) -> None:
        self._database = database
        self._is_ending = is_ending
        self._streams: dict[UUID, set[Stream]] = defaultdict(set)
        self._after: tuple[str, UUID] | None = None
        self._wanted = asyncio.Event()
        self._placed = asyncio.Event()
        self._was_away = False

    async def follow(self, organisation_id: UUID, token: str) -> AsyncIterator[bytes]:
        """A stream of one session, open as long as it is read."""
        stream = Stream(organisation_id, directory.token_key(token))
        self._streams[organisation_id].add(stream)
        self._wanted.set()
        try:
            # What is asked after the greeting is answered from behind the place: nothing falls between.
            await self._placed.wait()
            async for part in stream.parts():
                yield part
        finally:
            self._leave(stream)

    def _leave(self, stream: Stream) -> None:
        held = self._streams[stream.organisation_id]
        held.discard(stream)
        if not held:
            del self._streams[stream.organisation_id]

    def _all(self) -> list[Stream]:
        return [stream for held in self._streams.values() for stream in held]

    async def run(self) -> None:
        """Relay until cancelled."""
        beat = 0
        while True:
            await self._wanted.wait()
            await asyncio.sleep(BEAT)
            beat += 1
            try:
                await self._look(beat)
            except Unavailable:
                self._forget_place()
            except Exception as error:  # pages must hear again, whatever it was
                LOG.error("failed", error=log.fault(error))
                self._forget_place()
                await asyncio.sleep(1)
            if self._is_ending():
                for stream in self._all():
                    stream.end()
            if not self._streams:
                self._wanted.clear()
                self._placed.clear()
                self._after = None

    def _forget_place(self) -> None:
        """Begin anew at the next look; what happened between is told as "anything"."""
        self._after, self._was_away = None, True

    async def _look(self, beat: int) -> None:
        self._tell(await self._news())
        if beat % 4 == 0:
            await self._end_dead()
        if self._was_away:  # nobody knows what was missed: pages ask for everything again
            self._was_away = False
            for stream in self._all():
                stream.tell(HELLO)

    async def _news(self) -> Sequence[tuple[Any, ...]]:
        """Events that became visible since the last look; the first look only takes the place."""
        async with self._database.glance() as scout:
            if self._after is None:
                place = await scout.value("select pg_snapshot_xmin(pg_current_snapshot())::text")
                self._after = (place, ids.NIL)
                self._placed.set()
                return []
            rows = await scout.rows(
                "select organisation_id, kind, subject_id, xid::text, id from event"
                " where (xid, id) > (%s::xid8, %s) and xid < pg_snapshot_xmin(pg_current_snapshot())"
                " order by xid, id limit %s",
                (*self._after, MOST_EVENTS),
            )
        if rows:
            self._after = (rows[-1][3], rows[-1][4])
        return rows

    def _tell(self, rows: Sequence[tuple[Any, ...]]) -> None:
        grouped: dict[UUID, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for organisation_id, kind, subject_id, *_ in rows:
            if organisation_id in self._streams:
                grouped[organisation_id][kind].add(str(subject_id))
        for organisation_id, kinds in grouped.items():
            news = _written(kinds.items())
            for stream in self._streams[organisation_id]:
                stream.tell(news)

    async def _end_dead(self) -> None:
        """Streams of ended sessions end within a second: one question for all of them."""
        streams = self._all()
        keys = list({stream.session_key for stream in streams})
        if not keys:
            return
        async with self._database.glance("app") as db:
            dead = {bytes(key) for key in await directory.unknown(db, directory.SESSION, keys)}
        for stream in streams:
            if stream.session_key in dead:
                stream.end()


def _written(kinds: Iterable[tuple[str, set[str]]]) -> bytes:
    """One event for the browser; many ids of a kind become none, which means: any of them."""
    changes = [
        {"kind": kind, "ids": sorted(found) if len(found) <= MOST_IDS else []}
        for kind, found in kinds
    ]
    return b"event: change\ndata: " + json.dumps({"changes": changes}).encode() + b"\n\n"
