"""The egress probe: what left in the last day against the register of processors, and our own pages."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from indokona.app.probes import pages
from indokona.app.probes.findings import Findings
from indokona.app.probes.means import Means
from indokona.kernel import clock, ids
from indokona.kernel.database import Database, Db
from indokona.kernel.datamap import Category
from indokona.kernel.egress import register
from indokona.kernel.egress.disclosing import MESSAGE
from indokona.kernel.egress.register import Processor

#: A night and some hours, so that two looks overlap.
BACK: Final = timedelta(hours=26)
#: An id is made when a message is queued. It may wait for as long as it takes, but a row older than
#: the clock of metadata, thirteen months, is not there any more.
_WAITED: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Departure:
    """Something left: to a processor by its name, or to a host; with which kinds of data, and when."""

    to: str
    categories: tuple[str, ...]
    at: datetime


async def run(means: Means, findings: Findings) -> None:
    """Everything that left, and every page that we serve."""
    since = clock.now() - BACK
    async with means.database.platform() as db:
        known = await register.every(db)
    left = [one async for one in _left(means, since)]
    for code, count in judged(known, left).items():
        findings.add(code, count)
    findings.counts["departures"] += len(left)
    findings.counts["processors"] += sum(one.ended_at is None for one in known)
    await asyncio.to_thread(pages.look, means.settings, findings)


def judged(known: Sequence[Processor], left: Iterable[Departure]) -> Counter[str]:
    """What is wrong, by code: not in the register, ended, a kind of data that it does not name, no contract."""
    places = {key: one for one in known for key in (one.name, *one.hosts)}
    found = Counter(
        {"no_contract": sum(not p.contract.strip() for p in known if p.ended_at is None)}
    )
    for one in left:
        processor = places.get(one.to)
        if processor is None:
            found["not_registered"] += 1
        else:
            found["after_its_end"] += processor.ended_at is not None and processor.ended_at < one.at
            found["not_declared"] += bool(set(one.categories) - set(processor.categories))
    return +found


async def _left(means: Means, since: datetime) -> AsyncIterator[Departure]:
    database, smtp_url = means.database, means.settings.smtp_url
    mail_host = register.host_of(smtp_url.get_secret_value()) if smtp_url else None
    async with database.platform("scout") as scout:
        rows = await scout.rows("select organisation_id from organisation order by 1")
    for (organisation_id,) in rows:
        async with database.organisation(organisation_id) as db:
            named = [*await _disclosed(db, since), *await _told(db, since)]
            mailed = await _mailed(db, since)
            apps = await _apps(db, since)
        for to, categories, at in named:
            yield Departure(to, tuple(categories), at)
        if mailed is not None and mail_host is not None:
            yield Departure(mail_host, (Category.profile,), mailed)
        for app_id, at in apps:
            host = await _host_of_app(database, organisation_id, app_id)
            yield Departure(host, MESSAGE, at)


async def _disclosed(db: Db, since: datetime) -> list[tuple[str, list[str], datetime]]:
    rows = await db.rows(
        "select processor, categories, max(at) from disclosure where organisation_id = %s and id >= %s group by 1, 2",
        (db.organisation_id, ids.floor(since)),
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def _told(db: Db, since: datetime) -> list[tuple[str, list[str], datetime]]:
    """Who was told of an erasure: ids of what they hold, no kind of data that they do not have."""
    rows = await db.rows(
        "select processor, max(told_at) from telling where organisation_id = %s and told_at >= %s group by 1",
        (db.organisation_id, since),
    )
    return [(row[0], [], row[1]) for row in rows]


async def _mailed(db: Db, since: datetime) -> datetime | None:
    found: datetime | None = await db.value(
        "select max(sent_at) from mail_out where organisation_id = %s and sent_at >= %s",
        (db.organisation_id, since),
    )
    return found


async def _apps(db: Db, since: datetime) -> list[tuple[UUID, datetime]]:
    """Meta apps over which messages left, and when the last did."""
    rows = await db.rows(
        "select w.meta_app_id, max(m.at) from message m"
        " join number n on n.organisation_id = m.organisation_id and n.id = m.number_id"
        " join waba w on w.organisation_id = n.organisation_id and w.id = n.waba_row_id"
        " where m.organisation_id = %s and m.id >= %s and m.at >= %s and m.direction = 'out' group by 1",
        (db.organisation_id, ids.floor(since - _WAITED), since),
    )
    return [(row[0], row[1]) for row in rows]


async def _host_of_app(database: Database, organisation_id: UUID, app_id: UUID) -> str:
    """Where an app's Graph API is: the organisation's own app, or the platform's."""
    for owner in (organisation_id, ids.PLATFORM):
        async with database.organisation(owner) as db:
            url = await db.value(
                "select graph_url from meta_app where organisation_id = %s and id = %s",
                (owner, app_id),
            )
        if url is not None:
            return register.host_of(url)
    return ""
