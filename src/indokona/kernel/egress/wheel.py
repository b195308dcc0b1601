"""libcurl's multi interface, turned by the sockets that are ready: many requests, one thread.

Connections are kept and reused. A turn costs what happened in it, however many requests are open.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import pycurl


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


NOT_SENT = Posted(0, b"")

End = Callable[[Posted], None]

#: No byte of the request can have left: name, connection or TLS failed.
_NEVER_LEFT = {pycurl.E_COULDNT_RESOLVE_HOST, pycurl.E_COULDNT_CONNECT, pycurl.E_SSL_CONNECT_ERROR,
               pycurl.E_COULDNT_RESOLVE_PROXY, pycurl.E_PEER_FAILED_VERIFICATION}  # fmt: skip
_HEADERS = ["Content-Type: application/json", "Expect:"]
_WANTS = {pycurl.POLL_IN: select.EPOLLIN, pycurl.POLL_OUT: select.EPOLLOUT,
          pycurl.POLL_INOUT: select.EPOLLIN | select.EPOLLOUT}  # fmt: skip
_LONGEST_WAIT: Final = 1.0


class Wheel:
    """Turned by one thread; only `wake` may be called from another."""

    def __init__(self, timeout_ms: int) -> None:
        self._timeout_ms = timeout_ms
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._schedule)
        self._due: float | None = None
        self._poll = select.epoll()
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._poll.register(self._bell, select.EPOLLIN)
        self._watched: set[int] = set()
        self._idle: list[Any] = []
        self._set_to: dict[Any, tuple[str, str]] = {}
        self._under_way: dict[Any, tuple[End, BytesIO]] = {}

    def wake(self) -> None:
        """End the wait of a turn."""
        os.eventfd_write(self._bell, 1)

    def begin(self, post: Post, end: End) -> None:
        """Start a post; a later turn calls `end`."""
        curl = self._idle.pop() if self._idle else _handle(self._timeout_ms)
        answer = BytesIO()
        if self._set_to.get(curl) != (post.url, post.token):  # a sender's posts all go one way
            curl.setopt(pycurl.URL, post.url)
            curl.setopt(pycurl.HTTPHEADER, [f"Authorization: Bearer {post.token}", *_HEADERS])
            self._set_to[curl] = post.url, post.token
        curl.setopt(pycurl.POSTFIELDSIZE, len(post.body))
        # A body that is read, not copied, cannot be rewound. Else libcurl by itself posts again when
        # a kept connection dies without an answer, and what it asks for would be done twice.
        curl.setopt(pycurl.READDATA, BytesIO(post.body))
        curl.setopt(pycurl.WRITEDATA, answer)
        self._under_way[curl] = end, answer
        self._multi.add_handle(curl)

    def turn(self) -> None:
        """Wait until something happens, at most a second, and tell what ended."""
        wait = _LONGEST_WAIT if self._due is None else max(self._due - time.monotonic(), 0)
        for fd, events in self._poll.poll(min(wait, _LONGEST_WAIT)):
            if fd == self._bell:
                os.eventfd_read(self._bell)
            else:
                self._multi.socket_action(fd, _happened(events))
        if self._due is not None and self._due <= time.monotonic():
            self._due = None
            self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)
        self._collect()

    def close(self) -> None:
        """Give up what is under way."""
        for curl in self._under_way:
            self._multi.remove_handle(curl)
        self._multi.close()
        self._poll.close()
        os.close(self._bell)

    def _watch(self, what: int, fd: int, _multi: object, _data: object) -> None:
        """libcurl says for what it waits on a socket."""
        if what == pycurl.POLL_REMOVE:
            if fd in self._watched:
                self._watched.remove(fd)
                self._poll.unregister(fd)
        elif fd in self._watched:
            self._poll.modify(fd, _WANTS[what])
        else:
            self._watched.add(fd)
            self._poll.register(fd, _WANTS[what])

    def _schedule(self, milliseconds: int) -> None:
        """libcurl says when it wants a turn at the latest; -1 is never."""
        self._due = None if milliseconds < 0 else time.monotonic() + milliseconds / 1000

    def _collect(self) -> None:
        more = 1
        while more:
            more, good, bad = self._multi.info_read()
            for curl in good:
                status = curl.getinfo(pycurl.RESPONSE_CODE)
                end, answer = self._free(curl)
                end(Posted(status, answer.getvalue()))
            for curl, number, _words in bad:
                # A connection that never opened has let nothing through.
                unsent = number == pycurl.E_OPERATION_TIMEDOUT and not curl.getinfo(
                    pycurl.REQUEST_SIZE
                )
                end, _ = self._free(curl)
                end(Posted(0, b"", may_have_arrived=number not in _NEVER_LEFT and not unsent))

    def _free(self, curl: Any) -> tuple[End, BytesIO]:
        self._multi.remove_handle(curl)
        self._idle.append(curl)
        return self._under_way.pop(curl)


def _happened(events: int) -> int:
    """What epoll saw, in libcurl's words; a hang-up is told as both, so that it is read."""
    found = 0
    if events & (select.EPOLLIN | select.EPOLLHUP | select.EPOLLERR):
        found |= pycurl.CSELECT_IN
    if events & (select.EPOLLOUT | select.EPOLLHUP | select.EPOLLERR):
        found |= pycurl.CSELECT_OUT
    return found


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
