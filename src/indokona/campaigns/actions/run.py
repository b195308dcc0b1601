"""Running a campaign: start, pause, resume, cancel, and the expansion as a stepped job."""

from __future__ import annotations

from uuid import UUID

from indokona.campaigns import rules, store
from indokona.campaigns.errors import WrongState
from indokona.campaigns.store import CampaignRow
from indokona.contacts.actions import groups
from indokona.contacts.actions import show as contacts
from indokona.kernel import audit, clock, jobs
from indokona.kernel.database import Db
from indokona.kernel.edge import Caller
from indokona.kernel.errors import NotFound
from indokona.messaging.actions import send
from indokona.messaging.facts import Draft, Origin

JOB = "campaigns.expand"
STEP = 1000


async def change(db: Db, who: Caller, campaign_id: UUID, verb: str) -> None:
    """Start, pause, resume or cancel."""
    row = await store.one(db, campaign_id, lock=True)
    if row is None:
        raise NotFound
    allowed, after = rules.VERBS[verb]
    now_in = "running" if row.state == "expanded" else row.state
    if now_in not in allowed:
        raise WrongState(state=now_in)
    await store.set_state(
        db, campaign_id, after, clock.now(), started=verb == "start", ended=verb == "cancel"
    )
    if verb == "start":
        await jobs.later(db, JOB, campaign_id)
    elif verb == "pause":
        await send.pause(db, campaign_id)
    elif verb == "resume":
        await send.resume(db, campaign_id)
        await jobs.later(db, JOB, campaign_id)
    else:
        await send.cancel(db, campaign_id)
    await audit.record(db, who.actor, f"campaign.{verb}", "campaign", campaign_id)


async def step(db: Db, campaign_id: UUID) -> bool:
    """Queue the next thousand of the audience; work and cursor commit together."""
    row = await store.one(db, campaign_id, lock=True)
    if row is None or row.state != "running":
        return False
    people = await groups.members(db, row.segment_id, row.after_id, STEP)
    if not people:
        await store.set_state(db, campaign_id, "expanded", clock.now())
        return False
    drafts = await _drafts(db, row, people)
    await send.send(db, row.number_id, Origin("campaign", row.id), drafts)
    await store.advance(db, campaign_id, people[-1], len(people))
    return True


async def _drafts(db: Db, row: CampaignRow, people: list[UUID]) -> list[Draft]:
    named, known = await contacts.names(db, people), await contacts.attributes(db, people)
    drafts = []
    for contact_id in people:
        values = {
            key: rules.value(source, named.get(contact_id), known.get(contact_id, {}))
            for key, source in row.mapping.items()
        }
        drafts.append(Draft(contact_id, row.purpose, {"values": values}, row.template_version_id))
    return drafts
