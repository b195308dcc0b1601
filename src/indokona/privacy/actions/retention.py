"""Retention: what is past its time goes, organisation by organisation, unless a hold keeps it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from indokona.contacts.actions import identify
from indokona.kernel import audit, clock, ids, keyring, log, retention
from indokona.kernel.database import Database, Db
from indokona.kernel.datamap import Keep
from indokona.kernel.edge import Caller
from indokona.kernel.retention import Rule
from indokona.messaging.actions import recipients, thread
from indokona.privacy import duties, keeping, store, store_retention
from indokona.privacy.duties import Duty
from indokona.privacy.errors import NotUnderstood
from indokona.privacy.hooks import HOOKS
from indokona.privacy.keeping import CLOCKS, Clock, Held
from indokona.privacy.store_retention import Chosen, Run

LOG = log.get("retention")
RAN, CHOSEN = "retention.ran", "retention.chosen"
#: What a sweep repeats: `retention.step`, or `retention.late_step`.
SweepStep = Callable[[Db, Rule, datetime, Sequence[UUID], Any, int], Awaitable[retention.Step]]
#: Slices with rows that prove something of a person.
PROVING = ("consent", "choices", "privacy")
#: People whose time is over, erased in one transaction.
MOST_PEOPLE = 100
#: A run looks again at so much of what the run before it has done.
AGAIN = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Bound:
    """Not less than so many days, by this law if there is one."""

    days: int
    law: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What one organisation keeps how long, what is held, and from where a run has to look."""

    days: Mapping[Keep, int]
    holds: Sequence[Held]
    duties: Sequence[Duty]
    done_until: datetime | None

    def held_contacts(self, slice_: str) -> list[UUID]:
        """Contacts whose rows of a slice stay."""
        return [
            UUID(str(one.contact_id)) for one in self.holds if one.contact_id and one.reaches(slice_)
        ]  # fmt: skip

    def is_held(self, slice_: str) -> bool:
        """Whether all rows of a slice stay."""
        return any(one.contact_id is None and one.reaches(slice_) for one in self.holds)

    def held_people(self) -> list[UUID] | None:
        """People of whom something stays, whatever it is; None: of everybody."""
        names = [one.NAME for one in HOOKS.slices]
        if any(self.is_held(name) for name in names):
            return None
        return [one for name in names for one in self.held_contacts(name)]

    def before(self, clock_: Clock, slices: Sequence[str], now: datetime) -> datetime:
        """Rows of these slices from before this are past their time."""
        duty = duties.longest(self.duties, slices)
        return keeping.before(clock_, self.days[clock_.name], duty, now)

    def bound(self, clock_: Clock) -> Bound:
        """The least that may be chosen, and by which law."""
        duty = duties.longest(self.duties, slices_of(clock_.name))
        if duty is None or duty.lasts.days <= clock_.least:
            return Bound(clock_.least, clock_.law)
        return Bound(duty.lasts.days, duty.source)

    def longest(self, name: Keep) -> int:
        """For how many days something of this kind is kept at most, by its clock or by a duty."""
        duty = duties.longest(self.duties, slices_of(name))
        return max(self.days[name], duty.lasts.days if duty else 0)


@dataclass(frozen=True, slots=True)
class Due:
    """What a run would touch now."""

    data_class: str
    table: str
    rows: int
    is_emptied: bool


async def plan(db: Db, now: datetime, wish: Mapping[Keep, int] | None = None) -> Plan:
    """How the organisation keeps its data; `wish` are clocks that are only tried."""
    chosen = await store_retention.chosen(db)
    days = {name: chosen[name].days if name in chosen else one.days for name, one in CLOCKS.items()}
    holds = await store_retention.holds(db, now)
    laws = duties.in_force(HOOKS.duties, now)
    done = None if wish else await _done_until(db, chosen, laws, now)
    return Plan(days | dict(wish or {}), holds, laws, done)


async def _done_until(
    db: Db, chosen: Mapping[str, Chosen], laws: Sequence[Duty], now: datetime
) -> datetime | None:
    """When a run last did all there was; None if a clock, a hold or a duty changed since."""
    last = await store_retention.newest(db, good=True)
    if last is None or set(last.duties) != {one.id for one in laws}:
        return None
    changed = [one.changed_at for one in chosen.values()]
    if (freed := await store_retention.last_hold_end(db, now)) is not None:
        changed.append(freed)
    return None if any(at > last.began_at for at in changed) else last.began_at


