"""A plain client of the public API and of the simulator's control door, for `up --demo` and `demo`.

It talks to this machine only, as any other client would.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import httpx

from indokona.kernel.errors import Trouble

T = TypeVar("T")


class Failed(Trouble):
    """An answer that was not expected, or something that did not happen in time."""


class Client:
    """Calls to one base address."""

    def __init__(self, base: str, token: str | None = None) -> None:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(base_url=base, headers=headers, timeout=60, trust_env=False)

    def get(self, path: str, **query: Any) -> Any:
        """A read."""
        return self._answer(self._http.get(path, params=query))

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        """A write."""
        return self._answer(self._http.post(path, json=body if body is not None else {}, **more))

    def put(self, path: str, body: Any = None) -> Any:
        """A replacement."""
        return self._answer(self._http.put(path, json=body))

    def delete(self, path: str) -> Any:
        """An end."""
        return self._answer(self._http.delete(path))

    def patch(self, path: str, body: Any) -> Any:
        """A change of a part."""
        return self._answer(self._http.patch(path, json=body))

    def upload(self, path: str, body: bytes, **query: Any) -> Any:
        """A raw body."""
        return self._answer(self._http.post(path, content=body, params=query))

    def page(self, path: str) -> tuple[str, Mapping[str, str]]:
        """A page as a browser gets it, with its headers; raises `Failed` if nobody answers."""
        try:
            answer = self._http.get(path)
        except httpx.HTTPError as error:
            raise Failed(f"{path}: {error}") from None
        if answer.status_code >= 400:
            raise Failed(f"{path}: {answer.status_code}")
        return answer.text, answer.headers

    def raw(self, path: str, body: Any = None) -> bytes:
        """A read of bytes, or a write that is answered with bytes."""
        answer = self._http.get(path) if body is None else self._http.post(path, json=body)
        if answer.status_code >= 400:
            raise Failed(f"{path}: {answer.status_code} {answer.text[:300]}")
        return answer.content

    def status(self, path: str) -> int:
        """Only the status of a read."""
        return self._http.get(path).status_code

    @staticmethod
    def _answer(answer: httpx.Response) -> Any:
        if answer.status_code >= 400:
            raise Failed(
                f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:400]}"
            )
        return answer.json() if answer.content else None


def until(
    what: str, ask: Callable[[], T | None], *, seconds: float = 30.0, every: float = 0.1
) -> T:
    """Ask until the answer is true; raises `Failed` when it does not become so in time."""
    end = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Failed(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(every)
