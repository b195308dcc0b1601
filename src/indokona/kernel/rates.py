"""Exact limits: a counter row per bucket, so that a hundred parallel tries count as a hundred."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from indokona.kernel import clock
from indokona.kernel.database import Database
from indokona.kernel.errors import TooMany


async def spend(database: Database, what: str, whom: str, *, most: int, per: timedelta) -> None:
    """Count one try of `what` by `whom`; raises `TooMany` past `most` in a window of `per`.

    Committed by itself, so that a refused request has been counted. The bucket is a hash: no
    address or e-mail is kept.
    """
    now = clock.now()
    bucket = hashlib.blake2b(f"{what}\x00{whom}".encode(), digest_size=16).digest()
    async with database.platform() as db:
        count = await db.value(
            "insert into rate as r (bucket, window_ends, count) values (%(bucket)s, %(ends)s, 1)"
            " on conflict (bucket) do update set"
            " count = case when r.window_ends <= %(now)s then 1 else r.count + 1 end,"
            " window_ends = case when r.window_ends <= %(now)s then %(ends)s else r.window_ends end"
            " returning count",
            {"bucket": bucket, "ends": now + per, "now": now},
        )
    if count > most:
        raise TooMany(retry_after=int(per.total_seconds()))