def _rules(names: Sequence[Keep] = tuple(CLOCKS)) -> Iterator[tuple[Rule, Clock, str]]:
    """Each rule of the data map that has a clock, and the slice whose rows it is about."""
    for rule in retention.rules(HOOKS.metadata):
        if rule.data_class in CLOCKS and rule.data_class in names:
            yield rule, CLOCKS[rule.data_class], HOOKS.slice_of[rule.table]


def slices_of(name: Keep) -> list[str]:
    """The slices with rows of a kind of data; all that have rows of persons, for people themselves."""
    found = {slice_ for _, _, slice_ in _rules([name])}
    if name is Keep.contact:
        found |= {one.NAME for one in HOOKS.slices}
    return sorted(found)


async def dry_run(db: Db, wish: Mapping[Keep, int] | None = None) -> list[Due]:
    """What a run would delete or empty now; nothing is changed."""
    now = clock.now()
    planned = await plan(db, now, wish)
    found = []
    for rule, clock_, slice_ in _rules():
        if not planned.is_held(slice_):
            held = planned.held_contacts(slice_)
            rows = await retention.due(db, rule, planned.before(clock_, [slice_], now), held)
            found.append(Due(rule.data_class, rule.table, rows, bool(rule.empties)))
    people = await _count_people(db, planned, now)
    found.append(Due(Keep.contact, "contact", people, is_emptied=False))
    return [one for one in found if one.rows]


async def _count_people(db: Db, planned: Plan, now: datetime) -> int:
    """How many people a run would forget: without those who stay, asked as the run asks."""
    held, count, after = planned.held_people(), 0, ids.NIL
    if held is None:
        return 0
    until = planned.before(CLOCKS[Keep.contact], slices_of(Keep.contact), now)
    while due := await identify.inactive_after(db, until, held, after, retention.FIRST):
        count += len(due) - len(await _staying(db, due, until))
        after = due[-1]
    return count


async def _staying(db: Db, due: Sequence[UUID], until: datetime) -> set[UUID]:
    """Who was written to since, or waits for an answer of the desk."""
    return await recipients.queued_since(db, due, until) | await store.waiters(db, due)


async def choose(db: Db, who: Caller, data_class: Keep, days: int, *, understood: bool) -> None:
    """Keep a kind of data so many days; raises what a law, a hold or zero days need to be told."""
    clock_, now = CLOCKS[data_class], clock.now()
    slices, planned = slices_of(data_class), await plan(db, now)
    duty = duties.longest(planned.duties, slices)
    keeping.check(clock_, days, planned.holds, duty, slices, now)
    if data_class is Keep.content and days == 0 and not understood:
        raise NotUnderstood
    await store_retention.choose(db, data_class, days, who.user_id, now)
    organisation_id = db.organisation_id
    await audit.record(
        db, who.actor, CHOSEN, "organisation", organisation_id, f"{data_class} {days}"
    )


async def run(database: Database, organisation_id: UUID) -> Run:
    """Let everything of one organisation go that is past its time, step by step, each step committed."""
    now, run_id, counts = clock.now(), ids.new(), Counter[str]()
    async with database.organisation(organisation_id) as db:
        planned = await plan(db, now)
        await store_retention.begin(db, run_id, [one.id for one in planned.duties], now)
    problem = None
    try:
        await _rows(database, organisation_id, planned, now, counts)
        await _people(database, organisation_id, planned, now, counts)
        counts[Keep.consent] += await _proofs(database, organisation_id, planned, now)
    except Exception as error:
        problem = log.fault(error)
        LOG.error("failed", organisation_id=organisation_id, error=problem)
    async with database.organisation(organisation_id) as db:
        await store_retention.end(db, run_id, counts, problem, clock.now())
        await audit.record(db, audit.MACHINE, RAN, "organisation", organisation_id)
    laws = [one.id for one in planned.duties]
    return Run(run_id, now, clock.now(), dict(counts), problem, laws)


async def _rows(
    database: Database,
    organisation_id: UUID,
    planned: Plan,
    now: datetime,
    counts: Counter[str],
    names: Sequence[Keep] = tuple(CLOCKS),
) -> None:
    for rule, clock_, slice_ in _rules(names):
        if planned.is_held(slice_):
            continue
        held, until = planned.held_contacts(slice_), planned.before(clock_, [slice_], now)
        after = _from(rule, planned, clock_, slice_)
        counts[rule.data_class] += await sweep(database, organisation_id, rule, until, held, after)
        if rule.empties and rule.settled is not None:
            late = retention.late_step
            counts[rule.data_class] += await sweep(
                database, organisation_id, rule, until, held, step=late
            )


