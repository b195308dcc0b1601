"""Reminders of requests that wait: at half of the time, two days before its end, and when it is over."""

from __future__ import annotations

from datetime import datetime

from indokona.accounts.actions import members
from indokona.kernel.database import Db
from indokona.privacy import clocks, store_desk
from indokona.privacy.clocks import Nudge

#: Whom a reminder goes to: who answers requests, and in the end who answers for the business.
OFFICERS, OWNERS = "privacy.write", "owners.write"
_WORDS = {
    Nudge.half: "Half of the time to answer a request is over",
    Nudge.near: "Two days are left to answer a request",
    Nudge.late: "A request of a person is late",
}


async def remind(db: Db, now: datetime) -> dict[str, int]:
    """Send what is due; each reminder goes out once, whatever was missed before it."""
    count = 0
    for request_id, kind, opened_at, due_at, known in await store_desk.to_nudge(db):
        reached = clocks.nudge(opened_at, due_at, now)
        if reached > known:
            await _send(db, reached, kind, due_at)
            await store_desk.nudged(db, request_id, reached)
            count += 1
    return {"reminder": count}


async def _send(db: Db, nudge: Nudge, kind: str, due_at: datetime) -> None:
    text = (
        f"{_WORDS[nudge]} ({kind}); it is due on {due_at:%d %B %Y}. It stands at the privacy desk,"
        " with the person's words and the clock of the law."
    )
    permission = OWNERS if nudge is Nudge.late else OFFICERS
    await members.write_to(db, permission, "rights.reminder", _WORDS[nudge], text)
