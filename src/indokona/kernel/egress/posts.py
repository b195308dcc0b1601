"""The hot path out: many POSTs at once by libcurl's multi interface, in a thread of its own.

Connections are kept and reused. A post ends as an answer, as *not sent* (no byte of it left: name,
connection or TLS failed), or as *lost* (it may have arrived; nobody may send it again blindly).
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pycurl

from indokona.kernel.egress.register import Register
from indokona.kernel.errors import Refusal

AT_ONCE = 64
_NOT_SENT = {pycurl.E_COULDNT_RESOLVE_HOST, pycurl.E_COULDNT_CONNECT, pycurl.E_SSL_CONNECT_ERROR,
             pycurl.E_COULDNT_RESOLVE_PROXY, pycurl.E_PEER_FAILED_VERIFICATION}  # fmt: skip


#: Bytes of requests that left on this handle.
_REQUEST_SIZE = pycurl.REQUEST_SIZE


@dataclass(frozen=True, slots=True)
class Post:
    """One POST of JSON with a bearer token."""

    url: str
    token: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Posted:
    """How a post ended: `status` and `body` of an answer; else 0, and whether a byte may have left."""

    status: int
    body: bytes
    may_have_arrived: bool = False


@dataclass(slots=True)
class _Batch:
    posts: Sequence[Post]
    done: Future[list[Posted]]
    results: list[Posted | None] = field(default_factory=list)
    left: int = 0


class Posts:
    """Sends batches; one thread turns the wheel for all lanes of a process."""

    def __init__(self, register: Register, *, timeout_ms: int = 30_000) -> None:
        self._register = register
        self._timeout_ms = timeout_ms
        self._waiting: deque[tuple[_Batch, int]] = deque()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopped = False
        self._multi = pycurl.CurlMulti()
        self._idle = [_handle(timeout_ms) for _ in range(AT_ONCE)]
        self._under_way: dict[Any, tuple[_Batch, int, BytesIO]] = {}
        self._set_to: dict[Any, tuple[str, str]] = {}
        self._thread = threading.Thread(target=self._turn, name="posts", daemon=True)
        self._thread.start()

    async def send(self, posts: Sequence[Post]) -> list[Posted]:
        """Send all of them; the results stand in the order of the posts."""
        if not posts:
            return []
        try:
            for url in {post.url for post in posts}:
                await self._register.check(url)
        except Refusal:  # not registered, or the register cannot be asked: nothing leaves
            return [Posted(0, b"")] * len(posts)
        batch = _Batch(posts, Future(), [None] * len(posts), len(posts))
        with self._lock:
            self._waiting.extend((batch, n) for n in range(len(posts)))
        self._wake.set()
        return await asyncio.wrap_future(batch.done)

    def drain(self) -> None:
        """Begin no post any more: what waited was not sent, what is under way ends by itself."""
        with self._lock:
            waiting, self._waiting = self._waiting, deque()
            for batch, n in waiting:
                batch.results[n] = Posted(0, b"")
                batch.left -= 1
                if batch.left == 0 and not batch.done.cancelled():
                    batch.done.set_result([one for one in batch.results if one is not None])

    def close(self) -> None:
        """Stop the thread; what is under way is given up."""
        self._stopped = True
        self._wake.set()
        self._thread.join(timeout=2)

    def _turn(self) -> None:
        while not self._stopped:
            self._fill()
            if not self._under_way:
                self._wake.wait(timeout=1)
                self._wake.clear()
                continue
            while self._multi.perform()[0] == pycurl.E_CALL_MULTI_PERFORM:
                pass
            if not self._collect():
                self._multi.select(0.05)

    def _fill(self) -> None:
        with self._lock:
            while self._waiting and self._idle:
                batch, n = self._waiting.popleft()
                self._begin(batch, n)

    def _begin(self, batch: _Batch, n: int) -> None:
        post, curl, answer = batch.posts[n], self._idle.pop(), BytesIO()
        if self._set_to.get(curl) != (post.url, post.token):  # a lane's posts all go one way
            curl.setopt(pycurl.URL, post.url)
            curl.setopt(pycurl.HTTPHEADER, [f"Authorization: Bearer {post.token}", *_HEADERS])
            self._set_to[curl] = post.url, post.token
        curl.setopt(pycurl.POSTFIELDSIZE, len(post.body))
        # A body that is read, not copied, cannot be rewound. Else libcurl by itself posts again when
        # a kept connection dies without an answer, and the person would get the message twice.
        curl.setopt(pycurl.READDATA, BytesIO(post.body))
        curl.setopt(pycurl.WRITEDATA, answer)
        self._multi.add_handle(curl)
        self._under_way[curl] = (batch, n, answer)

    def _collect(self) -> int:
        count = 0
        while True:
            more, good, bad = self._multi.info_read()
            for curl in good:
                status = curl.getinfo(pycurl.RESPONSE_CODE)
                self._end(curl, lambda body, status=status: Posted(status, body))
            for curl, number, _words in bad:
                unsent = number == pycurl.E_OPERATION_TIMEDOUT and not curl.getinfo(_REQUEST_SIZE)
                lost = number not in _NOT_SENT and not unsent
                self._end(curl, lambda _body, lost=lost: Posted(0, b"", may_have_arrived=lost))
            count += len(good) + len(bad)
            if more == 0:
                return count

    def _end(self, curl: Any, result: Any) -> None:
        batch, n, answer = self._under_way.pop(curl)
        self._multi.remove_handle(curl)
        self._idle.append(curl)
        batch.results[n] = result(answer.getvalue())
        batch.left -= 1
        if batch.left == 0 and not batch.done.cancelled():
            batch.done.set_result([one for one in batch.results if one is not None])


_HEADERS = ["Content-Type: application/json", "Expect:"]


def _handle(timeout_ms: int) -> Any:
    curl = pycurl.Curl()
    curl.setopt(pycurl.POST, 1)
    curl.setopt(pycurl.NOSIGNAL, 1)
    curl.setopt(pycurl.CONNECTTIMEOUT_MS, 5_000)
    curl.setopt(pycurl.TIMEOUT_MS, timeout_ms)
    curl.setopt(pycurl.FOLLOWLOCATION, 0)
    curl.setopt(pycurl.TCP_NODELAY, 1)
    curl.setopt(pycurl.PROXY, "")
    return curl