def _from(rule: Rule, planned: Plan, clock_: Clock, slice_: str) -> object:
    """Emptied rows stay for long: only what came due since the last run is looked at."""
    if not rule.empties or planned.done_until is None:
        return None
    start = planned.before(clock_, [slice_], planned.done_until) - AGAIN
    return ids.floor(start) if rule.by_id else start


async def sweep(
    database: Database,
    organisation_id: UUID,
    rule: Rule,
    until: datetime,
    held: Sequence[UUID] = (),
    after: object = None,
    tell: Callable[[float], None] = lambda _seconds: None,
    step: SweepStep | None = None,
) -> int:
    """All rows of one rule, a transaction a step, so that no lock lasts; returns how many."""
    take = step or retention.step
    size, total = retention.FIRST, 0
    while True:
        began = clock.seconds()
        async with database.organisation(organisation_id) as db:
            done = await take(db, rule, until, held, after, size)
        seconds = clock.seconds() - began
        tell(seconds)
        total += done.count
        if done.after is None:
            return total
        after, size = done.after, retention.next_size(size, seconds)


async def _people(
    database: Database, organisation_id: UUID, planned: Plan, now: datetime, counts: Counter[str]
) -> None:
    """Contacts with whom nothing happened for so long: their key goes, then their rows. Who was written
    to since, and who waits for an answer of the desk, stays."""
    until = planned.before(CLOCKS[Keep.contact], slices_of(Keep.contact), now)
    held = planned.held_people()
    if held is None:
        return
    while True:
        async with database.organisation(organisation_id) as db:
            due = [one for one, _ in await identify.inactive(db, until, held, MOST_PEOPLE)]
            staying = await _staying(db, due, until)
            await forget(db, [one for one in due if one not in staying], now)
        held += staying
        counts[Keep.contact] += len(due) - len(staying)
        if len(due) < MOST_PEOPLE:
            return


async def _proofs(database: Database, organisation_id: UUID, planned: Plan, now: datetime) -> int:
    """Proofs of what is over for so long that no law asks for them any more."""
    if any(planned.is_held(name) for name in PROVING):
        return 0
    held = [one for name in PROVING for one in planned.held_contacts(name)]
    total = 0
    while True:
        async with database.organisation(organisation_id) as db:
            gone = await store_retention.forget_proofs(
                db, now - keeping.PROOFS, held, retention.FIRST
            )
        total += gone
        if not gone:
            return total


async def forget(db: Db, contact_ids: Sequence[UUID], now: datetime) -> None:
    """Hide people, destroy their keys, sweep their rows. It is no no: they may come again."""
    if not contact_ids:
        return
    await db.keyring.shred_many(db.organisation_id, keyring.CONTACT, contact_ids, now, "retention")
    for contact_id in contact_ids:
        await identify.hide(db, contact_id)
        for slice_ in reversed(HOOKS.slices):
            await slice_.erase(db, contact_id)


async def keep_nothing(database: Database) -> int:
    """Of who keeps no content: what was delivered or read, and what nobody can answer any more."""
    async with database.platform("scout") as scout:
        those = await store_retention.keeping_nothing(scout)
    for organisation_id in those:
        now, counts = clock.now(), Counter[str]()
        async with database.organisation(organisation_id) as db:
            planned = await plan(db, now)
            is_owed = duties.longest(planned.duties, ["messaging"]) is not None
            if not planned.is_held("messaging") and not is_owed:
                held = planned.held_contacts("messaging")
                await thread.empty_arrived(db, now - 2 * keeping.WINDOW, held)
        await _rows(database, organisation_id, planned, now, counts, [Keep.content])
    return len(those)


async def newest(db: Db) -> Run | None:
    """The newest run."""
    return await store_retention.newest(db)


async def oldest(db: Db) -> dict[Keep, datetime]:
    """The oldest row of each kind of data."""
    found = dict[Keep, datetime]()
    for rule, _, _ in _rules():
        at = await retention.oldest(db, rule)
        if at is not None:
            found[rule.data_class] = min(at, found.get(rule.data_class, at))
    for _, at in await identify.inactive(db, clock.now(), [], 1):
        found[Keep.contact] = at
    return found
