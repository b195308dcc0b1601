"""The webhook route: plain ASGI, verified on the raw bytes, acknowledged when durable."""

from __future__ import annotations

import asyncio
import hmac
from typing import Any
from urllib.parse import parse_qs

from indokona.intake import blocks
from indokona.intake.blocks import Blocks
from indokona.kernel import clock, log
from indokona.kernel.database import Database
from indokona.numbers.actions import apps
from indokona.numbers.facts import MetaApp
from indokona.whatsapp import signature

LOG = log.get("intake")
_LONGEST_KEY, _MOST_APPS = 100, 10_000
MOST_BYTES = 3 * 1024 * 1024 + 64 * 1024


class Webhook:
    """`/webhooks/{app_key}`: the handshake by GET, events by POST."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._blocks = Blocks(database)
        self._apps: dict[str, tuple[float, MetaApp | None]] = {}
        self._asking: dict[str, asyncio.Task[MetaApp | None]] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request."""
        app = await self._app(scope["path"].rpartition("/")[2])
        if app is None:
            await _answer(send, 404)
        elif scope["method"] == "GET":
            await self._shake_hands(app, scope, send)
        elif scope["method"] == "POST":
            await self._take(app, scope, receive, send)
        else:
            await _answer(send, 405)

    async def _app(self, app_key: str) -> MetaApp | None:
        """The app of a callback key, remembered for a minute; asked once for all that wait for it."""
        known = self._apps.get(app_key)
        if known is not None and known[0] >= clock.seconds():
            return known[1]
        if len(app_key) >= _LONGEST_KEY:
            return None
        asking = self._asking.get(app_key)
        if asking is None:
            asking = self._asking[app_key] = asyncio.create_task(self._ask(app_key))
        return await asyncio.shield(asking)

    async def _ask(self, app_key: str) -> MetaApp | None:
        try:
            found = await apps.by_key(self._database, app_key)
        finally:
            del self._asking[app_key]
        if len(self._apps) > _MOST_APPS:
            self._apps.clear()
        self._apps[app_key] = clock.seconds() + 60, found
        return found

    async def _shake_hands(self, app: MetaApp, scope: Any, send: Any) -> None:
        query = {
            key: values[-1]
            for key, values in parse_qs(scope["query_string"].decode("latin-1")).items()
        }
        right = hmac.compare_digest(
            query.get("hub.verify_token", "").encode(), app.verify_token.encode()
        )
        if query.get("hub.mode") == "subscribe" and right:
            await _answer(send, 200, query.get("hub.challenge", "").encode())
        else:
            await _answer(send, 403)

    async def _take(self, app: MetaApp, scope: Any, receive: Any, send: Any) -> None:
        raw = await _body(receive)
        if raw is None:
            await _answer(send, 413)
            return
        header = dict(scope["headers"]).get(b"x-hub-signature-256", b"").decode("latin-1")
        if not signature.verify(app.secrets, raw, header):
            LOG.warning("forged", status=401, count=len(raw))
            await _answer(send, 401)
            return
        try:
            async with asyncio.timeout(10):
                await self._blocks.store(blocks.kind_of(raw), app.id, raw)
        except Exception as error:
            LOG.error("not stored", status=503, error=log.fault(error))
            await _answer(send, 503)
            return
        await _answer(send, 200)


async def _body(receive: Any) -> bytes | None:
    parts, size, more = list[bytes](), 0, True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        parts.append(event.get("body", b""))
        size += len(parts[-1])
        more = event.get("more_body", False)
        if size > MOST_BYTES:
            return None
    return b"".join(parts)


async def _answer(send: Any, status: int, body: bytes = b"") -> None:
    headers = [(b"content-length", str(len(body)).encode()), (b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
