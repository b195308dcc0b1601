"""The hot path out: many POSTs at once, in a thread of its own, for all senders of a process.

A post ends as an answer, as *not sent* (no byte of it left), or as *lost* (it may have arrived;
nobody may send it again blindly). A batch that meets nothing but trouble is not begun further, and a
host that stops making sense gets nothing until it is asked and answers: what waited was not sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import certifi

from indokona.kernel import clock, log
from indokona.kernel.egress.breaker import Breaker
from indokona.kernel.egress.register import Register
from indokona.kernel.egress.wheel import NOT_SENT, Post, Posted, Wheel
from indokona.kernel.errors import Refusal

LOG = log.get("posts")
__all__ = ["NOT_SENT", "Post", "Posted", "Posts"]

_BROKEN: Final = 500
#: Posts under way, to one host and of one batch. `select` ends at 1,024 files.
AT_ONCE: Final = 512
AT_ONCE_A_BATCH: Final = 32

#: Seconds after which no post of a batch is begun any more, unless its caller says when.
BEGIN_WITHIN: Final = 5.0
#: Posts begun before what happened meanwhile is looked at.
BEGUN_AT_ONCE: Final = 32

#: Whether an answer (status, body) is trouble of its sender alone.
IsTrouble = Callable[[Posted], bool]


def _no_trouble(_ended: Posted) -> bool:
    return False


@dataclass(slots=True)
class _Batch:
    posts: Sequence[Post]
    is_trouble: IsTrouble
    begin_by: float
    done: Future[list[Posted]] = field(default_factory=Future)
    ends: dict[int, Posted] = field(default_factory=dict)
    begun: int = 0
    breaker: Breaker = field(default_factory=lambda: Breaker(AT_ONCE_A_BATCH))

    @property
    def has_room(self) -> bool:
        return self.begun - len(self.ends) < self.breaker.room

    def ended(self, n: int, how: Posted) -> None:
        self.ends[n] = how
        if len(self.ends) == len(self.posts):
            with contextlib.suppress(InvalidStateError):  # nobody waits for it any more
                self.done.set_result([self.ends[n] for n in range(len(self.posts))])

    def begin_no_more(self) -> None:
        begun, self.begun = self.begun, len(self.posts)
        for n in range(begun, len(self.posts)):
            self.ended(n, NOT_SENT)


@dataclass(slots=True)
class _Host:
    waiting: deque[_Batch] = field(default_factory=deque)
    under_way: int = 0
    breaker: Breaker = field(default_factory=lambda: Breaker(AT_ONCE))
    broken_for: set[str] = field(default_factory=set)

    def ended(self, token: str, how: Posted) -> None:
        """A readable fault may be one sender's own; that of several senders is the host's."""
        self.under_way -= 1
        if is_readable(how) and how.status < _BROKEN:
            self.broken_for.clear()
            self.breaker.ended(good=True)
        else:
            self.broken_for.add(token)
            if not is_readable(how) or len(self.broken_for) > 1:
                self.breaker.ended(good=False)

    def next(self) -> _Batch | None:
        """The batch whose turn it is: they take turns, so that a short one need not wait for a long one."""
        if self.under_way >= self.breaker.room:
            return None
        for _ in range(len(self.waiting)):
            batch = self.waiting.popleft()
            if clock.seconds() > batch.begin_by:
                batch.begin_no_more()
            if batch.begun == len(batch.posts):
                continue
            self.waiting.append(batch)
            if batch.has_room:
                return batch
        return None

    def begin_no_more(self) -> None:
        while self.waiting:
            self.waiting.popleft().begin_no_more()


class Posts:
    """Sends batches; one thread turns the wheel for all senders of a process."""

    def __init__(
        self, register: Register, ca_file: Path | None = None, *, timeout_ms: int = 30_000
    ) -> None:
        self._register = register
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.RLock()
        self._is_closed = self._is_drained = False
        self._wheel = Wheel(timeout_ms, str(ca_file or certifi.where()))
        self._thread = threading.Thread(target=self._turn, name="posts", daemon=True)
        self._thread.start()

    async def send(
        self,
        base: str,
        posts: Sequence[Post],
        is_trouble: IsTrouble = _no_trouble,
        begin_by: float | None = None,
    ) -> list[Posted]:
        """Send all of them; `base` is what their addresses begin with, and is away or not as a whole.

        None begins after `begin_by`, seconds of the clock that never jumps: a caller who stood still
        since it was allowed sends nothing. The results stand in the order of the posts.
        """
        if not posts:
            return []
        try:
            for url in {post.url for post in posts}:
                await self._register.check(url)
        except Refusal:  # not registered, or the register cannot be asked: nothing leaves
            return [NOT_SENT] * len(posts)
        batch = _Batch(posts, is_trouble, begin_by or clock.seconds() + BEGIN_WITHIN)
        with self._lock:
            host = self._hosts.setdefault(base, _Host())
            if host.breaker.is_open or self._is_drained:
                return [NOT_SENT] * len(posts)
            host.waiting.append(batch)
        self._wheel.wake()
        return await asyncio.wrap_future(batch.done)

    def away(self) -> set[str]:
        """Bases that stopped making sense: nothing is posted there."""
        with self._lock:
            return {name for name, host in self._hosts.items() if host.breaker.is_open}

    def is_away(self, base: str) -> bool:
        """Whether nothing is posted there."""
        host = self._hosts.get(base)
        return host is not None and host.breaker.is_open

    def keep_away(self, base: str) -> None:
        """Another process found that a host stopped making sense."""
        with self._lock:
            host = self._hosts.setdefault(base, _Host())
            host.breaker.is_open = True
            host.begin_no_more()

    def come_back(self, base: str) -> None:
        """It was asked and answered: begin with one post."""
        with self._lock:
            self._hosts[base].breaker.close()

    def drain(self) -> None:
        """Begin no post any more: what waited was not sent, what is under way ends by itself."""
        with self._lock:
            self._is_drained = True
            for host in self._hosts.values():
                host.begin_no_more()

    def close(self) -> None:
        """Stop the thread; what is under way is given up."""
        self._is_closed = True
        self._wheel.wake()
        self._thread.join(timeout=2)

    def _turn(self) -> None:
        while not self._is_closed:
            try:
                self._begin_some()
                self._wheel.turn()
            except Exception as error:  # whatever it is, the other posts must not wait for ever
                LOG.error("posts", error=log.fault(error))
                time.sleep(0.1)
        self._wheel.close()

    def _begin_some(self) -> None:
        with self._lock:
            for host in self._hosts.values():
                for _ in range(BEGUN_AT_ONCE):
                    if (batch := host.next()) is None:
                        break
                    self._begin(host, batch)

    def _begin(self, host: _Host, batch: _Batch) -> None:
        n, batch.begun, host.under_way = batch.begun, batch.begun + 1, host.under_way + 1

        def end(how: Posted) -> None:
            with self._lock:
                self._end(host, batch, n, how)

        try:
            self._wheel.begin(batch.posts[n], end)
        except Exception as error:  # it may have begun
            LOG.error("posts", error=log.fault(error))
            self._end(host, batch, n, Posted(0, b"", may_have_arrived=True))

    def _end(self, host: _Host, batch: _Batch, n: int, how: Posted) -> None:
        if n in batch.ends:
            return
        host.ended(batch.posts[n].token, how)
        batch.breaker.ended(good=is_readable(how) and not _is_trouble(batch, how))
        batch.ended(n, how)
        if host.breaker.is_open:
            host.begin_no_more()
        elif batch.breaker.is_open:
            batch.begin_no_more()


def is_readable(how: Posted) -> bool:
    """Whether somebody who speaks JSON answered."""
    return how.status > 0 and how.body.lstrip()[:1] == b"{"


def makes_sense_at_all(how: Posted) -> bool:
    """Whether somebody who speaks JSON answered, and did not say that they are broken."""
    return is_readable(how) and how.status < _BROKEN


def _is_trouble(batch: _Batch, how: Posted) -> bool:
    try:
        return batch.is_trouble(how)
    except Exception as error:  # an answer that nobody foresaw
        LOG.error("posts", error=log.fault(error))
        return True
