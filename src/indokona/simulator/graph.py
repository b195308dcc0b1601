"""The Graph API's door: any version or none, the token, then the edge by kind of object."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from indokona.simulator import graph_media, graph_numbers, graph_templates, graph_wabas, ids
from indokona.simulator.call import Answer, Call, Edge, Node, read_values
from indokona.simulator.faces import GraphError, unknown_object
from indokona.simulator.simulator import Simulator
from indokona.simulator.world import File, MessageTemplate, Number, Token, Waba

_VERSION = re.compile(r"/+(v\d+\.\d+)(?=/|$)")
_DEFAULT_VERSION: Final = "v21.0"

EDGES: Final[dict[tuple[type, str, str], Edge]] = {
    **graph_numbers.EDGES,
    **graph_wabas.EDGES,
    **graph_templates.EDGES,
    **graph_media.EDGES,
}


@lru_cache(4096)
def without_version(path: str) -> tuple[str, str]:
    """(path, version): `//v25.0/1/messages` and `/1/messages` are the same path."""
    found = _VERSION.match(path)
    if found is None:
        return path.lstrip("/"), _DEFAULT_VERSION
    return path[found.end() :].lstrip("/"), found[1]


def headers(version: str) -> dict[str, str]:
    """What Graph says beside every answer."""
    trace = ids.trace_id()
    return {"facebook-api-version": version, "x-fb-trace-id": trace, "x-fb-request-id": trace}


async def graph(simulator: Simulator, request: Request) -> Response:
    """Answer one call; errors have Graph's form."""
    path, version = without_version(request.url.path)
    try:
        answer = await _answer(simulator, request, path)
    except GraphError as error:
        return JSONResponse(error.body(), error.status, headers(version))
    if isinstance(answer, Response):
        answer.headers.update(headers(version))
        return answer
    return JSONResponse(answer, headers=headers(version))


async def _answer(simulator: Simulator, request: Request, path: str) -> Answer:
    if path == "oauth/access_token":
        return await graph_wabas.exchange(simulator, request)
    call = Call(simulator, request, token_of(simulator, request))
    await read_values(call)
    if path == "debug_token":
        return graph_wabas.debug_token(call)
    object_id, _, edge = path.rstrip("/").partition("/")
    if object_id == "me":
        return {"id": call.token.app_id, "name": "System user"}
    node = _node(call, object_id)
    found = EDGES.get((type(node), edge, request.method))
    if found is None:
        details = f"Unknown path components: /{edge}" if edge else "Unsupported request"
        raise GraphError(100, details, kind="GraphMethodException")
    answer = await found(call, node)
    await simulator.disk.settled()
    return answer


def token_of(simulator: Simulator, request: Request) -> Token:
    """Whose call it is; raises 190. `APP_ID|SECRET` is the app itself."""
    value = bearer(request)
    app_id, _, secret = value.partition("|")
    app = simulator.world.apps.get(app_id)
    if app is not None and secret == app.secret:
        return Token(value, app_id, "", [], ["app"])
    return known_token(simulator, value)


def bearer(request: Request) -> str:
    """The token of a request: Bearer or OAuth header, else the query."""
    header = request.headers.get("authorization", "")
    kind, _, value = header.partition(" ")
    if kind.lower() in ("bearer", "oauth") and value:
        return value.strip()
    return request.query_params.get("access_token", "")


def known_token(simulator: Simulator, value: str) -> Token:
    """A living token; raises 190 with the subcode of its trouble."""
    token = simulator.world.tokens.get(value)
    if token is None:
        raise GraphError(190, "Invalid OAuth access token", subcode=467)
    if token.expired:
        raise GraphError(190, "The session has expired", subcode=463)
    return token


def _node(call: Call, object_id: str) -> Node:
    """The object, if the token may see it; Meta does not tell missing and hidden apart."""
    world, token = call.simulator.world, call.token
    if object_id.startswith("upload:"):
        upload = world.uploads.get(object_id)
        if upload is not None and upload.app_id == token.app_id:
            return upload
        raise unknown_object(object_id)
    for shelf in (world.numbers, world.wabas, world.templates, world.files):
        found = shelf.get(object_id)
        if found is not None and _waba_id(found) in token.waba_ids:
            return found
    if object_id == token.app_id:
        return world.apps[object_id]
    if object_id == token.business_id and object_id in world.businesses:
        return world.businesses[object_id]
    raise unknown_object(object_id)


def _waba_id(node: Number | Waba | MessageTemplate | File) -> str:
    return node.id if isinstance(node, Waba) else node.waba_id
