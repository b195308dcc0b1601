"""Control door: what the phone page asks for, once a second."""

from __future__ import annotations

import time
from typing import Any, Final

import msgspec
from starlette.requests import Request

from indokona.simulator import control_people, control_reading, control_seed, rendering
from indokona.simulator.simulator import Simulator

Values = dict[str, Any]
_CHATS: Final = (
    f"SELECT number_id, person, inbound, at, delivered_at, kind, body FROM {control_people.RECENT}"
    " WHERE inbound = 1 OR delivered_at <= ? ORDER BY coalesce(delivered_at, at)"
)
_MOST_UNREAD: Final = 10
_MOST_BUBBLES: Final = 200
_MOST_MAILS: Final = 50


async def page(simulator: Simulator, request: Request, values: Values, parts: list[str]) -> Any:
    """Everything but the bubbles: people, numbers, the newest of each chat, mails, faults."""
    people = await control_people.listed(simulator, request, values, parts)
    numbers = await control_seed.numbers(simulator, request, values, parts)
    mails = await control_reading.mails(simulator, request, values, parts)
    return {
        "persons": people["data"],
        "numbers": numbers["data"],
        "chats": await _chats(simulator),
        "mails": mails["data"][:_MOST_MAILS],
        "faults": simulator.world.faults,
    }


async def _chats(simulator: Simulator) -> list[Values]:
    """Each chat with its newest message and when its last ten arrived: unread is the reader's."""
    newest: dict[tuple[str, str], tuple[Any, ...]] = {}
    arrived: dict[tuple[str, str], list[float]] = {}
    for number_id, person, *rest in await simulator.disk.read(_CHATS, (time.time(),)):
        key = (number_id, person)
        newest[key] = tuple(rest)
        if not rest[0]:
            arrived.setdefault(key, []).append(rest[2])
    return [
        {
            "phone_number_id": number_id,
            "person": person,
            "arrived": arrived.get((number_id, person), [])[-_MOST_UNREAD:],
            **_newest(simulator, number_id, row),
        }
        for (number_id, person), row in newest.items()
    ]


def _newest(simulator: Simulator, number_id: str, row: tuple[Any, ...]) -> Values:
    inbound, at, delivered_at, kind, body = row
    number = simulator.world.numbers.get(number_id)
    waba_id = number.waba_id if number else ""
    seen = rendering.bubble(simulator.world, waba_id, kind, msgspec.json.decode(body))
    direction = "inbound" if inbound else "outbound"
    return {"at": at if inbound else delivered_at, "direction": direction, "shown": seen}


async def chat(simulator: Simulator, request: Request, values: Values, parts: list[str]) -> Any:
    """One person's chat with one number, oldest first.

    Messages that failed or are still under way are not on the phone; they are counted.
    """
    person = control_people.find(simulator, request.query_params["person"])
    pair, now = (request.query_params["phone_number_id"], person.id), time.time()
    where = " WHERE number_id = ? AND person = ?"
    rows = await simulator.disk.read(
        f"{control_reading.SELECT}{where} AND (inbound = 1 OR delivered_at <= ?)"
        " ORDER BY coalesce(delivered_at, at) DESC LIMIT ?",
        (*pair, now, _MOST_BUBBLES),
    )
    away = await simulator.disk.read(
        "SELECT count(*) FILTER (WHERE failed_at IS NULL AND coalesce(delivered_at, ?) >= ?),"
        f" count(failed_at) FROM message{where} AND inbound = 0",
        (now, now, *pair),
    )
    waiting, failed = away[0]
    bubbles = [control_reading.shown(simulator, row) for row in reversed(rows)]
    return {"data": bubbles, "waiting": waiting, "failed": failed}
