"""A held lane without its I/O: hands, pace, rests, and what follows on what.

What it does to the world are `Steps`; dispatch takes them in PostgreSQL and at Meta, and the
simulation of the tests on a virtual clock, so that both run this very code.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, Protocol, TypeVar

from indokona.kernel import clock
from indokona.kernel.egress.posts import NOT_SENT, Posted
from indokona.kernel.errors import Concurrent, Unavailable
from indokona.messaging import rules
from indokona.numbers.errors import NumberNotReady

#: Seconds; a database that stays away longer leaves the slice to the next holder, as unknown.
_AGAIN_AFTER = (0.1, 0.5, 2.0, 5.0, 10.0)


class LaneLost(Exception):
    """Another holder has this lane now, or other data stepped in: stop at once, post nothing."""


class NothingMayLeave(Exception):
    """A kill switch is thrown, or Meta does not make sense at the moment: nothing is taken."""


@dataclass(frozen=True, slots=True)
class Ends:
    """How many of a slice wait again; of those that reached Meta, or may have, whether most met
    trouble: throttled, broken, no answer."""

    again: int
    is_trouble: bool


class Taken(Protocol):
    """A slice as a lane sees it: how many to post, and the lane's mark with it."""

    @property
    def count(self) -> int: ...
    @property
    def mark(self) -> int: ...


S = TypeVar("S", bound=Taken)


class Steps(Protocol[S]):
    """What a lane does to the world; each step is done whole or not at all. `Unavailable` and
    `Concurrent` say that it was not, or that nobody knows."""

    async def take(self, mark: int, hands: int, trouble: int) -> tuple[S | None, int]:
        """The next slice with its intents written, and the number's pace; None without work.

        Raises `LaneLost`, `NumberNotReady` and `NothingMayLeave`."""

    async def reach(self, mark: int) -> None:
        """Tell the keyring of a slice that is about to leave."""

    async def post(self, taken: S) -> Sequence[Posted]:
        """The ends of its posts, in their order."""

    async def record(self, taken: S, ends: Sequence[Posted]) -> Ends:
        """Write what they prove."""

    async def renew(self) -> None:
        """Keep the lane for a further lease."""

    async def let_go(self, rest: timedelta | None, trouble: int) -> None:
        """Give the lane back, perhaps with a rest before anybody takes it."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a lane begins with: slices taken before, slices in a row that met trouble, its pace, and
    how long it stays its holder's who is not heard of."""

    mark: int
    trouble: int
    pace: int
    lease: timedelta = rules.LEASE


class Lane(Generic[S]):
    """On a fast lane two hands take turns, so that posts fly while results are written.

    `seconds` is a clock that never jumps.
    """

    def __init__(
        self, steps: Steps[S], held: Held, seconds: Callable[[], float] = clock.seconds
    ) -> None:
        self._steps = steps
        self._seconds = seconds
        self._lease = held.lease
        self._mark = held.mark
        self._trouble = held.trouble
        self._hands = 1 if held.trouble else rules.hands(held.pace)
        self._pace = rules.Pace(seconds())
        self._rest: timedelta | None = None
        self._under_way = 0
        self._taking = asyncio.Lock()
        # Before a connection is asked for: a hand that waits for the lane's row would keep one idle.
        self._row = asyncio.Lock()

    async def work(self, stop: asyncio.Event) -> int:
        """Slices until there is no work, then the lane is free again; after a trouble it rests.

        Returns how many messages were posted.
        """
        ends = await asyncio.gather(
            *(self._hand(stop) for _ in range(self._hands)), return_exceptions=True
        )
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        await self._let_go()
        return sum(end for end in ends if isinstance(end, int))

    async def _hand(self, stop: asyncio.Event) -> int:
        """Slice after slice, until nothing is left or one of the hands met trouble."""
        posted = 0
        try:
            while not stop.is_set() and self._rest is None:
                taken, pace = await self._take(stop)
                if taken is not None:
                    posted += await self._send(taken, pace)
                elif self._under_way:  # what the other hand posts may be followed by more
                    await asyncio.sleep(rules.LOOK_AGAIN)
                else:
                    break
        except NumberNotReady:
            self._rest_for(timedelta(seconds=30))
        except NothingMayLeave:
            self._rest_for(rules.ASK_AGAIN)
        except BaseException:
            self._rest_for(timedelta(0))
            raise
        return posted

    def _rest_for(self, rest: timedelta) -> None:
        self._rest = max(self._rest or rest, rest)

    async def _take(self, stop: asyncio.Event) -> tuple[S | None, int]:
        """The next slice, as soon as the pace allows."""
        async with self._taking:
            await asyncio.sleep(self._pace.rest(self._seconds()))
            if stop.is_set() or self._rest is not None:
                return None, 0
            async with self._row:
                taken, pace = await self._steps.take(self._mark, self._hands, self._trouble)
                self._mark += 1
            if taken is not None:
                self._pace.took(taken.count, pace, self._seconds())
        return taken, pace

    async def _send(self, taken: S, pace: int) -> int:
        """Post a slice. Returns how many may have gone."""
        self._under_way += 1
        try:
            ends = await self._post(taken)
        finally:
            self._under_way -= 1
        if ends.is_trouble:
            # Meta throttles, or makes no sense: the whole lane waits, and then tries with one.
            self._trouble += 1
            self._rest_for(rules.lane_rest(self._trouble))
        elif ends.again * 2 > taken.count:
            # Not even begun: the host is away, or there was no time.
            self._rest_for(rules.ASK_AGAIN)
        elif taken.count:
            self._trouble = 0
            if self._hands < rules.hands(pace):  # well again: whoever takes it next has both
                self._rest_for(timedelta(0))
        return taken.count - ends.again

    async def _post(self, taken: S) -> Ends:
        """Post and record."""
        keeping = asyncio.create_task(self._keep())
        try:
            told = await self._is_told(taken.mark)
            ends = await self._steps.post(taken) if told else [NOT_SENT] * taken.count
        finally:
            keeping.cancel()
        for pause in _AGAIN_AFTER:  # the answers are known only here
            try:
                return await self._record(taken, ends)
            except (Concurrent, Unavailable):
                await asyncio.sleep(pause)
        return await self._record(taken, ends)

    async def _record(self, taken: S, ends: Sequence[Posted]) -> Ends:
        async with self._row:
            return await self._steps.record(taken, ends)

    async def _is_told(self, mark: int) -> bool:
        """Whether the keyring knows of what is about to leave; while it does not, nothing leaves."""
        for pause in _AGAIN_AFTER:
            try:
                await self._steps.reach(mark)
            except Unavailable:
                await asyncio.sleep(pause)
            else:
                return True
        return False

    async def _keep(self) -> None:
        """Keep the lane while Meta is slow: nobody else may take it for dead."""
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            with contextlib.suppress(Unavailable, Concurrent):
                await self._steps.renew()

    async def _let_go(self) -> None:
        rest = timedelta(seconds=self._pace.rest(self._seconds()))
        if self._rest is not None:
            rest = max(rest, self._rest)
        await self._steps.let_go(rest or None, self._trouble)
