"""Lanes: which have work, and how many slices each has taken."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from indokona.kernel import clock
from indokona.kernel.database import Db
from indokona.messaging import store_dispatch


async def due(scout: Db) -> list[tuple[UUID, UUID, int]]:
    """Which organisation's which number has work, and its priority; most urgent first."""
    return await store_dispatch.due_lanes(scout, clock.now())


async def marks(scout: Db) -> dict[tuple[UUID, UUID], int]:
    """How many slices every lane has taken, by organisation and number."""
    return await store_dispatch.marks(scout)


async def catch_up(db: Db, marks: Mapping[UUID, int]) -> bool:
    """Count slices that these data have lost; False if none was behind (any more)."""
    return any([await store_dispatch.catch_up(db, n, marks[n]) for n in sorted(marks)])
