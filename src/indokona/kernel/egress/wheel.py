"""libcurl's multi interface: many requests, one thread. Connections are kept and reused.

Turned by asking all of them: libcurl's socket events, each a call into Python, were not faster.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from io import BytesIO
from typing import Any, Final, NamedTuple

import pycurl


class Post(NamedTuple):
    """One POST of JSON with a bearer token."""

    url: str
    token: str
    body: bytes


class Posted(NamedTuple):
    """How a post ended: `status` and `body` of an answer; else 0, and whether a byte may have left."""

    status: int
    body: bytes
    may_have_arrived: bool = False


NOT_SENT = Posted(0, b"")

End = Callable[[Posted], None]

#: No byte of the request can have left: name, connection or TLS failed.
_NEVER_LEFT = {pycurl.E_COULDNT_RESOLVE_HOST, pycurl.E_COULDNT_CONNECT, pycurl.E_SSL_CONNECT_ERROR,
               pycurl.E_COULDNT_RESOLVE_PROXY, pycurl.E_PEER_FAILED_VERIFICATION,
               pycurl.E_SSL_CACERT_BADFILE}  # fmt: skip
_HEADERS = ["Content-Type: application/json", "Expect:"]
#: Seconds; libcurl has no bell in Python, so a new request waits so long while others are under way.
_LOOK_AGAIN: Final = 0.05
_LONGEST_WAIT: Final = 1.0
#: Seconds for which a connection may lie idle before its next use. Servers close idle ones, some after
#: five seconds, and a post that meets the closing is in doubt for ever; a new handshake costs less.
_LONGEST_IDLE: Final = 3


class Wheel:
    """Turned by one thread; only `wake` may be called from another."""

    def __init__(self, timeout_ms: int, ca_file: str) -> None:
        self._timeout_ms = timeout_ms
        self._ca_file = ca_file
        self._multi = pycurl.CurlMulti()
        self._bell = threading.Event()
        self._idle: list[Any] = []
        self._set_to: dict[Any, tuple[str, str]] = {}
        self._under_way: dict[Any, tuple[End, BytesIO]] = {}

    def wake(self) -> None:
        """End the wait of a turn."""
        self._bell.set()

    def begin(self, post: Post, end: End) -> None:
        """Start a post; a later turn calls `end`."""
        curl = self._idle.pop() if self._idle else _handle(self._timeout_ms, self._ca_file)
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
        if not self._under_way:
            self._bell.wait(_LONGEST_WAIT)
            self._bell.clear()
            return
        while self._multi.perform()[0] == pycurl.E_CALL_MULTI_PERFORM:
            pass
        if not self._collect():
            self._multi.select(_LOOK_AGAIN)

    def close(self) -> None:
        """Give up what is under way."""
        for curl in self._under_way:
            self._multi.remove_handle(curl)
        self._multi.close()

    def _collect(self) -> int:
        """Tell what ended; returns how many did."""
        count, more = 0, 1
        while more:
            more, good, bad = self._multi.info_read()
            count += len(good) + len(bad)
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
        return count

    def _free(self, curl: Any) -> tuple[End, BytesIO]:
        self._multi.remove_handle(curl)
        self._idle.append(curl)
        return self._under_way.pop(curl)


def _handle(timeout_ms: int, ca_file: str) -> Any:
    curl = pycurl.Curl()
    # Else libcurl takes the system's list, which is another one than httpx's, or none.
    curl.setopt(pycurl.CAINFO, ca_file)
    curl.setopt(pycurl.POST, 1)
    curl.setopt(pycurl.NOSIGNAL, 1)
    curl.setopt(pycurl.CONNECTTIMEOUT_MS, 5_000)
    curl.setopt(pycurl.TIMEOUT_MS, timeout_ms)
    curl.setopt(pycurl.MAXAGE_CONN, _LONGEST_IDLE)
    curl.setopt(pycurl.FOLLOWLOCATION, 0)
    curl.setopt(pycurl.TCP_NODELAY, 1)
    curl.setopt(pycurl.PROXY, "")
    return curl
