"""Rare calls out, by httpx, to registered hosts only."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import certifi
import httpx

from indokona.kernel.egress import disclosing
from indokona.kernel.egress.disclosing import Carried
from indokona.kernel.egress.register import Register, UnregisteredDestination
from indokona.kernel.errors import Transient


class TooLong(Exception):
    """The answer is longer than the caller wants to read."""


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
        carries: Carried,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        data: Mapping[str, str] | None = None,
    ) -> Answer:
        """One call; a network fault is `Transient`, since it may work later.

        What it carries of a person is checked against the register and written down first.
        """
        await disclosing.tell(self._register, url, carries)
        try:
            answer = await self._client.request(
                method, url, headers=dict(headers or {}), content=content, files=files, data=data
            )
        except httpx.HTTPError as error:
            raise Transient(type(error).__name__, retry_after=5) from error
        return Answer(answer.status_code, answer.content)

    async def pieces(
        self, url: str, headers: Mapping[str, str], *, size: int, most: int, same_as: str
    ) -> AsyncIterator[tuple[int, bytes]]:
        """A file in numbered pieces of `size` bytes; raises `TooLong` past `most` bytes.

        The address came from outside: the token goes there only if it belongs to the processor of
        `same_as`. Anything but 200 is `Transient`.
        """
        if await self._register.check(url) != await self._register.check(same_as):
            raise UnregisteredDestination
        try:
            async with self._client.stream("GET", url, headers=dict(headers)) as answer:
                if answer.status_code != 200:
                    raise Transient(f"HTTP {answer.status_code}", retry_after=5)
                no, length = 0, 0
                async for piece in answer.aiter_bytes(size):
                    length += len(piece)
                    if length > most:
                        raise TooLong
                    yield no, piece
                    no += 1
        except httpx.HTTPError as error:
            raise Transient(type(error).__name__, retry_after=5) from error


@asynccontextmanager
async def open_http(register: Register, ca_file: Path | None = None) -> AsyncIterator[Http]:
    """The client of this process. It trusts the authorities of `ca_file`, else those of the bundled list."""
    trusted = ssl.create_default_context(cafile=ca_file or certifi.where())
    async with httpx.AsyncClient(
        timeout=20, follow_redirects=False, trust_env=False, verify=trusted
    ) as client:
        yield Http(register, client)
