"""The whole of Meta's side in one object: state, post office, webhooks, mail."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from indokona.simulator.disk import Disk
from indokona.simulator.limits import DAY, TIERS, Limits
from indokona.simulator.news import tell
from indokona.simulator.outbox import Outbox
from indokona.simulator.payloads import Outgoing
from indokona.simulator.sending import Post
from indokona.simulator.talking import repeat_inbound
from indokona.simulator.world import Faults, Thing, World

_OPEN = (
    "SELECT seq, wamid, number_id, person, callback, category, price_type, sent_at, delivered_at,"
    " read_at, failed_at, error FROM message WHERE done = 0 AND inbound = 0"
)
_WINDOWS = (
    "SELECT number_id, person, max(at) FROM message WHERE inbound = 1 GROUP BY number_id, person"
)
_REACHED = "SELECT number_id, person, max(at) FROM message WHERE inbound = 0 GROUP BY 1, 2"


class Simulator:
    """Begin with `start`, end with `close`; `asgi` is the application."""

    def __init__(self, state: Path) -> None:
        self.world = World()
        self.disk = Disk(state)
        self.outbox = Outbox(self.world, self.disk)
        self.limits = Limits()
        self.post = Post(self.world, self.disk, self.outbox, self.limits)
        self.random = random.Random(0)  # noqa: S311
        self.asgi: Callable[..., Awaitable[None]] | None = None
        """The application, set by `serve.build`: it stands above this module."""
        self.tasks: set[asyncio.Task[None]] = set()
        for thing in self.disk.things():
            self.world.keep(thing)
        self._restore()

    def _restore(self) -> None:
        """Bring back what follows from the rows: windows, counts of people, open messages."""
        for number_id, person, at in self.disk.rows(_WINDOWS):
            self.world.windows[number_id, person] = at
        limited = {
            number.id: business
            for number in self.world.numbers.values()
            if TIERS.get((business := self.world.business_of(number)).messaging_limit)
        }
        for number_id, person, at in self.disk.rows(_REACHED) if limited else []:
            if number_id in limited and at > time.time() - DAY:
                self.limits.remember_reached(limited[number_id].id, person, at)
        self._seed_randomness(self.world.faults)

    def start(self) -> None:
        """Begin writing and telling; what was not acknowledged is told again."""
        self.disk.start()
        self.outbox.start()
        for notice in self.world.notices.values():
            tell(self.outbox, notice)
        for row in self.disk.rows(_OPEN):
            seq, wamid, number_id, *rest = row
            number = self.world.numbers.get(number_id)
            if number is not None:
                self.outbox.follow(Outgoing(seq, wamid, number, *rest))
        repeat_inbound(self.world, self.disk, self.outbox)

    async def close(self) -> None:
        """Stop telling and write what is left."""
        for task in self.tasks:
            task.cancel()
        await self.outbox.close()
        await self.disk.close()

    def keep(self, *things: Thing) -> None:
        """Remember things in memory and, soon, on disk."""
        for thing in things:
            self.world.keep(thing)
            self.disk.put(thing)

    def drop(self, thing: Thing) -> None:
        """Forget a thing in memory and, soon, on disk."""
        self.world.drop(thing)
        self.disk.drop(thing)

    def set_faults(self, faults: Faults) -> None:
        """Change what goes wrong; the randomness begins anew at its seed."""
        self.keep(faults)
        self._seed_randomness(faults)

    def _seed_randomness(self, faults: Faults) -> None:
        self.random = random.Random(faults.seed)  # noqa: S311
        self.outbox.seed(faults.seed)

    def reset(self) -> None:
        """Forget everything, as on the first day."""
        self.disk.clear()
        self.outbox.clear()
        self.limits.clear()
        fresh = World()
        self.world.__dict__.update(fresh.__dict__)
        self._seed_randomness(self.world.faults)
