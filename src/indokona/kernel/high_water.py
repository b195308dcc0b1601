"""How far each outgoing queue has come, remembered beside the keys.

Written after the data has committed and before anything leaves. So the data is never behind, unless
it is an older copy that was put back: then what waits in it may have left already.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from indokona.kernel.lending import lent


class HighWater:
    """One number that only rises for each queue of an organisation."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def reach(self, organisation_id: UUID, queue_id: UUID, mark: int) -> None:
        """What has this number is about to leave; a smaller one changes nothing."""
        async with lent(self._pool) as connection:
            await connection.execute(
                "insert into high_water as h (organisation_id, queue_id, mark) values (%s, %s, %s)"
                " on conflict (organisation_id, queue_id) do update set mark = excluded.mark"
                " where h.mark < excluded.mark",
                (organisation_id, queue_id, mark),
            )

    async def mark(self, organisation_id: UUID, queue_id: UUID) -> int:
        """How far a queue has come; 0 if nothing ever left it."""
        async with lent(self._pool) as connection:
            cursor = await connection.execute(
                "select mark from high_water where organisation_id = %s and queue_id = %s",
                (organisation_id, queue_id),
            )
            row = await cursor.fetchone()
            return int(row[0]) if row else 0

    async def marks(self) -> dict[tuple[UUID, UUID], int]:
        """Every number, by organisation and queue."""
        async with lent(self._pool) as connection:
            cursor = await connection.execute(
                "select organisation_id, queue_id, mark from high_water"
            )
            return {(row[0], row[1]): row[2] for row in await cursor.fetchall()}
