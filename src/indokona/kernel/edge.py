"""The edge: one request is one transaction, opened here, committed before the reply leaves.

A route declares who may call it (`may`); a route without a declaration does not start. Refusals
become problem+json (RFC 9457). Every POST may carry an `Idempotency-Key` (`kernel.idempotency`).
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, model_validator

from indokona.kernel import cookies, idempotency
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database, Db
from indokona.kernel.errors import NotAllowed, NotSignedIn, OtherOrganisation

PUBLIC, SELF = "public", "self"
PERMISSION = "x-permission"
APART = "x-opens-its-own-work"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: a member through a session, or an organisation's API key."""

    actor: Actor
    user_id: UUID
    organisation_id: UUID
    permissions: frozenset[str]
    session_id: UUID | None = None


@dataclass(slots=True)
class Edge:
    """What the routes stand on; `identify` is accounts' way to tell who calls."""

    database: Database
    identify: Callable[[Database, str], Awaitable[Caller | None]]
    extras: dict[str, Any]


def may(permission: str, *, apart: bool = False) -> dict[str, Any]:
    """Declare who may call a route: a permission of the matrix, `PUBLIC` or `SELF` (a person's session).

    `apart` routes are given no `Db`: their action opens units of work of its own, as public ones do,
    because it acts in several organisations of one person.
    """
    return {"openapi_extra": {PERMISSION: permission, **({APART: True} if apart else {})}}


class EdgeRoute(APIRoute):
    """A route that opens and closes the unit of work of its request."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the endpoint in its transaction."""
        inner = super().get_route_handler()
        extra = self.openapi_extra or {}
        permission, apart = extra.get(PERMISSION), bool(extra.get(APART))
        if permission is None:
            raise TypeError(f"{self.path} does not declare who may call it: use may(...)")

        async def answer(request: Request) -> Response:
            edge: Edge = request.app.state.edge
            request.state.edge = edge
            if permission == PUBLIC:
                who = f"public {address(request)}"
                return await idempotency.apart(edge.database, who, request, inner)
            caller = request.state.caller = await _caller(edge, request)
            _check(caller, permission)
            who = f"{caller.actor.kind} {caller.actor.id}"
            if apart:
                return await idempotency.apart(edge.database, who, request, inner)
            async with edge.database.organisation(caller.organisation_id, caller.user_id) as db:
                request.state.db = db
                return await idempotency.within(db, who, request, inner)

        return answer


def _check(caller: Caller, permission: str) -> None:
    """A role's or key's permission; what is one's own asks for a person, not a key."""
    allowed = (
        caller.session_id is not None if permission == SELF else permission in caller.permissions
    )
    if not allowed:
        raise NotAllowed(permission=permission)


def token_of(edge: Edge, request: Request) -> str | None:
    """The bearer token; else, of a browser, the token in its cookie."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme:
        return token.strip() if scheme.lower() == "bearer" else None
    return cookies.token(request, edge.extras["settings"])


async def _caller(edge: Edge, request: Request) -> Caller:
    token = token_of(edge, request)
    caller = await edge.identify(edge.database, token) if token else None
    if caller is None:
        raise NotSignedIn
    if not cookies.is_meant(request, caller.organisation_id):
        raise OtherOrganisation
    return caller


def address(request: Request) -> str:
    """The caller's network address; a proxy's word counts only where a proxy is declared."""
    host = request.client.host if request.client else ""
    if request.app.state.edge.extras["settings"].behind_proxy:
        host = request.headers.get("x-forwarded-for", host).rpartition(",")[2].strip()
    return host


def _db(request: Request) -> Db:
    db: Db = request.state.db
    return db


def _who(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


def _edge(request: Request) -> Edge:
    edge: Edge = request.state.edge
    return edge


TenantDb = Annotated[Db, Depends(_db)]
Who = Annotated[Caller, Depends(_who)]
TheEdge = Annotated[Edge, Depends(_edge)]


class Body(BaseModel):
    """A request body: unknown fields are refused, and so is NUL, which no text column holds."""

    model_config = ConfigDict(extra="forbid", str_max_length=100_000)

    @model_validator(mode="before")
    @classmethod
    def _no_nul(cls, data: Any) -> Any:
        if _holds_nul(data):
            raise ValueError("text may not contain the character U+0000")
        return data


def _holds_nul(data: Any, depth: int = 0) -> bool:
    if isinstance(data, str):
        return "\x00" in data
    if depth > 20:
        raise ValueError("nested too deeply")
    if isinstance(data, dict):
        return any(_holds_nul(k, depth + 1) or _holds_nul(v, depth + 1) for k, v in data.items())
    if isinstance(data, list):
        return any(_holds_nul(one, depth + 1) for one in data)
    return False


def problem(
    status: int, code: str, title: str, detail: str | None = None, **facts: object
) -> Response:
    """A refusal as problem+json."""
    body = {"type": f"urn:indokona:{code}", "code": code, "title": title, "status": status, **facts}
    if detail:
        body["detail"] = detail
    headers = {"retry-after": str(facts["retry_after"])} if "retry_after" in facts else None
    return JSONResponse(
        json.loads(json.dumps(body, default=str)),
        status,
        headers,
        media_type="application/problem+json",
    )
