"""How far each outgoing queue has come, remembered beside the keys.

Written after the data has committed and before anything leaves. So the data is never behind, unless
it is an older copy that was put back: then what waits in it may have left already.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

Place = tuple[UUID, UUID]


class HighWater:
    """One mark, an id that rises with time, for each queue of an organisation."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def reach(self, organisation_id: UUID, queue_id: UUID, mark: UUID) -> None:
        """Something with this id is about to leave; an older one changes nothing."""
        async with self._pool.connection() as connection:
            await connection.execute(
                "insert into high_water as h (organisation_id, queue_id, mark) values (%s, %s, %s)"
                " on conflict (organisation_id, queue_id) do update set mark = excluded.mark"
                " where h.mark < excluded.mark",
                (organisation_id, queue_id, mark),
            )

    async def marks(self) -> dict[Place, UUID]:
        """Every mark, by organisation and queue."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "select organisation_id, queue_id, mark from high_water"
            )
            return {(row[0], row[1]): row[2] for row in await cursor.fetchall()}
