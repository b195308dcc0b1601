"""The edge: one request is one transaction, opened here, committed before the reply leaves.

A route declares who may call it (`may`); a route without a declaration does not start. Refusals
become problem+json (RFC 9457). A POST may carry an `Idempotency-Key`: same key and body, same
answer for 72 hours; another body is refused; one still under way is refused too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, model_validator

from indokona.kernel import clock, ids, keyring
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database, Db
from indokona.kernel.errors import Invalid, NotAllowed, NotSignedIn, Refusal

PUBLIC, SELF = "public", "self"
PERMISSION = "x-permission"


class Conflict(Refusal):
    """A request with this Idempotency-Key is still under way."""

    code = "idempotency.in_flight"
    status = 409


class OtherBody(Refusal):
    """This Idempotency-Key was used for another request."""

    code = "idempotency.other_body"
    status = 422


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


def may(permission: str) -> dict[str, Any]:
    """Declare who may call a route: a permission of the matrix, `PUBLIC` or `SELF`."""
    return {"openapi_extra": {PERMISSION: permission}}


class EdgeRoute(APIRoute):
    """A route that opens and closes the unit of work of its request."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the endpoint in its transaction."""
        inner = super().get_route_handler()
        permission = (self.openapi_extra or {}).get(PERMISSION)
        if permission is None:
            raise TypeError(f"{self.path} does not declare who may call it: use may(...)")

        async def answer(request: Request) -> Response:
            edge: Edge = request.app.state.edge
            request.state.edge = edge
            if permission == PUBLIC:
                return await inner(request)
            caller = await _caller(edge, request)
            request.state.caller = caller
            if permission == SELF:
                async with edge.database.user(caller.user_id) as db:
                    request.state.db = db
                    return await inner(request)
            if permission not in caller.permissions:
                raise NotAllowed(permission=permission)
            async with edge.database.organisation(caller.organisation_id, caller.user_id) as db:
                request.state.db = db
                return await _once(db, request, inner)

        return answer


async def _caller(edge: Edge, request: Request) -> Caller:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    caller = (
        await edge.identify(edge.database, token.strip()) if scheme.lower() == "bearer" else None
    )
    if caller is None:
        raise NotSignedIn
    return caller


async def _once(
    db: Db, request: Request, inner: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Do a POST at most once for its Idempotency-Key."""
    key = request.headers.get("idempotency-key")
    if request.method != "POST" or key is None:
        return await inner(request)
    if not 1 <= len(key) <= 200 or not key.isprintable():
        raise Invalid("An Idempotency-Key has 1 to 200 printable characters.")
    digest = hashlib.sha256(f"{request.url.path}\x00".encode() + await request.body()).digest()
    lock = int.from_bytes(
        hashlib.sha256(db.organisation_id.bytes + key.encode()).digest()[:8], "big", signed=True
    )
    if not await db.value("select pg_try_advisory_xact_lock(%s)", (lock,)):
        raise Conflict
    earlier = await db.rows(
        "select id, digest, status, answer_sealed from idempotency_key where organisation_id = %s and key = %s",
        (db.organisation_id, key),
    )
    if earlier:
        row = earlier[0]
        if row[1] != digest:
            raise OtherBody
        body = (await db.opener([row[3]])).raw(row[3], "idempotency.answer", row[0])
        return Response(
            body, row[2], media_type="application/json", headers={"idempotency-replayed": "true"}
        )
    response = await inner(request)
    await _remember(db, key, digest, response)
    return response


async def _remember(db: Db, key: str, digest: bytes, response: Response) -> None:
    row_id = ids.new()
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    body = sealer.seal(db.organisation_id, "idempotency.answer", row_id, bytes(response.body))
    await db.run(
        "insert into idempotency_key (organisation_id, key, digest, status, answer_sealed, id, at)"
        " values (%s, %s, %s, %s, %s, %s, %s)",
        (db.organisation_id, key, digest, response.status_code, body, row_id, clock.now()),
    )


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
