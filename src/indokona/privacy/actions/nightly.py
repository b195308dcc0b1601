"""What every night looks after: retention, and whether acts are as they were written; alarms if not."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from indokona.kernel import audit, chain_check, clock, closing, dropping, ids
from indokona.kernel.database import Database
from indokona.kernel.datamap import Keep
from indokona.privacy import store_retention
from indokona.privacy.actions import alarms, retention
from indokona.privacy.keeping import CLOCKS, LATE

EVERY = timedelta(hours=22)
PROBE, CHAINS = "retention_ran", "audit_is_as_written"
LATE_ALARM, BROKEN = "retention", "broken"


async def round_(database: Database) -> int:
    """Run for every organisation whose last run is a day old; returns how many there were."""
    async with database.platform("scout") as scout:
        due = await store_retention.waiting(scout, clock.now() - EVERY)
    for organisation_id in due:
        found = await retention.run(database, organisation_id)
        if found.problem is not None:
            await _alarm(database, organisation_id)
    await look(database)
    return len(due)


async def check_chains(database: Database) -> int:
    """Whether every organisation's acts are as they were written, once a day; owners are told if not."""
    now = clock.now()
    async with database.platform() as db:
        last = await store_retention.probed_at(db, CHAINS)
    if last is not None and last > now - EVERY:
        return 0
    async with database.platform("scout") as scout:
        everybody = [ids.PLATFORM, *await store_retention.everybody(scout)]
    changed = [one for one in everybody if not (await chain_check.verify(database, one)).ok]
    for organisation_id in changed:
        await _alarm(database, organisation_id, BROKEN, closing.BEHIND)
    async with database.platform() as db:
        await store_retention.probe(db, CHAINS, not changed, now)
    return len(everybody)


async def look(database: Database) -> None:
    """Whether every organisation had a good run lately; tells everybody, and owners if not."""
    now = clock.now()
    async with database.platform("scout") as scout:
        late = await store_retention.without_good_run(scout, now - LATE)
    for organisation_id in late:
        await _alarm(database, organisation_id)
    async with database.platform() as db:
        await store_retention.probe(db, PROBE, not late, now)
    await _look_over_all(database, now)


async def _alarm(
    database: Database, organisation_id: UUID, kind: str = LATE_ALARM, act: str = retention.RAN
) -> None:
    async with database.organisation(organisation_id) as db:
        await alarms.raised(db, kind, audit.MACHINE, act, organisation_id)


async def _look_over_all(database: Database, now: datetime) -> None:
    """The oldest row of each kind in the whole installation, for the public page: no organisation is named.
    Then months in which nobody is owed anything are dropped."""
    found, most = dict[Keep, datetime](), {name: one.days for name, one in CLOCKS.items()}
    is_held = False
    async with database.platform("scout") as scout:
        everybody = await store_retention.everybody(scout)
    for organisation_id in everybody:
        async with database.organisation(organisation_id) as db:
            planned = await retention.plan(db, now)
            is_held = is_held or planned.is_held("kernel")
            for name, at in (await retention.oldest(db)).items():
                found[name] = min(at, found.get(name, at))
        most = {name: max(most[name], planned.longest(name)) for name in most}
    # Acts and events of all organisations stand in the same months: the longest clock counts.
    over = now - timedelta(days=max(most[Keep.metadata], most[Keep.security]))
    if not is_held:
        await dropping.sign_months(database, [ids.PLATFORM, *everybody], over)
    async with database.platform() as db:
        for name in CLOCKS:
            await store_retention.tell_oldest(db, name, found.get(name), most[name], now)
        await store_retention.drop_partitions(db, None if is_held else over)
