"""A campaign's results: its figures while it runs, and every recipient as a file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.campaigns.actions import counting, draft
from indokona.contacts.actions import show as contacts
from indokona.kernel import audit, ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database, Db
from indokona.kernel.spreadsheet import line
from indokona.messaging.actions import budget, recipients, tally
from indokona.numbers.actions import show as numbers
from indokona.whatsapp import errors as meta

PAGE = 1000
HEADER = ["message", "contact", "phone", "state", "code", "reason", "sent_at"]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why messages failed: Meta's code, how many, and what to do in our words."""

    code: int
    count: int
    words: str


@dataclass(frozen=True, slots=True)
class Live:
    """A campaign as it was counted `at`; `rate` is messages a second now, `remaining` an estimate in seconds.

    `waits_for` is the reason why queued messages wait, `goes_on_at` when they go on as far as is known.
    """

    state: str
    is_expanding: bool
    counts: dict[str, int]
    refusals: dict[str, int]
    failures: list[Failure]
    rate: float
    remaining: int | None
    at: datetime
    waits_for: str | None
    goes_on_at: datetime | None


async def live(db: Db, campaign_id: UUID) -> Live:
    """The figures of a campaign's page in one call, whatever its size; who looks has them counted anew."""
    row = await draft.one(db, campaign_id)
    await counting.ask(db, row)
    counted = await counting.standing(db, row)
    found = counted.tally
    failures = [Failure(code, n, meta.explain(code).words) for code, n in found.failures.items()]
    refusals = {k.partition(":")[2]: v for k, v in found.counts.items() if k.startswith("refused:")}
    counts = {k: v for k, v in found.counts.items() if ":" not in k}
    counts["refused"] = sum(refusals.values())
    pace = (await numbers.number(db, row.number_id)).pace
    rate = await tally.rate(db, campaign_id, pace)
    wait = await budget.waits(db, campaign_id) if counts["queued"] else None
    remaining = None if wait else _remaining(row.state, counts["queued"], rate or pace)
    return Live(
        "running" if row.state == "expanded" else row.state, row.state == "running", counts, refusals,
        sorted(failures, key=lambda one: -one.count), rate, remaining, counted.at,
        wait.reason if wait else None, wait.until if wait else None,
    )  # fmt: skip


def _remaining(state: str, queued: int, rate: float) -> int | None:
    """Seconds until the queue is empty, at this rate; None while nothing leaves."""
    if state not in ("running", "expanded") or rate <= 0:
        return None
    return round(queued / rate)


async def begin_export(db: Db, actor: Actor, campaign_id: UUID) -> None:
    """Write down that somebody takes the recipients with their phones away."""
    await draft.one(db, campaign_id)
    await audit.record(db, actor, "campaign.exported", "campaign", campaign_id)


async def exported(
    database: Database, organisation_id: UUID, campaign_id: UUID
) -> AsyncIterator[bytes]:
    """Every recipient as CSV, formulas escaped, page by page; each has a transaction of its own."""
    yield ("\ufeff" + line(HEADER)).encode()
    after = ids.NIL
    while True:
        async with database.organisation(organisation_id) as db:
            rows = await recipients.page(db, campaign_id, after, PAGE)
            reached = await contacts.reach(db, [row.contact_id for row in rows])
        if not rows:
            return
        after = rows[-1].message_id
        yield "".join(
            _line(row, found.phone if (found := reached.get(row.contact_id)) else None)
            for row in rows
        ).encode()


def _line(row: recipients.Recipient, phone: str | None) -> str:
    reason = meta.explain(row.code).words if isinstance(row.code, int) else ""
    sent_at = row.dispatched_at.isoformat() if row.dispatched_at else ""
    cells = [
        str(row.message_id),
        str(row.contact_id),
        phone or "",
        row.state,
        str(row.code or ""),
        reason,
    ]
    return line([*cells, sent_at])
