"""The ledger of no: keyed tokens of opt-outs and erasures, in the keyring cluster, numbered.

An entry is written before a withdrawal is acknowledged. The data database keeps the number it has
applied (`ledger_mark`), and every start applies the rest before the port opens: a restored copy
from before a STOP still refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from psycopg_pool import AsyncConnectionPool

from indokona.kernel.lending import lent

OPT_OUT, ERASURE = "opt_out", "erasure"


@dataclass(frozen=True, slots=True)
class Entry:
    """One no. `purposes` empty means all of them; `contact_id` is our id at that time."""

    number: int
    organisation_id: UUID
    kind: str
    contact_id: UUID
    purposes: list[str]
    token: bytes
    at: datetime


_COLUMNS = "number, organisation_id, kind, contact_id, purposes, token, at"


class Ledger:
    """Appends and reads; nothing is ever changed here."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def write(
        self,
        organisation_id: UUID,
        kind: str,
        contact_id: UUID,
        tokens: Sequence[bytes],
        *,
        purposes: Sequence[str],
        at: datetime,
    ) -> int:
        """Write one no with a row for each of the person's tokens; returns its highest number."""
        async with lent(self._pool) as connection:
            cursor = await connection.execute(
                "insert into ledger_of_no (organisation_id, kind, contact_id, purposes, token, at)"
                " select %s, %s, %s, %s, t, %s from unnest(%s::bytea[]) t returning number",
                (organisation_id, kind, contact_id, list(purposes), at, list(tokens) or [b""]),
            )
            return max(int(row[0]) for row in await cursor.fetchall())

    async def matching(self, organisation_id: UUID, tokens: Sequence[bytes]) -> list[Entry]:
        """Every no that concerns one of these tokens."""
        return await self._entries(
            "organisation_id = %s and token = any(%s)", (organisation_id, list(tokens))
        )

    async def after(self, organisation_id: UUID, number: int) -> list[Entry]:
        """An organisation's entries above a number, in order."""
        return await self._entries(
            "organisation_id = %s and number > %s", (organisation_id, number)
        )

    async def heads(self) -> dict[UUID, int]:
        """The highest number of every organisation."""
        async with lent(self._pool) as connection:
            cursor = await connection.execute(
                "select organisation_id, max(number) from ledger_of_no group by 1"
            )
            return {row[0]: row[1] for row in await cursor.fetchall()}

    async def newest(self) -> int:
        """The highest number in the ledger, or up to which its loss was accepted."""
        async with lent(self._pool) as connection:
            cursor = await connection.execute(
                "select greatest((select max(number) from ledger_of_no),"
                " (select max(accepted) from backup_mark), 0)"
            )
            row = await cursor.fetchone()
            return int(row[0]) if row else 0

    async def _entries(self, where: str, values: tuple[object, ...]) -> list[Entry]:
        async with lent(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(Entry))
            await cursor.execute(
                f"select {_COLUMNS} from ledger_of_no where {where} order by number",
                values,
            )
            found: list[Entry] = await cursor.fetchall()
            return found
