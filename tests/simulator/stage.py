"""A business on a running simulator, a receiver of its webhooks, and a template to send."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from indokona.simulator.simulator import Simulator

VERIFY = "a verify token"


@dataclass
class Receiver:
    """An HTTP server of ten lines: keeps what it gets and answers as told."""

    url: str = ""
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    """Statuses of the next answers; 200 when it is empty."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.split("\r\n")
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            status, text = self._answer(first, headers, body)
            reply = f"HTTP/1.1 {status} X\r\ncontent-length: {len(text)}\r\nconnection: close\r\n"
            writer.write((reply + "\r\n" + text).encode())
            await writer.drain()
        finally:
            writer.close()

    def _answer(self, first: str, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        method, path, _ = first.split(" ")
        if method == "GET":
            query = httpx.URL(path).params
            if query["hub.verify_token"] != VERIFY:
                return 403, ""
            return 200, query["hub.challenge"]
        self.posts.append((headers, body))
        return (self.answers.pop(0) if self.answers else 200), ""

    def values(self, wanted: str = "messages") -> list[dict[str, Any]]:
        """Every value of a field, in the order of arrival."""
        return [
            change["value"]
            for _, body in self.posts
            for entry in json.loads(body)["entry"]
            for change in entry["changes"]
            if change["field"] == wanted
        ]

    def statuses(self) -> list[dict[str, Any]]:
        return [s for value in self.values() for s in value.get("statuses", [])]

    def messages(self) -> list[dict[str, Any]]:
        return [m for value in self.values() for m in value.get("messages", [])]


def signed(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@dataclass
class World:
    """A running simulator with one business on it."""

    simulator: Simulator
    client: httpx.AsyncClient
    where: dict[str, Any]
    seed: dict[str, Any]
    receiver: Receiver

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.seed['access_token']}"}

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        answer = await self.client.request(method, f"/_control/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def graph(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return await self.client.request(
            method, f"/v25.0/{path}", json=body, headers=self.headers, **more
        )

    async def send(self, body: dict[str, Any]) -> httpx.Response:
        whole = {"messaging_product": "whatsapp", **body}
        return await self.graph("POST", f"{self.seed['phone_number_id']}/messages", whole)

    async def send_text(
        self, to: str, words: str = "Hello", callback: str = "c1"
    ) -> httpx.Response:
        body = {"to": to, "type": "text", "text": {"body": words}}
        return await self.send(body | {"biz_opaque_callback_data": callback})

    async def say(self, person: str, **what: Any) -> str:
        body = {"phone_number_id": self.seed["phone_number_id"], **what}
        answer = await self.control("POST", f"persons/{person}/say", body)
        return str(answer["wamid"])

    async def flush(self, timeout: float = 5) -> None:
        answer = await self.control("POST", "webhooks/flush", {"timeout": timeout})
        assert answer["pending"] == 0

    async def template(self, **changes: Any) -> str:
        """Create a template and wait until it is approved."""
        body = {**ORDER, **changes}
        waba = self.seed["waba_id"]
        answer = await self.graph("POST", f"{waba}/message_templates", body)
        assert answer.status_code == 200, answer.text
        created = answer.json()["id"]
        await until(lambda: self.simulator.world.templates[created].status == "APPROVED")
        return str(created)


ORDER: dict[str, Any] = {
    "name": "order_update",
    "language": "en_US",
    "category": "UTILITY",
    "components": [
        {"type": "HEADER", "format": "TEXT", "text": "Your order"},
        {
            "type": "BODY",
            "text": "Hi {{1}}, it ships on {{2}}.",
            "example": {"body_text": [["Dev", "Friday"]]},
        },
        {"type": "FOOTER", "text": "Reply STOP to opt out"},
        {
            "type": "BUTTONS",
            "buttons": [
                {
                    "type": "URL",
                    "text": "Track",
                    "url": "https://shop.example/t/{{1}}",
                    "example": ["https://shop.example/t/9"],
                },
                {"type": "QUICK_REPLY", "text": "Help"},
            ],
        },
    ],
}


def order(to: str, *values: str, code: str | None = "9", callback: str = "c1") -> dict[str, Any]:
    """A send of the template above."""
    components: list[dict[str, Any]] = [
        {"type": "body", "parameters": [{"type": "text", "text": value} for value in values]}
    ]
    if code is not None:
        url = {"type": "text", "text": code}
        components.append({"type": "button", "sub_type": "url", "index": "0", "parameters": [url]})
    template = {
        "name": "order_update",
        "language": {"code": "en_US"},
        "components": components,
    }
    return {
        "to": to,
        "type": "template",
        "template": template,
        "biz_opaque_callback_data": callback,
    }


async def until(true: Callable[[], bool], seconds: float = 5) -> None:
    """Wait until something holds; fail when it never does."""
    for _ in range(int(seconds / 0.01)):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")
