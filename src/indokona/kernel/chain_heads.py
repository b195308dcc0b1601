"""How far each organisation's audit was closed, remembered beside the keys.

Written after the data has committed. Who takes the newest rows, their segments and the signed heads
away together has still to reach the other database; and an older copy of the data is known as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from indokona.kernel.lending import lent


@dataclass(frozen=True, slots=True)
class Known:
    """The newest segment that was closed, and its head."""

    no: int
    head: bytes


class ChainHeads:
    """One head for each organisation; its number only rises."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def reach(self, organisation_id: UUID, no: int, head: bytes) -> None:
        """A segment was closed; one that is not newer changes nothing."""
        async with lent(self._pool) as connection:
            await connection.execute(
                "insert into chain_head as h (organisation_id, no, head) values (%s, %s, %s)"
                " on conflict (organisation_id) do update set no = excluded.no, head = excluded.head"
                " where h.no < excluded.no",
                (organisation_id, no, head),
            )

    async def restart(self, organisation_id: UUID, no: int, head: bytes) -> None:
        """The data are an older copy, and that is written down: go on from what they have."""
        async with lent(self._pool) as connection:
            await connection.execute(
                "update chain_head set no = %s, head = %s where organisation_id = %s",
                (no, head, organisation_id),
            )

    async def known(self, organisation_id: UUID) -> Known | None:
        """The newest that was closed, or None."""
        async with lent(self._pool) as connection:
            cursor = await connection.execute(
                "select no, head from chain_head where organisation_id = %s", (organisation_id,)
            )
            row = await cursor.fetchone()
            return Known(row[0], row[1]) if row else None
