"""Webhooks as Meta sends them, one status each, signed, on kept connections: how long each waits.

Reads its orders as JSON on a line of standard input, makes all requests, says `ready`, waits for a
line, and prints seconds, answers by status, the percentiles of waiting and how many waited for over
50 ms. With `a_second` the requests are due at that pace, and waiting counts from when each was due.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import sys
import time
import uuid
from collections import Counter, deque
from typing import Any

import uvloop

#: Seconds within which all but one in a hundred answers shall come.
SLOW = 0.05
BODY = (
    '{"object":"whatsapp_business_account","entry":[{"id":"%s","changes":[{"field":"messages","value":'
    '{"messaging_product":"whatsapp","metadata":{"display_phone_number":"910000000000","phone_number_id":"%s"},'
    '"statuses":[{"id":"wamid.%s","status":"delivered","timestamp":"%d","recipient_id":"919800000000",'
    '"biz_opaque_callback_data":"ik:%s","pricing":{"billable":true,"pricing_model":"PMP","category":"marketing",'
    '"type":"regular"}}]}}]}]}'
)


def requests(order: dict[str, Any]) -> deque[bytes]:
    """Every request as the bytes of the wire."""
    made, now = deque[bytes](), int(time.time())
    for _ in range(order["count"]):
        message = uuid.UUID(int=(now * 1000 << 80) | (7 << 76) | (2 << 62) | uuid.uuid4().int >> 66)
        body, headers = delivered(order, message, now)
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = (
            f"POST {order['path']} HTTP/1.1\r\nhost: localhost\r\n{lines}"
            f"content-length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return made


def delivered(order: dict[str, Any], message: uuid.UUID, now: int) -> tuple[bytes, dict[str, str]]:
    """The webhook that says that a message was delivered: its body and its headers."""
    words = (order["waba_id"], order["phone_number_id"], message.hex, now, message.hex)
    body = (BODY % words).encode()
    signed = hmac.new(order["secret"].encode(), body, hashlib.sha256).hexdigest()
    return body, {
        "content-type": "application/json", "x-hub-signature-256": f"sha256={signed}",
    }  # fmt: skip


class Line(asyncio.Protocol):
    """One connection: the next request when the last was answered and the next is due."""

    def __init__(self, load: Load) -> None:
        self._load, self._buffer, self._due = load, b"", 0.0
        self._out: Any = None

    def connection_made(self, transport: Any) -> None:
        """Ready to begin."""
        self._out = transport

    def begin(self) -> None:
        """Send the next request, if there is one."""
        load = self._load
        if not load.left:
            load.ended(self)
            return
        due = load.next_due()
        wait = due - time.perf_counter()
        if wait > 0:
            asyncio.get_running_loop().call_later(wait, self._send, load.left.popleft(), due)
        else:
            self._send(load.left.popleft(), due if load.a_second else time.perf_counter())

    def _send(self, request: bytes, due: float) -> None:
        self._due = due
        self._out.write(request)

    def data_received(self, data: bytes) -> None:
        """An answer without a body is one piece of some hundred bytes."""
        self._buffer += data
        if b"\r\n\r\n" in self._buffer:
            self._load.answered(self._buffer[9:12].decode(), time.perf_counter() - self._due)
            self._buffer = b""
            self.begin()


class Load:
    """All connections, what is left to send, and what was answered."""

    def __init__(self, left: deque[bytes], a_second: float) -> None:
        self.left, self.a_second = left, a_second
        self.statuses, self.waits = Counter[str](), list[float]()
        self.over: asyncio.Future[None] | None = None
        self._began, self._count, self._busy = 0.0, 0, 0

    def next_due(self) -> float:
        """When the next request is due; now, without a pace."""
        self._count += 1
        return self._began + self._count / self.a_second if self.a_second else 0.0

    def answered(self, status: str, wait: float) -> None:
        """Count an answer."""
        self.statuses[status] += 1
        self.waits.append(wait)

    def ended(self, _line: Line) -> None:
        """A connection has nothing left."""
        self._busy -= 1
        if self._busy == 0 and self.over is not None:
            self.over.set_result(None)

    async def run(self, host: str, port: int, connections: int) -> float:
        """Everything, over as many connections; returns the seconds."""
        loop = asyncio.get_running_loop()
        self.over, self._busy = loop.create_future(), connections
        lines = [
            (await loop.create_connection(lambda: Line(self), host, port))[1]
            for _ in range(connections)
        ]
        self._began = time.perf_counter()
        for line in lines:
            line.begin()
        await self.over
        return time.perf_counter() - self._began


async def main(order: dict[str, Any]) -> dict[str, Any]:
    """Do as ordered."""
    load = Load(requests(order), order.get("a_second", 0.0))
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    seconds = await load.run("127.0.0.1", order["port"], order["connections"])
    waits = sorted(load.waits)
    return {
        "seconds": seconds, "statuses": dict(load.statuses),
        "p50_ms": waits[len(waits) // 2] * 1e3, "p99_ms": waits[len(waits) * 99 // 100] * 1e3,
        "slow": sum(one > SLOW for one in waits),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(uvloop.run(main(json.loads(sys.stdin.readline())))))
