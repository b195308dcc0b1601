"""One question for all loops of a worker: which of them has something to do.

Each loop asking for itself cost an idle worker four times as much. The answer is a hint: a loop looks
for itself when it rings, and once a second in any case, since the clock of the database may differ.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Final

from indokona.kernel.database import Database

#: Seconds between two questions.
EVERY: Final = 0.05
#: Seconds after which a loop looks even if nothing rang.
LONGEST: Final = 1.0


class Bell:
    """Rings for `loops`, as `what_waits` names them, and for `events …` of each reader of events."""

    def __init__(self, database: Database, loops: Sequence[str], readers: Sequence[str]) -> None:
        self._database = database
        self._readers = list(readers)
        names = (*loops, *(f"events {reader}" for reader in readers))
        self._rung = {name: asyncio.Event() for name in names}

    def has(self, name: str) -> bool:
        """Whether it rings for `name`."""
        return name in self._rung

    async def ask(self) -> int:
        """Ring for what has something to do; returns 0, so that it is asked again after a rest."""
        async with self._database.glance() as scout:
            for name in await scout.value("select what_waits(%s)", (self._readers,)):
                self._rung[name].set()
        return 0

    async def wait(self, name: str) -> None:
        """Until it rings for `name`, at most `LONGEST` seconds."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._rung[name].wait(), LONGEST)
        self._rung[name].clear()
