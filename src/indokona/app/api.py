"""The HTTP application: the slices' routes, the hot webhook route, health and the description."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import psycopg
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException

import indokona
from indokona.accounts.actions import sign_in
from indokona.app import wiring
from indokona.app.web import Web
from indokona.intake.webhook import Webhook
from indokona.kernel import log, wired
from indokona.kernel.edge import Edge, problem
from indokona.kernel.egress.http import open_http
from indokona.kernel.egress.register import Register
from indokona.kernel.errors import Refusal, Unavailable
from indokona.kernel.live import Relay
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses

LOG = log.get("api")
MOST_JSON = 1024 * 1024
FILES = ("/api/imports", "/media", "/samples")
HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
    (b"cache-control", b"no-store"),
]


def build(settings: Settings, root: RootKey, addresses: Addresses) -> Any:
    """The application that `serve` runs."""
    wiring.connect(settings)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            opened = wired.open_database(addresses, root, size=settings.pool_size)
            database = await stack.enter_async_context(opened)
            http = await stack.enter_async_context(open_http(Register(database), settings.ca_file))
            relay = app.state.live = Relay(database, getattr(app.state, "is_ending", bool))
            extras = {"http": http, "settings": settings, "live": relay}
            app.state.edge = Edge(database, sign_in.identify, extras)
            app.state.webhook = Webhook(database)
            relaying = asyncio.create_task(relay.run())
            yield
            relaying.cancel()

    return Front(describe(life))


def describe(life: Any = None) -> FastAPI:
    """The routes, with or without a database behind them."""
    app = FastAPI(
        title="INDOKONA", version=indokona.VERSION, description=indokona.__doc__ or "", lifespan=life, docs_url=None,
        redoc_url=None, openapi_url="/openapi.json", generate_unique_id_function=_called,
    )  # fmt: skip
    for router in wiring.ROUTERS:
        app.include_router(router)
    app.add_api_route("/healthz", _alive, methods=["GET"], include_in_schema=False)
    app.add_api_route("/readyz", _ready, methods=["GET"], include_in_schema=False)
    app.add_api_route("/metrics", _metrics, methods=["GET"], include_in_schema=False)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(psycopg.OperationalError, _away)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _bug)
    return app


def _called(route: APIRoute) -> str:
    """A route is called in every client as its function is called here."""
    return route.name


async def _alive() -> dict[str, bool]:
    return {"ok": True}


async def _ready(request: Request) -> Response:
    async with request.app.state.edge.database.platform() as db:
        await db.value("select 1")
    return Response(b'{"ready": true}', media_type="application/json")


async def _metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return problem(error.status, error.code, error.title, error.detail, **error.facts)


async def _away(request: Request, error: Exception) -> Response:
    """A database that is away, starting or full, met outside a unit of work (the keyring's, mostly)."""
    LOG.warning("away", error=log.fault(error))
    return await _refused(request, Unavailable())


async def _invalid(_request: Request, error: Exception) -> Response:
    """Where it is wrong and why, never the value itself."""
    assert isinstance(error, RequestValidationError)
    where = [_place(one) for one in error.errors()[:20]]
    return problem(
        422, "request.invalid", "The request does not have the form it must have.", errors=where
    )


def _place(one: Mapping[str, Any]) -> dict[str, Any]:
    """What is wrong where; `most` says how long a text that is too long may be."""
    found = {"at": ".".join(map(str, one["loc"]))[:200], "why": one["msg"][:200]}
    is_long = one["type"] == "string_too_long"
    return {**found, "most": one["ctx"]["max_length"]} if is_long else found


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    codes = {
        404: ("not_found", "There is nothing here."),
        405: ("method", "This cannot be done here."),
        413: ("request.too_large", "The request is larger than this route takes."),
    }
    code, title = codes.get(error.status_code, ("http", "The request was refused."))
    return problem(error.status_code, code, title)


async def _bug(_request: Request, error: Exception) -> Response:
    LOG.error("bug", error=log.fault(error))
    return problem(500, "bug", "Something is broken here, not with you. It was logged.")


class Front:
    """In front of the routes: the hot webhook, the web app, a bound on JSON bodies, headers on every answer."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.web = Web()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One connection's event."""
        if scope["type"] != "http":
            scope["app"] = self.app
            await self.app(scope, receive, send)
        elif scope["path"].startswith("/webhooks/"):
            await self.app.state.webhook(scope, receive, send)
        elif self.web.owns(scope):
            await self.web(scope, receive, send)
        else:
            await self.app(scope, _bounded(scope, receive), _with_headers(send))


def _bounded(scope: Any, receive: Any) -> Any:
    """A JSON body above 1 MiB is refused while it arrives; a file may be larger, its action bounds it."""
    if scope["path"].endswith(FILES):
        return receive
    seen = 0

    async def next_part() -> Any:
        nonlocal seen
        event = await receive()
        seen += len(event.get("body", b""))
        if seen > MOST_JSON:
            raise HTTPException(413)
        return event

    return next_part


def _with_headers(send: Any) -> Any:
    async def sending(event: Any) -> None:
        if event["type"] == "http.response.start":
            event["headers"] = [*event.get("headers", []), *HEADERS]
        await send(event)

    return sending
