"""Exact limits: a counter row per bucket, so that a hundred parallel tries count as a hundred."""

from __future__ import annotations

from datetime import timedelta

from indokona.kernel import clock, ids
from indokona.kernel.database import Database
from indokona.kernel.errors import TooMany


async def spend(database: Database, what: str, whom: str, *, most: int, per: timedelta) -> None:
    """Count one try of `what` by `whom`; raises `TooMany` past `most` in a window of `per`.

    Committed by itself, so that a refused request has been counted. The bucket is a keyed index: a
    plain hash of an address is the address to whoever tries them all.
    """
    now = clock.now()
    bucket = (await database.keyring.indexes(ids.PLATFORM)).lookup(f"rate:{what}", whom)
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


async def forget(database: Database) -> int:
    """Delete buckets whose window has ended; returns how many."""
    async with database.platform() as db:
        return await db.run("delete from rate where window_ends < %s", (clock.now(),))
