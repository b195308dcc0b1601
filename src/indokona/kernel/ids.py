"""Ids of ours: UUID version 7 (RFC 9562), made here so that no row waits for a sequence."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, SafeUUID

from indokona.kernel import clock

NIL = UUID(int=0)
#: After every id.
LAST = UUID(int=2**128 - 1)

#: The organisation that the operator itself is: it owns the number that sends sign-up codes.
PLATFORM = UUID("00000000-0000-7000-8000-000000000001")

#: The organisation in which an installation proves itself: it has no members, is in nobody's list, and
#: nothing of it is ever sent.
PROBE = UUID("00000000-0000-7000-8000-000000000002")

_lock = threading.Lock()
_last_ms = 0
_last_count = 0


def new() -> UUID:
    """A new id, greater than every id this process made before."""
    return new_many(1)[0]


def new_many(count: int) -> list[UUID]:
    """`count` new ids in rising order; 12 + 6 bits count within a millisecond, 56 are random."""
    global _last_ms, _last_count
    with _lock:
        ms = max(int(clock.now().timestamp() * 1000), _last_ms)
        step = 0 if ms > _last_ms else _last_count
        first_ms, first = ms, step
        _last_ms, _last_count = ms + (step + count) // _PER_MS, (step + count) % _PER_MS
    noise = os.urandom(7 * count)
    return [
        _uuid(
            first_ms + (first + i) // _PER_MS,
            (first + i) % _PER_MS,
            int.from_bytes(noise[7 * i : 7 * i + 7], "big"),
        )
        for i in range(count)
    ]


def supply(most: int = 512) -> Iterator[UUID]:
    """New ids one after the other, made in growing batches: each asks the system for noise once."""
    count = 1
    while True:
        yield from new_many(count)
        count = min(2 * count, most)


_PER_MS = 1 << 18


def _uuid(ms: int, count: int, noise: int) -> UUID:
    high = (ms << 16) | 0x7000 | (count >> 6)
    low = (0b10 << 62) | ((count & 0x3F) << 56) | noise
    return _of_int((high << 64) | low)


def of_bytes(value: bytes) -> UUID:
    """The id that 16 bytes say."""
    return _of_int(int.from_bytes(value, "big"))


def _of_int(value: int) -> UUID:
    # UUID's own constructor weighs every way to make one, and takes three times as long.
    made = object.__new__(UUID)
    object.__setattr__(made, "int", value)
    object.__setattr__(made, "is_safe", SafeUUID.unknown)
    return made


def time_of(made: UUID) -> datetime:
    """When an id of ours was made, to the millisecond."""
    return datetime.fromtimestamp((made.int >> 80) / 1000, UTC)


def floor(at: datetime) -> UUID:
    """The least id of a moment: the bound of a partition or of a keyset by time."""
    return UUID(int=(int(at.timestamp() * 1000) << 80) | (0x7 << 76) | (0b10 << 62))
