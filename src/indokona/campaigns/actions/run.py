"""Running a campaign: start, plan, pause, resume, cancel, and the expansion by stages as a stepped job."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from indokona.campaigns import rules, store
from indokona.campaigns.actions import counting, draft, watch
from indokona.campaigns.errors import BadTime, WrongState
from indokona.campaigns.events import CHANGED
from indokona.campaigns.rules import Verdict
from indokona.campaigns.store import CampaignRow
from indokona.contacts.actions import groups
from indokona.contacts.actions import show as contacts
from indokona.contacts.rules import value
from indokona.kernel import audit, clock, events, ids, jobs
from indokona.kernel.audit import MACHINE
from indokona.kernel.database import Db
from indokona.kernel.edge import Caller
from indokona.kernel.errors import NotFound
from indokona.kernel.events import Event
from indokona.messaging.actions import again as doubtful
from indokona.messaging.actions import send, tally
from indokona.messaging.errors import NotPermitted
from indokona.messaging.facts import Draft, Origin
from indokona.templates import actions as templates

JOB = "campaigns.expand"
STEP = 1000


async def change(db: Db, who: Caller, campaign_id: UUID, verb: str) -> None:
    """Start, pause, resume or cancel; what paused a campaign does not pause it again after a resume."""
    after = await _allowed(db, campaign_id, verb)
    await store.set_state(
        db, campaign_id, after, clock.now(), started=verb == "start", ended=verb == "cancel"
    )
    if verb == "pause":
        await send.pause(db, campaign_id)
    elif verb == "cancel":
        await send.cancel(db, campaign_id)
    else:
        if verb == "resume":
            await watch.acknowledge(db, campaign_id)
            await send.resume(db, campaign_id)
        await jobs.later(db, JOB, campaign_id)
    await counting.ask(db, await draft.one(db, campaign_id))
    await events.publish(db, CHANGED, [campaign_id])
    await audit.record(db, who.actor, f"campaign.{verb}", "campaign", campaign_id)


async def again(db: Db, who: Caller, campaign_id: UUID) -> int:
    """Queue what nobody knows the outcome of once more; returns how many. What was done runs again, so that
    it can be paused and cancelled; of a paused one they wait with the rest."""
    row = await store.one(db, campaign_id, lock=True)
    if row is None:
        raise NotFound
    if row.state not in ("running", "expanded", "paused", "done"):
        raise WrongState(state=row.state)
    count = await doubtful.origin(db, who.actor, campaign_id)
    if row.state == "paused":
        await send.pause(db, campaign_id)
    elif row.state == "done":
        await store.set_state(db, campaign_id, "expanded", clock.now())
    await counting.ask(db, row)
    await events.publish(db, CHANGED, [campaign_id])
    return count


async def schedule(db: Db, who: Caller, campaign_id: UUID, at: datetime) -> None:
    """Start by itself at a moment; planning again moves it, cancelling ends it."""
    await _allowed(db, campaign_id, "schedule")
    if not clock.now() <= at <= clock.now() + rules.MOST_AHEAD:
        raise BadTime
    await store.plan(db, campaign_id, at)
    await jobs.later(db, JOB, campaign_id, at)
    await events.publish(db, CHANGED, [campaign_id])
    await audit.record(db, who.actor, "campaign.schedule", "campaign", campaign_id)


async def _allowed(db: Db, campaign_id: UUID, verb: str) -> str:
    """The state after a verb, with the campaign held; refused from where it is not possible."""
    row = await store.one(db, campaign_id, lock=True)
    if row is None:
        raise NotFound
    allowed, after = rules.VERBS[verb]
    now_in = "running" if row.state == "expanded" else row.state
    if now_in not in allowed:
        raise WrongState(state=now_in)
    return after


async def test(db: Db, who: Caller, campaign_id: UUID, contact_id: UUID) -> UUID:
    """Send a campaign's message to one contact, with their own values and through the same gate.

    It belongs to no campaign's counts. Refused in words if the contact may not be written to.
    """
    row = await draft.one(db, campaign_id)
    await contacts.one(db, contact_id)
    await templates.usable(db, row.template_id, row.number_id)
    origin = Origin("campaign_test", ids.new())
    queued = (await send.send(db, row.number_id, origin, await _drafts(db, row, [contact_id])))[0]
    if queued.code is not None:
        raise NotPermitted(_WHY.get(queued.code), reason=queued.code)
    await audit.record(db, who.actor, "campaign.tested", "campaign", campaign_id)
    return queued.message_id


_WHY = {
    "consent.missing": "There is no live consent of this person for this purpose: write one down with its words"
    " and source, or test with somebody who agreed.",
    "consent.withdrawn": "This person said no; only they can take that back. Test with somebody who agreed.",
    "consent.expired": "The consent of this person has reached its end: ask them anew.",
    "consent.suspended": "Another person may have this number now; only a new yes of theirs ends that.",
    "consent.capped": "This person got as many messages this week as they want.",
    "contact.erased": "This person was erased.",
}


async def hold_all(db: Db) -> int:
    """Whatever runs is paused, whatever is planned is a draft again: a person decides. Returns how many."""
    held = await store.under_way(db)
    for campaign_id, state in held:
        after = "draft" if state == "scheduled" else "paused"
        await store.set_state(db, campaign_id, after, clock.now())
        await send.pause(db, campaign_id)
        await audit.record(db, MACHINE, "campaign.hold", "campaign", campaign_id)
    return len(held)


async def step(db: Db, campaign_id: UUID) -> bool:
    """Queue the next thousand of the audience, as far as its stage goes; work and cursor commit together."""
    row = await store.one(db, campaign_id, lock=True)
    if row is None or not await _is_on(db, row):
        return False
    row = row if row.stage else await _begun(db, row)
    if await watch.judge(db, row) is Verdict.pause:
        return False
    room = _room(row)
    if room == 0:
        return await _end_stage(db, row)
    people = await groups.members(db, row.segment_id, row.after_id, min(room or STEP, STEP))
    if not people:
        await store.set_state(db, campaign_id, "expanded", clock.now())
        await _finish(db, campaign_id)
        return False
    drafts = await _drafts(db, row, people)
    await send.send(db, row.number_id, Origin("campaign", row.id), drafts)
    await store.advance(db, campaign_id, people[-1], len(people))
    await counting.ask(db, dataclasses.replace(row, expanded=row.expanded + len(people)))
    return True


async def _is_on(db: Db, row: CampaignRow) -> bool:
    """Whether it runs; a planned one begins when its moment has come, unless it was moved."""
    if row.state == "scheduled" and row.due_at is not None and row.due_at <= clock.now():
        await store.set_state(db, row.id, "running", clock.now(), started=True)
        await events.publish(db, CHANGED, [row.id])
        return True
    return row.state == "running"


async def _begun(db: Db, row: CampaignRow) -> CampaignRow:
    """Count the audience, where stages may need it, and begin the first stage, or the only one."""
    asks = row.stages is not False
    audience = sum((await groups.count_of(db, row.segment_id)).values()) if asks else None
    stage = 1 if audience and rules.has_stages(row.stages, audience) else rules.LAST
    await store.begin_stage(db, row.id, stage, audience)
    return dataclasses.replace(row, stage=stage, audience=audience)


def _room(row: CampaignRow) -> int | None:
    return rules.room(row.stage or rules.LAST, row.audience or 0, row.expanded)


async def _end_stage(db: Db, row: CampaignRow) -> bool:
    """Once all of a full stage has left, watch it for a while, then decide. Returns whether it goes on."""
    if not await send.is_idle(db, row.id):
        return False  # the event that it is calls again
    now, until = clock.now(), row.observed_until
    if until is None:
        until = now + rules.OBSERVE
        await store.observe(db, row.id, until)
    if now < until:
        await jobs.later(db, JOB, row.id, until)
        return False
    counted = await tally.taken(db, row.id)
    if await watch.judge(db, row, counted, is_over=True) is Verdict.pause:
        return False
    stage = rules.following(row.stage or 0, row.audience or 0, row.expanded)
    await store.begin_stage(db, row.id, stage, row.audience)
    await events.publish(db, CHANGED, [row.id])
    return True


async def on_dispatched(db: Db, told: Sequence[Event]) -> None:
    """An origin has nothing under way any more: of a campaign its stage ends, or all of it is done."""
    for campaign_id in sorted({event.subject_id for event in told}):
        row = await store.one(db, campaign_id, lock=True)
        if row is not None and row.state == "running" and row.stage and _room(row) == 0:
            await jobs.later(db, JOB, row.id)
        await _finish(db, campaign_id)


async def _finish(db: Db, campaign_id: UUID) -> None:
    row = await store.one(db, campaign_id, lock=True)
    if row is not None and row.state == "expanded" and await send.is_idle(db, campaign_id):
        await store.set_state(db, campaign_id, "done", clock.now(), ended=True)
        await counting.ask(db, row)
        await events.publish(db, CHANGED, [campaign_id])


async def _drafts(db: Db, row: CampaignRow, people: list[UUID]) -> list[Draft]:
    named, known = await contacts.names(db, people), await contacts.attributes(db, people)
    drafts = []
    for contact_id in people:
        values = {
            key: value(source, named.get(contact_id), known.get(contact_id, {}))
            for key, source in row.mapping.items()
        }
        drafts.append(Draft(contact_id, row.purpose, {"values": values}, row.template_version_id))
    return drafts
