"""What must hold of every history, whatever went wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from tests.simulation.history import History

from indokona.messaging import rules
from indokona.messaging.facts import Stamps

ARRIVED = {"accepted", "sent", "delivered", "read"}


def faults(history: History) -> list[str]:
    """Everything that is wrong with it, in words; nothing, if all is well."""
    if not history.is_settled:
        return ["it never came to an end"]
    return [
        *(f"{one.int}: {why}" for one in history.campaign.audience for why in _of(history, one)),
        *_of_posts(history),
        *_of_pace(history),
    ]


def _of(history: History, message: UUID) -> Iterator[str]:
    """What is wrong with one message."""
    rows, taken = history.world.rows, history.world.meta.taken.get(message, [])
    state = state_of(history, message)
    if len(taken) > 1:
        yield f"Meta took it {len(taken)} times"
    if taken and state not in ARRIVED | {"failed", "doubtful"}:
        yield f"Meta took it and we call it {state}"
    if not taken and state in ARRIVED:
        yield f"Meta never took it and we call it {state}"
    if message in history.told and state in ("doubtful", "unknown"):
        yield "a webhook told of it and we call it doubtful"
    if state in ("dispatching", "unknown"):
        yield f"it ended as {state}"
    if state == "queued" and message in rows.outgoing:
        yield "it was forgotten in the queue"
    if state == "never queued" and history.campaign.state != "cancelled":
        yield "it was never queued"


def state_of(history: History, message: UUID) -> str:
    """Where a message stands at the end."""
    rows = history.world.rows
    if message in rows.refusals:
        return "refused"
    if message not in rows.outgoing:
        return "never queued"
    row = rows.statuses.get(message)
    if row is None:
        return "dispatching" if message in rows.messages else "queued"
    waits = row.put_back_attempt is not None and row.put_back_attempt >= row.attempt
    known = {name: getattr(row.stamps, name) for name in Stamps.__dataclass_fields__}
    return rules.state(Stamps(**{**known, "is_put_back": waits}))


def _of_posts(history: History) -> Iterator[str]:
    """Nothing leaves long after the gate was asked, and nothing is taken once somebody said no."""
    cancelled, halted = history.campaign.cancelled_at, history.halted
    for asked, begun, message in history.world.begun:
        if begun - asked > rules.BEGIN_WITHIN:
            yield f"{message.int}: posted {begun - asked:.1f} s after the gate"
        if asked > history.said_no_at.get(message, float("inf")):
            yield f"{message.int}: taken after its person said STOP"
        if cancelled is not None and asked > cancelled:
            yield f"{message.int}: taken after the campaign was cancelled"
        if any(first < asked < last for first, last in halted):
            yield f"{message.int}: taken while the lane was halted"
        if any(first < asked < last for first, last in history.campaign.paused):
            yield f"{message.int}: taken while the campaign was paused"


def _of_pace(history: History) -> Iterator[str]:
    """Over any span of takes no more leaves than the pace allows, with one slice and the slack."""
    pace = history.world.pace
    if not pace:
        return
    takes: dict[float, int] = {}
    for asked, _, _ in history.world.begun:
        takes[asked] = takes.get(asked, 0) + 1
    times = sorted(takes)
    most = rules.slice_size(pace, 1)
    for n, first in enumerate(times):
        count = 0
        for last in times[n:]:
            count += takes[last]
            if count > most + pace * (last - first + rules.Pace.SLACK) + 1e-6:
                yield f"{count} messages within {last - first:.2f} s at a pace of {pace}"
                return
