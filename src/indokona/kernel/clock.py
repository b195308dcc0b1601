"""The one source of time, so that a test can move it and no slice reads the wall by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_shift = timedelta(0)


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC) + _shift


def seconds() -> float:
    """A clock that never jumps, in seconds; for leases and durations, never for dates."""
    return time.monotonic()


@contextmanager
def moved(by: timedelta) -> Iterator[Callable[[], datetime]]:
    """Move time for this process, for tests of what happens tomorrow."""
    global _shift
    before, _shift = _shift, _shift + by
    try:
        yield now
    finally:
        _shift = before
