"""Lanes: which have work, and how many slices each has taken."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from indokona.kernel import clock
from indokona.kernel.database import Db
from indokona.messaging import store_dispatch

#: One-time codes and answers: lanes with them are taken at once.
URGENT = 1
#: Which organisation's which number has work, and its priority.
Due = tuple[UUID, UUID, int]


async def due(scout: Db) -> list[Due]:
    """Which organisation's which number has work, and its priority; most urgent first."""
    return await store_dispatch.due_lanes(scout, clock.now())


async def marks(scout: Db) -> dict[tuple[UUID, UUID], int]:
    """How many slices every lane has taken, by organisation and number."""
    return await store_dispatch.marks(scout)


async def catch_up(db: Db, marks: Mapping[UUID, int]) -> bool:
    """Count slices that these data have lost; False if none was behind (any more)."""
    return any([await store_dispatch.catch_up(db, n, marks[n]) for n in sorted(marks)])


def left_over(
    waiting: Sequence[Due], left: Collection[tuple[UUID, UUID]]
) -> tuple[list[Due], set[tuple[UUID, UUID]]]:
    """What a worker that holds lanes takes beside them, and what it leaves to an idle one for a turn.

    Else the first to look takes all lanes, and the cores of the others stand idle. What it left the
    last time (`left`) and still waits, nobody else wanted; what is urgent waits for nobody.
    """
    taken = [one for one in waiting if one[2] <= URGENT or one[:2] in left]
    return taken, {one[:2] for one in waiting}
