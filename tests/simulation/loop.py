"""An event loop on a virtual clock: time jumps to the next thing that is due, so hours take milliseconds."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
#: Virtual time begins here, whatever the wall says: a history is the same tomorrow.
BEGINNING = datetime(2026, 11, 1, tzinfo=UTC)


class Stuck(Exception):
    """Everybody waits for somebody: nothing is due any more."""


class _Jump(selectors.SelectSelector):
    """Instead of waiting for files it moves the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise Stuck
        self.seconds += max(timeout, 0.0)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """`time()` is virtual, and so is every sleep and timeout."""

    def __init__(self) -> None:
        self._jump = _Jump()
        #: A loop keeps no hold of its tasks itself.
        self.kept: list[asyncio.Task[None]] = []
        #: By how much the clock on the wall is wrong.
        self.shift = timedelta(0)
        super().__init__(self._jump)

    def time(self) -> float:
        """Virtual seconds since the beginning."""
        return self._jump.seconds


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run to its end on a clock of its own; what still runs then is ended with it."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(main)
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()


def begin(part: Coroutine[Any, Any, None]) -> None:
    """Run something beside the rest, to the end of the world."""
    loop = _loop()
    loop.kept.append(loop.create_task(part))


def seconds() -> float:
    """Virtual seconds, as a clock that never jumps."""
    return asyncio.get_running_loop().time()


def now() -> datetime:
    """The virtual moment, as the clock on the wall tells it."""
    return BEGINNING + timedelta(seconds=seconds()) + _loop().shift


def jump(by: timedelta) -> None:
    """Somebody sets the clock on the wall."""
    _loop().shift += by


def _loop() -> VirtualLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    return loop
