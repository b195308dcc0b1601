"""The floor of folding: the very rows that the fold wrote, upserted by a superuser into an empty table
of the same shape, a thousand a statement, each committed. It reads no webhook and knows no walls."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

from indokona.kernel.arrays import packed

_KINDS = {
    "organisation_id": "uuid", "id": "uuid", "attempt": "int4", "delivered_at": "timestamptz",
    "pricing_type": "text", "pricing_category": "text", "wamid_index": "int8",
}  # fmt: skip
_COLUMNS = ", ".join(_KINDS)
_UPSERT = (
    f"insert into floor_status ({_COLUMNS})"
    f" select * from unnest({', '.join(f'%b::{kind}[]' for kind in _KINDS.values())})"
    " on conflict (organisation_id, id) do update set"
    " delivered_at = least(floor_status.delivered_at, excluded.delivered_at),"
    " pricing_type = least(floor_status.pricing_type, excluded.pricing_type),"
    " pricing_category = least(floor_status.pricing_category, excluded.pricing_category),"
    " wamid_index = coalesce(floor_status.wamid_index, excluded.wamid_index)"
)
A_STATEMENT = 1000


def seconds(address: str, size: int) -> float:
    """Seconds for the newest `size` statuses of the installation."""
    with psycopg.connect(address, autocommit=True) as connection:
        rows = connection.execute(
            f"select {_COLUMNS} from message_status order by id desc limit %s".encode(), (size,)
        ).fetchall()
        assert len(rows) == size, f"{len(rows)} of {size} statuses"
        connection.execute("create table floor_status (like message_status including all)")
        try:
            return _upserted(connection, rows)
        finally:
            connection.execute("drop table floor_status")


def _upserted(connection: psycopg.Connection[Any], rows: Sequence[tuple[Any, ...]]) -> float:
    statement = sql.SQL(_UPSERT)
    began = time.perf_counter()
    for at in range(0, len(rows), A_STATEMENT):
        columns = zip(*rows[at : at + A_STATEMENT], strict=True)
        values = [packed(k, c) for k, c in zip(_KINDS.values(), columns, strict=True)]
        connection.execute(statement, values)
    return time.perf_counter() - began
