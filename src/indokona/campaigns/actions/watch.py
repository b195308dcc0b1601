"""Watching a campaign that sends: it pauses itself when people or Meta say that it should."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from uuid import UUID

from indokona.campaigns import rules, store
from indokona.campaigns.actions import counting
from indokona.campaigns.actions.counting import Counted
from indokona.campaigns.events import CHANGED
from indokona.campaigns.rules import Facts, Verdict
from indokona.campaigns.store import CampaignRow
from indokona.consent.actions import give
from indokona.kernel import audit, clock, events
from indokona.kernel.audit import MACHINE
from indokona.kernel.database import Db
from indokona.kernel.events import Event
from indokona.messaging.actions import recipients, send, tally
from indokona.messaging.actions.tally import Tally
from indokona.numbers.actions import show as numbers
from indokona.whatsapp.errors import WITHHELD

SENDING = ("running", "expanded")


async def on_moved(db: Db, told: Sequence[Event]) -> None:
    """Results of a number's messages came in: look at the campaigns that were sent on it."""
    moved, since = {event.subject_id for event in told}, clock.now() - rules.LATE
    for row in await store.heard_of(db, sorted(moved), since):
        if row.state in SENDING:
            await _look(db, row.id)
        await counting.ask(db, row)


async def on_number_changed(db: Db, told: Sequence[Event]) -> None:
    """A rating may be another: look at all campaigns that send."""
    for row in await store.sending(db):
        await _look(db, row.id)


async def _look(db: Db, campaign_id: UUID) -> None:
    """Ask what is urgent; of a small campaign all of it, once a second."""
    row = await store.one(db, campaign_id, lock=True)
    if row is None or row.state not in SENDING:
        return
    now = clock.now()
    is_due = row.counted_at is None or now >= row.counted_at + rules.rest(row.expanded)
    counted = None
    if is_due and row.expanded <= rules.AT_SIGHT:
        await store.counted(db, campaign_id, now)
        counted = await tally.taken(db, campaign_id)
    await judge(db, row, counted)


async def count(db: Db, campaign_id: UUID) -> bool:
    """Count a large campaign and judge it by that; while it sends, it is counted again and again.

    Its row is free while it is counted: the expansion goes on.
    """
    if await counting.begin(db, campaign_id):
        return True
    at = clock.now()
    counted = await tally.taken(db, campaign_id)
    row = await store.one(db, campaign_id, lock=True)
    if row is None:
        return False
    await counting.keep(db, campaign_id, Counted(counted, at))
    if row.state in SENDING:
        await judge(db, row, counted)
        await counting.ask(db, row)
    return False


async def judge(
    db: Db, row: CampaignRow, counted: Tally | None = None, *, is_over: bool = False
) -> Verdict:
    """Decide about a campaign that runs and whose row is held, and pause it if a rule says so.

    Shares are judged where its messages were `counted`; the spam limit and the number's rating at any time.
    """
    known, found = Facts(**(row.known or {})), await _facts(db, row, counted)
    if known.quality not in ("", found.quality):  # from now on the same rating is news again
        await store.know(db, row.id, dataclasses.asdict(dataclasses.replace(known, quality="")))
    verdict, reason = rules.decide(found.since(known), is_over=is_over)
    if verdict is Verdict.pause:
        await store.set_state(db, row.id, "paused", clock.now(), paused_for=reason)
        await send.pause(db, row.id)
        await events.publish(db, CHANGED, [row.id])
        await audit.record(db, MACHINE, "campaign.paused_by_rule", "campaign", row.id, reason)
    return verdict


async def acknowledge(db: Db, campaign_id: UUID) -> None:
    """Somebody resumes: what is known by now pauses the campaign no more."""
    row = await store.one(db, campaign_id)
    if row is not None:
        found = await _facts(db, row, await tally.taken(db, campaign_id))
        await store.know(db, campaign_id, dataclasses.asdict(found))


async def _facts(db: Db, row: CampaignRow, counted: Tally | None) -> Facts:
    quality = (await numbers.number(db, row.number_id)).quality
    urgent = Facts(quality, await recipients.refused_as_spam(db, row.id))
    if counted is None:
        return urgent
    said_no = await give.stopped_since(db, row.purpose, row.started_at or row.created_at)
    return dataclasses.replace(
        urgent,
        results=counted.results,
        failed=sum(counted.failures.values()),
        withheld=counted.failures.get(WITHHELD, 0),
        opt_outs=await recipients.reached_among(db, row.id, said_no) if said_no else 0,
    )
