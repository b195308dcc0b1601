"""Webhooks on their way: scheduled, gathered, signed, posted, repeated until somebody says 200."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
import random
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from indokona.simulator import payloads
from indokona.simulator.disk import DONE, Disk
from indokona.simulator.payloads import Outgoing, Update
from indokona.simulator.world import Number, World

TICK_SECONDS: Final = 0.02
UPDATES_PER_POST: Final = 1000
FEW: Final = 8
POSTS_AT_ONCE: Final = 8
GAPS: Final = (0.5, 1, 2, 4, 8, 15, 30, 60)
"""Seconds before each repeat; the last stays. Meta's own gaps grow over days."""
ANSWER_SECONDS: Final = 10.0

Destination = tuple[str, str]
"""(app, override address or ""): the address is looked up again at each try."""


@dataclass(slots=True)
class Post:
    """One POST and what became of it."""

    to: Destination
    updates: list[Update]
    tries: int = 0
    due: float = 0.0
    status: int = 0
    url: str = ""
    size: int = 0


@dataclass(slots=True)
class Outbox:
    """Everything that is still to be told."""

    world: World
    disk: Disk
    queues: dict[Destination, deque[Update]] = field(default_factory=dict)
    waiting: list[Post] = field(default_factory=list)
    flying: set[asyncio.Task[None]] = field(default_factory=set)
    log: deque[Post] = field(default_factory=lambda: deque(maxlen=500))
    told: int = 0
    _flying_to: dict[Destination, int] = field(default_factory=dict)
    _schedule: list[tuple[float, int, Outgoing, str, bool]] = field(default_factory=list)
    _later: list[tuple[float, int, Update]] = field(default_factory=list)
    _count: Any = field(default_factory=itertools.count)
    _random: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _client: httpx.AsyncClient | None = None
    _task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._client = httpx.AsyncClient(trust_env=False, timeout=ANSWER_SECONDS)
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        for task in (self._task, *self.flying):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        if self._client is not None:
            await self._client.aclose()

    def seed(self, seed: int) -> None:
        """Begin the randomness of the faults anew."""
        self._random = random.Random(seed)  # noqa: S311

    def clear(self) -> None:
        """Forget what is not told yet."""
        self.queues.clear()
        self.waiting.clear()
        self._schedule.clear()
        self._later.clear()
        self.log.clear()
        self.told = 0

    @property
    def pending(self) -> int:
        """Updates that nobody has acknowledged, those of the near future included."""
        queued = sum(len(queue) for queue in self.queues.values())
        posted = sum(len(post.updates) for post in self.waiting)
        return queued + posted + len(self._schedule) + len(self._later) + len(self.flying)

    def follow(self, message: Outgoing) -> None:
        """Schedule the statuses of an accepted message."""
        steps = message.steps()
        for at, status in steps:
            last = status == steps[-1][1]
            heapq.heappush(self._schedule, (at, next(self._count), message, status, last))
        self._wake.set()

    def add(self, update: Update, delay: float = 0.0) -> None:
        """Queue an update now, or after `delay` seconds."""
        if delay > 0:
            heapq.heappush(self._later, (time.time() + delay, next(self._count), update))
        else:
            self._queue(update)
        self._wake.set()

    def add_with_faults(self, update: Update) -> None:
        """Queue an update that may be doubled or reordered."""
        self._queue_with_faults(update)
        self._wake.set()

    def retry_now(self, app_id: str) -> None:
        """The app has a new address: try what waits for it at once."""
        for post in self.waiting:
            if post.to[0] == app_id:
                post.due = 0.0
        self._wake.set()

    def apps_of(self, number: Number) -> list[str]:
        """The apps that are subscribed to the number's account."""
        return list(self.world.wabas[number.waba_id].apps)

    def _queue(self, update: Update) -> None:
        to = (update.app_id, self._override(update))
        self.queues.setdefault(to, deque()).append(update)

    def _override(self, update: Update) -> str:
        """Number before account before app, and only for messages."""
        if update.field != "messages" or update.number is None:
            return ""
        number = update.number
        account = self.world.wabas[number.waba_id].apps.get(update.app_id, "")
        return number.overrides.get(update.app_id) or account

    async def _run(self) -> None:
        while True:
            if not (self._schedule or self._later or self.waiting or any(self.queues.values())):
                self._wake.clear()
                await self._wake.wait()
            await asyncio.sleep(TICK_SECONDS)
            now = time.time()
            self._take_due(now)
            if not self.world.faults.hold_webhooks:
                self._post_queued()
                self._post_again(now)

    def _take_due(self, now: float) -> None:
        while self._schedule and self._schedule[0][0] <= now:
            at, _, message, status, last = heapq.heappop(self._schedule)
            self._tell_status(message, status, at, last)
        while self._later and self._later[0][0] <= now:
            self._queue(heapq.heappop(self._later)[2])

    def _tell_status(self, message: Outgoing, status: str, at: float, last: bool) -> None:
        number = message.number
        apps = self.world.wabas[number.waba_id].apps
        if not apps:
            if last:
                self.disk.write(DONE, (message.seq,))
            return
        person = self.world.person(message.digits)
        user_id = self.world.user_id(number, message.digits)
        item = payloads.status(message, status, at, person, user_id)
        faults = self.world.faults
        if faults.drop_statuses and self._random.random() < faults.drop_statuses:
            return
        contact = None if status == "failed" else payloads.contact(person, user_id)
        settles = message.seq if last else 0
        for app_id in apps:
            update = Update(
                app_id, "messages", number.waba_id, number, "statuses", item, contact, settles
            )
            self._queue_with_faults(update)

    def _queue_with_faults(self, update: Update) -> None:
        faults = self.world.faults
        if not faults.duplicate_webhooks and not faults.reorder_webhooks:
            self._queue(update)
            return
        copies = 1 + (self._random.random() < faults.duplicate_webhooks)
        for _ in range(copies):
            if faults.reorder_webhooks and self._random.random() < 0.5:
                due = time.time() + self._random.random() * 0.5
                heapq.heappush(self._later, (due, next(self._count), update))
            else:
                self._queue(update)

    def _post_queued(self) -> None:
        for to, queue in self.queues.items():
            if 0 < len(queue) <= FEW and not _unpaced(queue[0]):
                # One by one and in order, as Meta does on a quiet day: some clients read only
                # the first update of a POST.
                if to not in self._flying_to:
                    self._fly(Post(to, [queue.popleft()]))
                continue
            while queue and len(self.flying) < POSTS_AT_ONCE:
                some = [queue.popleft() for _ in range(min(len(queue), UPDATES_PER_POST))]
                if self.world.faults.reorder_webhooks:
                    self._random.shuffle(some)
                self._fly(Post(to, some))

    def _post_again(self, now: float) -> None:
        due = [post for post in self.waiting if post.due <= now]
        for post in due[: max(0, POSTS_AT_ONCE - len(self.flying))]:
            self.waiting.remove(post)
            self._fly(post)

    def _fly(self, post: Post) -> None:
        task = asyncio.create_task(self._post(post))
        self.flying.add(task)
        self._flying_to[post.to] = self._flying_to.get(post.to, 0) + 1
        task.add_done_callback(lambda done: self._landed(done, post.to))

    def _landed(self, task: asyncio.Task[None], to: Destination) -> None:
        self.flying.discard(task)
        self._flying_to[to] -= 1
        if not self._flying_to[to]:
            del self._flying_to[to]

    async def _post(self, post: Post) -> None:
        app = self.world.apps.get(post.to[0])
        post.tries += 1
        post.url = post.to[1] or (app.callback_url if app else "")
        raw = payloads.body(post.updates)
        post.size = len(raw)
        post.status = await self._send(post.url, raw, app.secret) if app and post.url else 0
        if post.tries == 1:
            self.log.append(post)
        if post.status == httpx.codes.OK:
            self._acknowledged(post)
            return
        post.due = time.time() + GAPS[min(post.tries, len(GAPS)) - 1]
        self.waiting.append(post)
        self._wake.set()

    async def _send(self, url: str, raw: bytes, secret: str) -> int:
        """The status of the answer, 0 when there was none."""
        headers = {
            "content-type": "application/json",
            "user-agent": "facebookexternalua",
            "x-hub-signature-256": payloads.sign(secret, raw),
        }
        if self._client is None:
            return 0
        try:
            answer = await self._client.post(url, content=raw, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL):
            return 0
        return answer.status_code

    def _acknowledged(self, post: Post) -> None:
        self.told += len(post.updates)
        for update in post.updates:
            if not update.settles:
                continue
            if isinstance(update.settles, int):
                self.disk.write(DONE, (update.settles,))
            elif notice := self.world.notices.get(update.settles):
                self.world.drop(notice)
                self.disk.drop(notice)

    async def challenge(self, url: str, verify_token: str) -> bool:
        """Whether the address answers Meta's handshake with the right words."""
        if self._client is None:
            return False
        wanted = str(self._random.randrange(10**9))
        query = {
            "hub.mode": "subscribe",
            "hub.verify_token": verify_token,
            "hub.challenge": wanted,
        }
        try:
            answer = await self._client.get(url, params=query)
        except (httpx.HTTPError, httpx.InvalidURL):
            return False
        return answer.status_code == httpx.codes.OK and answer.text.strip() == wanted


def _unpaced(update: Update) -> bool:
    return update.number is not None and update.number.unpaced
