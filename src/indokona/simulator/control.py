"""The control door: how tests, demos and the phone page steer Meta's side. Loopback only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from indokona.simulator import (
    control_page,
    control_people,
    control_reading,
    control_seed,
    news,
    reviewing,
)
from indokona.simulator.faces import GraphError
from indokona.simulator.graph_media import content
from indokona.simulator.simulator import Simulator
from indokona.simulator.world import PER_SECOND, Faults, Review

Door = Callable[[Simulator, Request, dict[str, Any], list[str]], Awaitable[Any]]
_FLUSH_SECONDS: Final = 10.0


async def faults(
    simulator: Simulator, request: Request, values: dict[str, Any], parts: list[str]
) -> Any:
    """POST replaces all faults, what is left out goes back to its default; PATCH changes what is named.

    Two switches that are turned at once are two PATCHes: neither undoes the other.
    """
    if request.method == "PATCH":
        values = msgspec.to_builtins(simulator.world.faults) | values
    if request.method != "GET":
        simulator.set_faults(msgspec.convert(values, Faults))
    return simulator.world.faults


async def review(
    simulator: Simulator, request: Request, values: dict[str, Any], parts: list[str]
) -> Any:
    """How templates are reviewed; those that wait are looked at again."""
    if request.method == "POST":
        simulator.keep(msgspec.convert(values, Review))
        reviewing.resume(simulator)
    return simulator.world.review


async def template_status(
    simulator: Simulator, request: Request, values: dict[str, Any], parts: list[str]
) -> Any:
    """Set a template's status or category by id, and tell it by webhook."""
    template = simulator.world.templates[parts[0]]
    if status := values.get("status"):
        template.reason = values.get("reason") or template.reason
        reviewing.set_status(simulator, template, status)
    if category := values.get("category"):
        reviewing.set_category(simulator, template, category)
    return template


async def number(
    simulator: Simulator, request: Request, values: dict[str, Any], parts: list[str]
) -> Any:
    """Change a number's quality, limit or throughput; each tells its webhook."""
    found, what = simulator.world.numbers[parts[0]], parts[1]
    business = simulator.world.business_of(found)
    waba = simulator.world.wabas[found.waba_id]
    event = "ONBOARDING"
    if what == "quality":
        found.quality = values["quality"]
        event = values.get("event") or ("DOWNGRADE" if found.quality == "RED" else "UPGRADE")
    elif what == "limit":
        business.messaging_limit = values["limit"]
        event = values.get("event") or "UPGRADE"
        value = {"max_daily_conversations_per_business": business.messaging_limit}
        reviewing.tell_account(simulator, waba.id, "business_capability_update", value)
    elif what == "throughput":
        if values["throughput"] not in PER_SECOND:
            raise GraphError(100, f"throughput is one of {', '.join(PER_SECOND)}")
        found.throughput = values["throughput"]
        event = "THROUGHPUT_UPGRADE"
    simulator.keep(found, business)
    told = news.number_quality(found, event, business.messaging_limit)
    reviewing.tell_account(simulator, waba.id, "phone_number_quality_update", told)
    return found


async def webhooks(
    simulator: Simulator, request: Request, values: dict[str, Any], parts: list[str]
) -> Any:
    """What was posted, newest first, and how much is still to be told."""
    outbox = simulator.outbox
    posts = [
        {
            "url": post.url,
            "updates": len(post.updates),
            "fields": sorted({update.field for update in post.updates}),
            "tries": post.tries,
            "status": post.status,
            "bytes": post.size,
        }
        for post in reversed(outbox.log)
    ]
    return {"pending": outbox.pending, "acknowledged": outbox.told, "posts": posts}


async def flush(
    simulator: Simulator, request: Request, values: dict[str, Any], parts: list[str]
) -> Any:
    """Wait until nothing is pending, at most `timeout` seconds."""
    end = time.monotonic() + float(values.get("timeout", _FLUSH_SECONDS))
    while simulator.outbox.pending and time.monotonic() < end:  # noqa: ASYNC110 (bounded)
        await asyncio.sleep(0.02)
    return {"pending": simulator.outbox.pending}


async def reset(
    simulator: Simulator, request: Request, values: dict[str, Any], parts: list[str]
) -> Any:
    """Forget everything."""
    simulator.reset()
    return {"success": True}


async def media(
    simulator: Simulator, request: Request, values: dict[str, Any], parts: list[str]
) -> Any:
    """A file's bytes for the phone page. As a page of its own it may do nothing."""
    file = simulator.world.files[parts[0]]
    fences = {"content-security-policy": "sandbox", "x-content-type-options": "nosniff"}
    raw = await content(simulator, file.id)
    return Response(raw, media_type=file.mime_type, headers=fences)


# `*` stands for one part of the path, handed over in order.
DOORS: Final[dict[tuple[str, str], Door]] = {
    ("POST", "seed"): control_seed.seed,
    ("POST", "apps"): control_seed.app,
    ("POST", "apps/*/callback"): control_seed.callback,
    ("POST", "wabas"): control_seed.waba,
    ("POST", "numbers"): control_seed.number,
    ("GET", "numbers"): control_seed.numbers,
    ("POST", "tokens"): control_seed.token,
    ("DELETE", "tokens/*"): control_seed.expire,
    ("GET", "persons"): control_people.listed,
    ("POST", "persons"): control_people.create,
    ("PATCH", "persons/*"): control_people.change,
    ("POST", "persons/*/say"): control_people.say,
    ("POST", "persons/*/preferences"): control_people.preferences,
    ("GET", "messages"): control_reading.messages,
    ("GET", "counts"): control_reading.counts,
    ("GET", "chat"): control_page.chat,
    ("GET", "page"): control_page.page,
    ("GET", "mails"): control_reading.mails,
    ("GET", "faults"): faults,
    ("POST", "faults"): faults,
    ("PATCH", "faults"): faults,
    ("GET", "review"): review,
    ("POST", "review"): review,
    ("POST", "templates/*/status"): template_status,
    ("POST", "number/*/*"): number,
    ("GET", "webhooks"): webhooks,
    ("POST", "webhooks/flush"): flush,
    ("POST", "reset"): reset,
    ("GET", "media/*"): media,
}


async def control(simulator: Simulator, request: Request) -> Response:
    """Answer one turn of the door; trouble is JSON with `error` in words."""
    path = request.url.path.removeprefix("/_control/").strip("/")
    found = _find(request.method, path.split("/"))
    if found is None:
        return JSONResponse({"error": f"no {request.method} {path} behind this door"}, 404)
    door, parts = found
    try:
        raw = await request.body()
        values = msgspec.json.decode(raw, type=dict[str, Any]) if raw else {}
        answer = await door(simulator, request, values, parts)
    except KeyError as missing:
        return JSONResponse({"error": f"there is no {missing}"}, 404)
    except (ValueError, GraphError) as wrong:
        return JSONResponse({"error": str(wrong)}, 400)
    if isinstance(answer, Response):
        return answer
    if request.method != "GET":
        await simulator.disk.settled()
    return Response(msgspec.json.encode(answer), media_type="application/json")


def _find(method: str, asked: list[str]) -> tuple[Door, list[str]] | None:
    for (verb, path), door in DOORS.items():
        wanted = path.split("/")
        if verb != method or len(wanted) != len(asked):
            continue
        pairs = list(zip(wanted, asked, strict=True))
        if all(want in ("*", have) for want, have in pairs):
            return door, [have for want, have in pairs if want == "*"]
    return None
