"""The application: the hot path by hand, everything else by kind of door."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from indokona.simulator import graph_media
from indokona.simulator.control import control
from indokona.simulator.faces import GraphError
from indokona.simulator.graph import bearer, graph, headers, known_token, without_version
from indokona.simulator.phone import phone
from indokona.simulator.simulator import Simulator

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

DROP: Final = "indokona.drop"
"""The scope's extension that ends the connection without an answer."""


class Application:
    """One ASGI application around one simulator."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        path: str = scope["path"]
        if scope["method"] == "POST" and path.endswith("/messages") and path.count("/") <= 4:
            await self._messages(scope, receive, send)
            return
        request = Request(scope, receive)
        response = await self._slow(request, path)
        await response(scope, receive, send)

    async def _slow(self, request: Request, path: str) -> Response:
        if path.startswith("/_control/"):
            return await control(self.simulator, request)
        if path == "/" or path == "/phone" or path.startswith("/phone/"):
            return phone(path)
        if path == "/whatsapp_business/attachments/":
            return await self._download(request)
        return await graph(self.simulator, request)

    async def _download(self, request: Request) -> Response:
        try:
            token = known_token(self.simulator, bearer(request))
            return await graph_media.download(self.simulator, request, token)
        except GraphError as error:
            return JSONResponse(error.body(), error.status)

    async def _messages(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The hot path: about forty microseconds of work beside the server's own."""
        raw = await _body(receive)
        path, version = without_version(scope["path"])
        simulator, faults = self.simulator, self.simulator.world.faults
        if faults.delay_ms:
            await asyncio.sleep(faults.delay_ms / 1000)
        try:
            token = known_token(simulator, _token(scope))
            if faults.error_rate and simulator.random.random() < faults.error_rate:
                raise GraphError(faults.error_code, "A fault that was ordered")
            body, durable = simulator.post.accept(path.partition("/")[0], token, raw)
        except GraphError as error:
            response = JSONResponse(error.body(), error.status, headers(version))
            await response(scope, receive, send)
            return
        if durable:
            await simulator.disk.settled()
        await self._answer(scope, receive, send, body, version)

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, body: bytes, version: str
    ) -> None:
        """The answer, unless a fault takes it away after the effect."""
        simulator, faults = self.simulator, self.simulator.world.faults
        if faults.lose_answers and simulator.random.random() < faults.lose_answers:
            drop = scope.get("extensions", {}).get(DROP)
            if drop is None:
                raise ConnectionResetError("the answer is lost, as ordered")
            drop["abort"]()
            await receive()
            return
        if (
            faults.http_500_after_effect
            and simulator.random.random() < faults.http_500_after_effect
        ):
            error = GraphError(131000, "A fault that was ordered, after the effect")
            await JSONResponse(error.body(), 500, headers(version))(scope, receive, send)
            return
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [
                    (b"content-type", b"application/json; charset=UTF-8"),
                    (b"content-length", str(len(body)).encode()),
                    *((k.encode(), v.encode()) for k, v in headers(version).items()),
                ],
            }
        )
        await send({"type": "http.response.body", "body": body})


async def _body(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    return body


def _token(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization":
            return _token_in(value)
    return Request(scope).query_params.get("access_token", "")


@lru_cache(4096)
def _token_in(header: bytes) -> str:
    kind, _, token = header.decode("latin-1").partition(" ")
    return token.strip() if kind.lower() in ("bearer", "oauth") else ""


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
