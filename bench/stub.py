"""A stub of Meta's door for messages, as fast as Python can: TLS, kept connections, an id for a post.

It counts every post by its callback data. It may answer late, lose answers (the post counts, the
connection closes), reset connections before a request is read, and be away: refuse all posts with one
answer, or give none. `GET /counts` tells what it saw, `GET /seen` how often and since when it saw
which message, `POST /behave` sets faults, `POST /begin` also forgets; they are for the program that
drives it.
"""

from __future__ import annotations

import asyncio
import json
import random
import ssl
import sys
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

import uvloop

_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
_ANSWER = (
    b'{"messaging_product":"whatsapp","contacts":[{"input":"0","wa_id":"0"}],'
    b'"messages":[{"id":"wamid.%024d"}]}'
)
_CALLBACK = b'"biz_opaque_callback_data":"'


class Meta:
    """What all connections share."""

    def __init__(self, faults: dict[str, float]) -> None:
        self.seed = random.Random(7)
        self.begin(faults)

    def begin(self, faults: dict[str, Any]) -> None:
        """Forget what was seen."""
        self.behave(faults)
        self.posts, self.seen = 0, Counter[bytes]()
        self.first = dict[bytes, float]()
        self.answers_lost = self.resets = self.refused = 0

    def behave(self, faults: dict[str, Any]) -> None:
        """`delay` in seconds, `lost` and `reset` as shares of all posts; `away`: the whole answer to
        every post as a string, empty for none."""
        self.delay = faults.get("delay", 0.0)
        self.lost, self.reset = faults.get("lost", 0.0), faults.get("reset", 0.0)
        away = faults.get("away")
        self.away = None if away is None else away.encode()

    def counts(self) -> dict[str, int]:
        """How many posts arrived, of how many messages, and how often one came again."""
        return {
            "posts": self.posts, "messages": len(self.seen), "again": self.posts - len(self.seen),
            "lost": self.answers_lost, "reset": self.resets, "refused": self.refused,
        }  # fmt: skip

    def told(self) -> dict[str, tuple[int, float]]:
        """By callback data: how many posts, and when the first came, in seconds since 1970."""
        return {key.decode(): (count, self.first[key]) for key, count in self.seen.items()}

    def post(self, body: bytes) -> bytes:
        """The answer to a post."""
        self.posts += 1
        at = body.find(_CALLBACK)
        key = b"%d" % self.posts if at < 0 else body[at + 28 : body.find(b'"', at + 28)]
        self.seen[key] += 1
        self.first.setdefault(key, time.time())
        answer = _ANSWER % self.posts
        return _HEAD + b"%d\r\n\r\n" % len(answer) + answer


class Line(asyncio.Protocol):
    """One connection; requests come one after the other."""

    def __init__(self, meta: Meta) -> None:
        self._meta, self._buffer = meta, b""
        self._out: Any = None

    def connection_made(self, transport: Any) -> None:
        """Ready."""
        self._out = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        buffer = self._buffer + data if self._buffer else data
        while (end := buffer.find(b"\r\n\r\n")) >= 0:
            length = _length(buffer, end)
            if len(buffer) < end + 4 + length:
                break
            self._request(buffer[:end], buffer[end + 4 : end + 4 + length])
            buffer = buffer[end + 4 + length :]
        self._buffer = buffer

    def _request(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"POST /v"):
            self._post(body)
        else:
            self._steer(head, body)

    def _steer(self, head: bytes, body: bytes) -> None:
        """What the driver asks."""
        meta = self._meta
        if head.startswith(b"GET /counts"):
            return self._tell(meta.counts())
        if head.startswith(b"GET /seen"):
            return self._tell(meta.told())
        (meta.begin if head.startswith(b"POST /begin") else meta.behave)(json.loads(body))
        return self._tell({})

    def _post(self, body: bytes) -> None:
        meta = self._meta
        if meta.away is not None:
            meta.refused += 1
            return self._out.write(meta.away)
        if meta.reset and meta.seed.random() < meta.reset:
            meta.resets += 1
            return self._out.abort()
        answer = meta.post(body)
        if meta.lost and meta.seed.random() < meta.lost:
            meta.answers_lost += 1
            return self._out.abort()
        if meta.delay:
            asyncio.get_running_loop().call_later(meta.delay, self._write, answer)
        else:
            self._out.write(answer)
        return None

    def _tell(self, words: Mapping[str, object]) -> None:
        body = json.dumps(words).encode()
        self._out.write(_HEAD + b"%d\r\n\r\n" % len(body) + body)

    def _write(self, answer: bytes) -> None:
        if not self._out.is_closing():
            self._out.write(answer)


def _length(buffer: bytes, end: int) -> int:
    at = buffer.find(b"ontent-", 0, end)
    while at >= 0:
        if buffer[at + 7 : at + 14].lower() == b"length:":
            return int(buffer[at + 14 : buffer.find(b"\r\n", at)])
        at = buffer.find(b"ontent-", at + 7, end)
    return 0


async def main(order: dict[str, Any]) -> None:
    """Listen until standard input ends; the port is told in one line."""
    loop, meta = asyncio.get_running_loop(), Meta(order.get("faults", {}))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(order["certificate"], order["key"])
    server = await loop.create_server(lambda: Line(meta), "127.0.0.1", 0, ssl=context, backlog=2048)
    async with server:
        print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
        await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    uvloop.run(main(json.loads(sys.stdin.readline())))
