"""One call of the Graph API: who asks, about what, with which values."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from indokona.simulator.faces import GraphError
from indokona.simulator.simulator import Simulator
from indokona.simulator.world import MANAGEMENT, Token

Node = Any
Answer = dict[str, Any] | Response
Edge = Callable[["Call", Node], Awaitable[Answer]]


@dataclass(slots=True)
class Call:
    """The request with its token already recognised."""

    simulator: Simulator
    request: Request
    token: Token
    values: dict[str, Any] = field(default_factory=dict)
    """Query, form and JSON values together; JSON wins."""
    file: bytes = b""
    file_name: str = ""
    file_type: str = ""

    @property
    def fields(self) -> str | None:
        value = self.values.get("fields")
        return str(value) if value else None

    def text(self, name: str, default: str = "") -> str:
        """A value as text; lists and objects in queries are JSON."""
        value = self.values.get(name, default)
        return default if value is None else str(value)

    def json(self, name: str) -> Any:
        """A value that is JSON, or JSON inside a string."""
        value = self.values.get(name)
        if isinstance(value, str):
            try:
                return json.loads(value)
            except ValueError:
                raise GraphError(100, f"{name}: not JSON") from None
        return value

    def needs(self, scope: str = MANAGEMENT) -> None:
        """Refuse a token without this permission."""
        if scope not in self.token.scopes:
            raise GraphError(10, f"The token lacks {scope}")


async def read_values(call: Call) -> None:
    """Fill `values` and `file` from the query and whatever form the body has."""
    request = call.request
    call.values |= dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        async with request.form() as form:
            for name, value in form.items():
                if isinstance(value, UploadFile):
                    call.file = await value.read()
                    call.file_name = value.filename or ""
                    call.file_type = value.content_type or ""
                else:
                    call.values[name] = value
        return
    raw = await request.body()
    # The bytes of an upload may begin with a brace too.
    if raw[:1] == b"{" and "/upload:" not in request.url.path:
        try:
            call.values |= json.loads(raw)
        except ValueError:
            raise GraphError(100, "The body is not JSON") from None


def page(call: Call, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One page of rows with cursors; `next` is there only if another page exists."""
    limit = int(call.text("limit", "25"))
    start = _place(call.text("after"))
    shown = rows[start : start + limit]
    answer: dict[str, Any] = {"data": shown}
    if not shown:
        return answer
    after = _cursor(start + len(shown))
    answer["paging"] = {"cursors": {"before": _cursor(start), "after": after}}
    if start + limit < len(rows):
        url = call.request.url.include_query_params(after=after)
        answer["paging"]["next"] = str(url)
    return answer


def _cursor(place: int) -> str:
    return f"QVFI{place:x}"


def _place(cursor: str) -> int:
    try:
        return int(cursor.removeprefix("QVFI") or "0", 16)
    except ValueError:
        raise GraphError(100, "after: not a cursor") from None
