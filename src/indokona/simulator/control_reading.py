"""Control door: what was accepted, what a person sees, and the mails."""

from __future__ import annotations

import time
from typing import Any

import msgspec
from starlette.requests import Request

from indokona.simulator import rendering
from indokona.simulator.simulator import Simulator

Values = dict[str, Any]
SELECT = (
    "SELECT seq, wamid, number_id, person, inbound, callback, at, kind, body, category, sent_at,"
    " delivered_at, read_at, failed_at, error, done FROM message"
)
_MOST = 1000


async def messages(simulator: Simulator, request: Request, values: Values, parts: list[str]) -> Any:
    """Messages, newest first, filtered by number, callback data, person or wamid."""
    where, bound = _where(request)
    query = SELECT + f" WHERE 1=1{where} ORDER BY seq DESC LIMIT ?"
    limit = int(request.query_params.get("limit", 100))
    rows = await simulator.disk.read(query, (*bound, limit))
    return {"data": [shown(simulator, row) for row in rows]}


def _where(request: Request) -> tuple[str, list[str]]:
    """The conditions of a query; names of columns come from here, values are bound."""
    columns = {"phone_number_id": "number_id", "callback": "callback", "wamid": "wamid"}
    columns |= {"person": "person", "inbound": "inbound", "after": "seq"}
    asked = [(columns[k], v) for k, v in request.query_params.items() if k in columns]
    asked = [(c, v.lstrip("+ ") if c == "person" else v) for c, v in asked]
    words = "".join(f" AND {c} {'>' if c == 'seq' else '='} ?" for c, _ in asked)
    return words, [value for _, value in asked]


def shown(simulator: Simulator, row: tuple[Any, ...]) -> Values:
    """A row of `SELECT` with how it looks and how far it came."""
    seq, wamid, number_id, person, inbound, callback, at, kind, body, category, *fate = row
    sent_at, delivered_at, read_at, failed_at, error, done = fate
    content = msgspec.json.decode(body)
    number = simulator.world.numbers.get(number_id)
    waba_id = number.waba_id if number else ""
    found: Values = {
        "seq": seq,
        "wamid": wamid,
        "phone_number_id": number_id,
        "person": person,
        "direction": "inbound" if inbound else "outbound",
        "callback": callback,
        "at": at,
        "type": kind,
        "category": category,
        "content": content,
        "shown": rendering.bubble(simulator.world, waba_id, kind, content),
    }
    if inbound:
        found["status"] = "read" if read_at else "delivered" if done else "sent"
    else:
        now = time.time()
        steps = (
            (failed_at, "failed"),
            (read_at, "read"),
            (delivered_at, "delivered"),
            (sent_at, "sent"),
        )
        reached = [name for when, name in steps if when is not None and when <= now]
        found["status"] = reached[0] if reached else "accepted"
        found["error"] = error or None
    return found


async def counts(simulator: Simulator, request: Request, values: Values, parts: list[str]) -> Any:
    """Exactly-once at a glance: how often each callback and each person was accepted."""
    where, bound = _where(request)
    base = f"FROM message WHERE inbound = 0{where}"
    read = simulator.disk.read
    totals = await read(
        f"SELECT count(*), count(DISTINCT callback), count(DISTINCT person) {base}", bound
    )
    twice = await read(
        f"SELECT callback, count(*) {base} AND callback IS NOT NULL"
        f" GROUP BY callback HAVING count(*) > 1 LIMIT {_MOST}",
        bound,
    )
    most = await read(f"SELECT count(*) AS n {base} GROUP BY person ORDER BY n DESC LIMIT 1", bound)
    failed = await read(f"SELECT error, count(*) {base} AND error > 0 GROUP BY error", bound)
    accepted, callbacks, recipients = totals[0]
    return {
        "accepted": accepted,
        "distinct_callbacks": callbacks,
        "accepted_more_than_once": [{"callback": key, "times": times} for key, times in twice],
        "distinct_recipients": recipients,
        "most_per_recipient": most[0][0] if most else 0,
        "failing": {str(code): count for code, count in failed},
    }


async def mails(simulator: Simulator, request: Request, values: Values, parts: list[str]) -> Any:
    """The platform's mails, newest first."""
    to = request.query_params.get("to", "").lower()
    found = [
        mail
        for mail in simulator.world.mails.values()
        if not to or to in [address.lower() for address in mail.to]
    ]
    return {"data": sorted(found, key=lambda mail: mail.at, reverse=True)}
