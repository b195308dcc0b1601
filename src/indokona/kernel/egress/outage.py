"""A host that stopped making sense, for all processes: who found out tells, one asks, all go on.

Outages last minutes to hours; a hundred workers that each try are a storm.
"""

from __future__ import annotations

from datetime import timedelta

from indokona.kernel import clock, log
from indokona.kernel.database import Database, Db
from indokona.kernel.egress.disclosing import NOTHING
from indokona.kernel.egress.http import Http
from indokona.kernel.egress.posts import Posted, Posts, makes_sense_at_all
from indokona.kernel.errors import Refusal, Transient

LOG = log.get("outage")
#: A host is asked at most once in this time, by whichever process comes first.
ASK_EVERY = timedelta(seconds=1)
#: After so long without a sensible answer a message is tried all the same: who does not answer this
#: question may still take posts.
TRY_AFTER = timedelta(seconds=30)


class Outages:
    """What one process knows of hosts that are away; its posts go by it."""

    def __init__(self, database: Database, posts: Posts, http: Http) -> None:
        self._database = database
        self._posts = posts
        self._http = http
        self._known: set[str] = set()

    async def look_after(self) -> int:
        """Tell what this process found, hear what others found, and ask whether it is over."""
        async with self._database.platform() as db:
            for base in self._posts.away() - self._known:
                await _tell(db, base)
            rows = await db.rows("select base, since from outage")
            mine = {base: since for base, since in rows if await _claim(db, base)}
        away = {base for base, _ in rows}
        for base in away - self._known:
            self._posts.keep_away(base)
        self._known |= away
        for base, since in mine.items():
            if clock.now() - since > TRY_AFTER or await _makes_sense(self._http, base):
                await self._end(base)
                away.discard(base)
        for base in self._known - away:  # over, as this or another process found
            self._posts.come_back(base)
        self._known = away
        return 0

    async def _end(self, base: str) -> None:
        async with self._database.platform() as db:
            await db.run("delete from outage where base = %s", (base,))
        LOG.info("outage over", state=base)


async def _tell(db: Db, base: str) -> None:
    if await db.run(
        "insert into outage (base, since) values (%s, %s) on conflict do nothing",
        (base, clock.now()),
    ):
        LOG.warning("outage", state=base)


async def _claim(db: Db, base: str) -> bool:
    """Whether it is this process that asks now."""
    now = clock.now()
    return bool(
        await db.run(
            "update outage set asked_at = %s where base = %s and (asked_at is null or asked_at <= %s)",
            (now, base, now - ASK_EVERY),
        )
    )


async def _makes_sense(http: Http, base: str) -> bool:
    """Ask without a token and without any data: an answer in JSON is enough."""
    try:
        answer = await http.call("GET", base, carries=NOTHING)
    except (Transient, Refusal):  # a processor that has ended is asked nothing
        return False
    return makes_sense_at_all(Posted(answer.status, answer.body))
