"""Rare calls out, by httpx, to registered hosts only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from indokona.kernel.egress.register import Register
from indokona.kernel.errors import Transient


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and its body."""

    status: int
    body: bytes


class Http:
    """A client that asks the register before each call. No redirects: a token never moves host."""

    def __init__(self, register: Register, client: httpx.AsyncClient) -> None:
        self._register = register
        self._client = client

    async def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        data: Mapping[str, str] | None = None,
    ) -> Answer:
        """One call; a network fault is `Transient`, since it may work later."""
        await self._register.check(url)
        try:
            answer = await self._client.request(
                method, url, headers=dict(headers or {}), content=content, files=files, data=data
            )
        except httpx.HTTPError as error:
            raise Transient(type(error).__name__, retry_after=5) from error
        return Answer(answer.status_code, answer.content)


@asynccontextmanager
async def open_http(register: Register) -> AsyncIterator[Http]:
    """The client of this process."""
    async with httpx.AsyncClient(timeout=20, follow_redirects=False, trust_env=False) as client:
        yield Http(register, client)
