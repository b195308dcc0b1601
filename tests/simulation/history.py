"""A history: one seed decides who dies when, what Meta answers, and what a person presses.

The same seed gives the same history to the last millisecond, so a failure is replayed by its number.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from tests.simulation.campaign import Campaign
from tests.simulation.loop import BEGINNING, begin, jump, now, run, seconds
from tests.simulation.meta import Meta, Odds, Told
from tests.simulation.rows import Rows
from tests.simulation.worker import Process, World, live

from indokona.messaging import rules, store_dispatch
from indokona.messaging.actions import fold
from indokona.whatsapp.inbound import Status

#: Virtual seconds in which things go wrong, and until all must be settled.
TROUBLED, SETTLED = 60.0, 900.0
UNKNOWN_AFTER = timedelta(seconds=20)
_STATUS = tuple(store_dispatch._STATUS)


@dataclass(slots=True)
class History:
    """A history as it ended."""

    seed: int
    world: World
    campaign: Campaign
    said_no_at: dict[UUID, float] = field(default_factory=dict)
    halted: list[tuple[float, float]] = field(default_factory=list)
    told: set[UUID] = field(default_factory=set)
    heard_at: datetime | None = None
    is_settled: bool = False


def lived(seed: int, rows: Callable[[], Rows] = Rows) -> History:
    """The history of a seed; other `rows` are for bugs that are put in on purpose."""
    return run(_live(seed, rows()))


async def _live(seed: int, rows: Rows) -> History:
    chance = random.Random(seed)
    meta = Meta(chance, _odds(chance), lambda told: _tell(history, told))
    world = World(rows, meta, chance, chance.choice([0, 20, 20, 80]))
    world.unavailable = chance.choice([0.0, 0.0, 0.05, 0.15])
    audience = [UUID(int=10**6 + n) for n in range(chance.randint(2, 40))]
    campaign = Campaign(world, audience, chance.choice([1, 5, 40]))
    history = History(seed, world, campaign)
    for part in (
        _workers(history, chance.randint(1, 3)),
        _expanders(history),
        _person(history),
        _settling(history),
    ):
        begin(part)
    history.is_settled = await _end(history)
    return history


def _odds(chance: random.Random) -> Odds:
    """Most histories have one thing wrong at Meta, some have all."""
    odds = Odds(slowest=chance.choice([0.05, 0.5, 4.0, 20.0]))
    for name in (
        "throttled", "refused", "never_left", "lost_before", "lost_after", "webhook_lost", "webhook_twice",
    ):  # fmt: skip
        if chance.random() < 0.3:
            setattr(odds, name, chance.choice([0.02, 0.1, 0.15]))
    return odds


async def _workers(history: History, count: int) -> None:
    """So many workers; now and then one is killed and another takes its place, or one stands still."""
    world, chance = history.world, history.world.chance
    alive = [_born(world, n) for n in range(count)]
    while seconds() < TROUBLED:
        await asyncio.sleep(chance.random() * 20)
        n = chance.randrange(count)
        if chance.random() < 0.5:
            world.say(f"{alive[n].name} is killed")
            alive[n].kill()
            alive[n] = _born(world, chance.randrange(10**6))
        else:
            world.say(f"{alive[n].name} stands still")
            alive[n].stop()
            asyncio.get_running_loop().call_later(chance.random() * 40, alive[n].go_on)
    for process in alive:
        process.go_on()


def _born(world: World, n: int) -> Process:
    process = Process(f"worker {n}")
    begin(live(world, process))
    return process


async def _expanders(history: History) -> None:
    """The job runs in one process, and in the next one when that has died."""
    process = Process("job")
    begin(history.campaign.expand(process))
    await asyncio.sleep(history.world.chance.random() * 10)
    process.kill()
    begin(history.campaign.expand(Process("job again")))


async def _person(history: History) -> None:
    """Starts, pauses, resumes, cancels, halts; and people say STOP meanwhile."""
    world, campaign = history.world, history.campaign
    chance = world.chance
    campaign.verb("start")
    while seconds() < TROUBLED:
        await asyncio.sleep(chance.random() * 15)
        act = chance.random()
        if act < 0.3:
            campaign.verb(chance.choice(["pause", "resume", "resume"]))
        elif act < 0.35:
            campaign.verb("cancel")
        elif act < 0.5:
            await _halt(history)
        elif act < 0.52:
            world.say("the clock jumps")
            jump(timedelta(days=chance.choice([-1, 1])))
        else:
            _stop(history, chance.choice(campaign.audience))
    campaign.verb("resume")


async def _halt(history: History) -> None:
    world = history.world
    begun, world.is_halted = seconds(), True
    await asyncio.sleep(world.chance.random() * 10)
    world.is_halted = False
    history.halted.append((begun, seconds()))


def _stop(history: History, message: UUID) -> None:
    """The person of a message says STOP: it is refused if no slice has taken it yet."""
    world = history.world
    history.said_no_at.setdefault(message, seconds())
    world.said_no.add(message)
    chunk = world.rows.chunks.get(world.rows.outgoing.get(message, message))
    if chunk and chunk.state != "done" and message > chunk.after_id:
        world.rows.insert_refusals({message: "consent.withdrawn"})
    world.say(f"{message.int} says STOP")


def _tell(history: History, told: Told) -> None:
    """A webhook arrives and is folded by the product's own fold."""
    message, kind = told
    history.told.add(message)
    at = int((BEGINNING + timedelta(seconds=seconds())).timestamp())  # Meta's own clock
    (row,) = fold.merged([(message, Status("wamid.x", kind, at), 0)])
    known = dict(zip(_STATUS, row, strict=True))
    stamps = {name: known[name] for name in ("sent_at", "delivered_at", "read_at", "failed_at")}
    history.world.rows.upsert_status(message, int(str(known["attempt"])), **stamps)
    history.heard_at = now()


async def _settling(history: History) -> None:
    """The number is heard of; what stays unknown meanwhile is doubtful."""
    rows = history.world.rows
    while True:
        await asyncio.sleep(2)
        history.heard_at = now()
        for message in unknown(rows):
            since = rows.statuses[message].stamps.unknown_at
            if since and since > now():
                rows.upsert_status(message, 1, unknown_at=now())
            elif since and rules.is_doubtful(since, history.heard_at, UNKNOWN_AFTER):
                rows.make_doubtful(message, now())


def unknown(rows: Rows) -> list[UUID]:
    """Messages of which nobody knows anything yet."""
    return [one for one, row in rows.statuses.items() if rules.state(row.stamps) == "unknown"]


async def _end(history: History) -> bool:
    """Whether everything came to an end in time."""
    world, campaign = history.world, history.campaign
    await asyncio.sleep(TROUBLED)
    world.unavailable, world.meta.odds.slowest = 0.0, 0.05
    while seconds() < SETTLED:
        await asyncio.sleep(5)
        over = campaign.state in ("expanded", "cancelled")
        if over and world.rows.is_idle() and not unknown(world.rows):
            return True
    return False
