"""The floor of folding: the same number of status rows upserted by a superuser, a thousand a statement."""

from __future__ import annotations

import time

import psycopg

_TABLE = (
    "drop table if exists floor_status; create table floor_status (organisation_id uuid, id uuid,"
    " delivered_at timestamptz, pricing_type text, pricing_category text, wamid_index int8,"
    " primary key (organisation_id, id)) with (fillfactor = 50);"
    " create index on floor_status (organisation_id, wamid_index)"
)
_ROWS = (
    "insert into floor_status select '00000000-0000-7000-8000-000000000001', gen_random_uuid(), now(),"
    " 'regular', 'marketing', (random() * 1e18)::int8 from generate_series(1, %s)"
    " on conflict (organisation_id, id) do update set"
    " delivered_at = least(floor_status.delivered_at, excluded.delivered_at)"
)
A_STATEMENT = 1000


def seconds(address: str, size: int) -> float:
    """Seconds for `size` statuses, each statement committed."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(_TABLE)
        began = time.perf_counter()
        for at in range(0, size, A_STATEMENT):
            connection.execute(_ROWS, (min(A_STATEMENT, size - at),))
        spent = time.perf_counter() - began
        connection.execute("drop table floor_status")
        return spent
