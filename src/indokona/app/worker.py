"""The worker: dispatch, webhooks handed on, events, jobs, mail and schedules, as loops in one process."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from indokona.accounts.actions import forgetting
from indokona.app import restored, wiring
from indokona.app.probes import beside, schedule
from indokona.intake import blocks, handing_on, set_aside
from indokona.kernel import clock, closing, events, idempotency, ids, jobs, log, rates, wired
from indokona.kernel.bell import EVERY, Bell
from indokona.kernel.database import Database
from indokona.kernel.egress import mail
from indokona.kernel.egress.http import open_http
from indokona.kernel.egress.outage import Outages
from indokona.kernel.egress.posts import Posts
from indokona.kernel.egress.register import Register
from indokona.kernel.errors import Unavailable
from indokona.kernel.renewal import Ages
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses
from indokona.messaging.actions import again, dispatch, fetch, fold
from indokona.messaging.actions import lanes as lanes_of
from indokona.numbers.actions import storage
from indokona.privacy.actions import alarms, codes_gone, logins_gone, nightly, retention, telling

LOG = log.get("worker")
#: Lanes held at once; those with one-time codes and answers have places of their own beside them.
MOST_LANES, URGENT_LANES = 64, 16
#: Seconds after which a lane gives way, if others wait for its place.
LANE_TURN = 5.0
#: Loops that rest until the bell rings; those of events beside them.
RUNG = ("dispatch", "messages", "statuses", "mail", "media")
#: Seconds in which statuses gather between two foldings.
GATHER = 0.3
#: Foldings at once: PostgreSQL writes one while the other is read.
FOLDED_AT_ONCE = 2


async def work(
    settings: Settings, root: RootKey, addresses: Addresses, stop: asyncio.Event
) -> None:
    """Work until `stop` is set; what is under way ends first."""
    wiring.connect(settings)
    await asyncio.to_thread(beside.clear_away, settings.data)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(
            wired.open_database(addresses, root, size=settings.pool_size)
        )
        posts = Posts(Register(database), settings.ca_file)
        stack.callback(posts.close)
        http = await stack.enter_async_context(open_http(Register(database), settings.ca_file))
        lanes = Lanes(database, posts, settings.pool_size, timedelta(seconds=settings.lease))
        loops = _loops(settings, database, lanes)
        loops["telling"] = (1.0, lambda: telling.tell_due(database, http))
        loops["storage"] = (60.0, lambda: storage.ask_due(database, http))
        loops["media"] = (EVERY, lambda: fetch.fetch_due(database, http))
        loops["probes"] = (600.0, lambda: schedule.round_(database, stop))
        bell = Bell(database, RUNG, tuple(wiring.handlers(database)))
        loops["bell"] = (EVERY, bell.ask)
        loops["outage"] = (1.0, Outages(database, posts, http).look_after)
        tasks = [
            asyncio.create_task(_forever(name, pause, one, stop, bell))
            for name, (pause, one) in loops.items()
        ]

        async def rare() -> int:
            keeper = jobs.keeper(addresses.of("app", root), database, wiring.STEPS)
            await jobs.run(keeper, stop)
            return 0

        tasks.append(asyncio.create_task(_forever("jobs", 1.0, rare, stop, bell)))
        await stop.wait()
        posts.drain()
        done, late = await asyncio.wait([*tasks, *lanes.stop()], timeout=2)
        for task in late:
            task.cancel()
        await asyncio.gather(*done, *late, return_exceptions=True)


Turn = Callable[[], Awaitable[int]]


def _loops(settings: Settings, database: Database, lanes: Lanes) -> dict[str, tuple[float, Turn]]:
    """Each loop: how long it rests when there was nothing to do (seconds), and its turn. Those that the
    bell asks for rest until it rings."""
    found: dict[str, tuple[float, Turn]] = {
        "dispatch": (EVERY, lanes.turn),
        "messages": (EVERY, lambda: handing_on.hand_on(database, wiring.FIELDS, [blocks.MESSAGES])),
        "set aside": (2.0, lambda: set_aside.again(database, wiring.FIELDS)),
        "statuses": (EVERY, lambda: _statuses(database)),
        "mail": (EVERY, lambda: mail.send_due(database, settings)),
        "settle": (
            min(5.0, settings.unknown_after / 3),
            lambda: _settle(database, settings),
        ),
        "audit": (15.0, lambda: closing.close_due(database, alarms.watcher(settings.alarm_chats))),
        "alarms": (30.0, lambda: alarms.look_for_sends(database)),
        "alarm mail": (60.0, lambda: alarms.mail_due(database, settings.public_url)),
        "retention": (600.0, lambda: nightly.round_(database)),
        "chains": (600.0, lambda: nightly.check_chains(database)),
        "no content kept": (60.0, lambda: retention.keep_nothing(database)),
        "statistics": (3.0, lambda: _statistics(database)),
        "forget": (600.0, lambda: _forget(database)),
        "weeks": (3600.0, lambda: _weeks(database, settings)),
    }
    for name, handlers in wiring.handlers(database).items():
        found[f"events {name}"] = (EVERY, lambda n=name, h=handlers: events.hand_on(database, n, h))  # type: ignore[misc]
        found[f"again {name}"] = (5.0, lambda n=name, h=handlers: events.retry(database, n, h))  # type: ignore[misc]
    return found


async def _forever(name: str, pause: float, turn: Turn, stop: asyncio.Event, bell: Bell) -> None:
    """Turn after turn; a fault is logged and rests, it never ends the loop."""
    while not stop.is_set():
        try:
            busy = await turn()
        except Unavailable:
            busy = 0
            await _rest(stop, 1)
        except Exception as error:
            LOG.error("loop", process=name, error=log.fault(error))
            busy = 0
            await _rest(stop, 1)
        if not busy and bell.has(name):
            await bell.wait(name)
        elif not busy:
            await _rest(stop, pause)


async def _rest(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


@dataclass(frozen=True, slots=True)
class _Held:
    """A lane under way: its task, how to ask it to end after its slice, and since when it is held."""

    task: asyncio.Task[int]
    stop: asyncio.Event
    since: float


class Lanes:
    """Takes lanes that have work, many at a time; the scout says which, and how urgent they are."""

    def __init__(self, database: Database, posts: Posts, pool_size: int, lease: timedelta) -> None:
        # Half of the pool: a lane's transaction may ask for a second connection.
        transactions = asyncio.Semaphore(max(pool_size // 2, 1))
        self._is_stopping = False
        self._means = dispatch.Means(database, posts, ids.new(), transactions, lease)
        self._held: dict[tuple[UUID, UUID], _Held] = {}
        self._left: set[tuple[UUID, UUID]] = set()

    def stop(self) -> list[asyncio.Task[int]]:
        """Ask every lane to end after its slice; the lanes under way."""
        self._is_stopping = True
        for held in self._held.values():
            held.stop.set()
        return [held.task for held in self._held.values()]

    async def turn(self) -> int:
        """Start a task for each lane that nobody holds; with too many, those held longest give way."""
        self._forget_ended()
        async with self._means.database.glance() as scout:
            due = await lanes_of.due(scout)
        if self._is_stopping:
            return 0
        waiting = [one for one in due if one[:2] not in self._held]
        if not self._held:
            self._left = set()
        else:
            waiting, self._left = lanes_of.left_over(waiting, self._left)
        homeless = 0
        # Half of them: the other half is for the other workers, or for the next turn.
        for organisation_id, number_id, priority in waiting[: (len(waiting) + 1) // 2]:
            most = MOST_LANES + (URGENT_LANES if priority <= lanes_of.URGENT else 0)
            if len(self._held) < most:
                self._start(organisation_id, number_id)
            else:
                homeless += 1
        self._give_way(homeless)
        return 0  # a lane from which nothing may leave must not make this loop spin

    def _forget_ended(self) -> None:
        for key, held in list(self._held.items()):
            if held.task.done():
                del self._held[key]
                if not held.task.cancelled() and (error := held.task.exception()) is not None:
                    LOG.error("lane", error=log.fault(error))

    def _start(self, organisation_id: UUID, number_id: UUID) -> None:
        stop = asyncio.Event()
        task = asyncio.create_task(self._run(organisation_id, number_id, stop))
        self._held[organisation_id, number_id] = _Held(task, stop, clock.seconds())

    def _give_way(self, wanted: int) -> None:
        long_held = [one for one in self._held.values() if clock.seconds() - one.since > LANE_TURN]
        for held in sorted(long_held, key=lambda one: one.since)[:wanted]:
            held.stop.set()

    async def _run(self, organisation_id: UUID, number_id: UUID, stop: asyncio.Event) -> int:
        try:
            return await dispatch.run_lane(self._means, organisation_id, number_id, stop)
        except dispatch.OldCopy:
            return await restored.hold(self._means.database)


async def _statuses(database: Database) -> int:
    """A message's statuses come within a second; those that gather are one row's update, not three.

    Where more wait than one turn takes, nobody gathers: some are read while others are written.
    """
    turns = [
        handing_on.hand_on(database, wiring.FIELDS, [blocks.STATUSES])
        for _ in range(FOLDED_AT_ONCE)
    ]
    count = sum(await asyncio.gather(*turns))
    if 0 < count < handing_on.BLOCKS:
        await asyncio.sleep(GATHER)
    return count


async def _statistics(database: Database) -> int:
    """What the planner must know of tables that grow fast."""
    async with database.platform() as db:
        await db.value("select refresh_statistics()")
    return 0


async def _weeks(database: Database, settings: Settings) -> int:
    """Live keys move to this week's key; old weeks end."""
    await database.weeks.turn(Ages.of(settings))
    return 0


