"""A host that stopped making sense, for all processes: who found out tells, one asks, all go on.

Source: Meta's own outages last minutes to hours; a hundred workers that each try are a storm.
"""

from __future__ import annotations

from datetime import timedelta

from indokona.kernel import clock, log
from indokona.kernel.database import Database, Db
from indokona.kernel.egress.http import Http
from indokona.kernel.egress.posts import Posted, Posts, makes_sense_at_all
from indokona.kernel.errors import Transient

LOG = log.get("outage")
#: A host is asked at most once in this time, by whichever process comes first.
ASK_EVERY = timedelta(seconds=1)


async def look_after(database: Database, posts: Posts, http: Http) -> int:
    """Tell what this process found, hear what others found, and ask whether it is over."""
    found = posts.away()
    async with database.platform() as db:
        for origin in found:
            await _tell(db, origin)
        away = {row[0] for row in await db.rows("select origin from outage")}
        mine = [origin for origin in away if await _claim(db, origin)]
    for origin in away - found:
        posts.keep_away(origin)
    for origin in mine:
        if await _makes_sense(http, origin):
            async with database.platform() as db:
                await db.run("delete from outage where origin = %s", (origin,))
            LOG.info("outage over", host=origin)
            away.discard(origin)
    for origin in posts.away() - away:  # over, as this or another process found
        posts.come_back(origin)
    return 0


async def _tell(db: Db, origin: str) -> None:
    if await db.run(
        "insert into outage (origin, since) values (%s, %s) on conflict do nothing",
        (origin, clock.now()),
    ):
        LOG.warning("outage", host=origin)


async def _claim(db: Db, origin: str) -> bool:
    """Whether it is this process that asks now."""
    now = clock.now()
    return bool(
        await db.run(
            "update outage set asked_at = %s where origin = %s and (asked_at is null or asked_at <= %s)",
            (now, origin, now - ASK_EVERY),
        )
    )


async def _makes_sense(http: Http, origin: str) -> bool:
    """Ask for the root, without a token and without any data: an answer in JSON is enough."""
    try:
        answer = await http.call("GET", f"{origin}/")
    except Transient:
        return False
    return makes_sense_at_all(Posted(answer.status, answer.body))