async def expire(database: Database) -> dict[str, int]:
    """Delete what has reached its end, organisation by organisation; returns counts by table."""
    total = Counter[str]()
    async with database.platform("scout") as scout:
        organisations = await scout.rows("select organisation_id from organisation")
    for (organisation_id,) in organisations:
        for act in wiring.EXPIRING:
            async with database.organisation(organisation_id) as db:
                total.update(await act(db, clock.now()))
    return dict(total)


async def _settle(database: Database, settings: Settings) -> int:
    """Ask of every organisation with lanes whether unknowns have become doubtful."""
    async with database.platform("scout") as scout:
        rows = await scout.rows("select distinct organisation_id from lane")
    for (organisation_id,) in rows:
        async with database.organisation(organisation_id) as db:
            doubtful = await fold.settle(db, timedelta(seconds=settings.unknown_after))
            await again.by_choice(db, doubtful)
    return 0


async def _forget(database: Database) -> int:
    """Blocks and hourly keys that have done their work, what has ended, and next month's partitions."""
    await handing_on.forget(database)
    await idempotency.forget(database)
    await rates.forget(database)
    await expire(database)
    await codes_gone.sweep(database)
    await forgetting.forget(database)
    async with database.platform() as db:
        await db.value("select make_partitions(%s)", (clock.now() + timedelta(days=92),))
    await logins_gone.sweep(database)
    return 0
