"""Drafting a campaign, its price before sending, and how it stands."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from indokona.billing import actions as billing
from indokona.billing.facts import Preview
from indokona.campaigns import store
from indokona.campaigns.actions import counting
from indokona.campaigns.errors import CampaignChanged, VariableUnmapped, WrongState
from indokona.consent.actions import give
from indokona.contacts.actions import groups
from indokona.kernel import audit, clock, ids, keyring
from indokona.kernel.database import Db
from indokona.kernel.edge import Caller
from indokona.kernel.errors import NotFound
from indokona.kernel.sealing import Opener
from indokona.templates import actions as templates
from indokona.whatsapp import templates as shapes


@dataclass(frozen=True, slots=True)
class Plan:
    """What a marketer chose."""

    name: str
    number_id: UUID
    template_id: UUID
    segment_id: UUID
    mapping: dict[str, dict[str, Any]]
    stages: bool | None = None
    """Whether it goes out in stages; None leaves it to `rules.has_stages`."""

    @property
    def version(self) -> str:
        """The same for the same plan, whoever wrote it: two people who edit see each other by it."""
        said = json.dumps(dataclasses.asdict(self), sort_keys=True, default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign with its live counts."""

    id: UUID
    version: str
    name: str
    state: str
    purpose: str
    number_id: UUID
    template_id: UUID
    segment_id: UUID
    mapping: dict[str, Any]
    counts: dict[str, int]
    due_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    stages: bool | None
    stage: int | None
    audience: int | None
    paused_for: str | None


async def draft(db: Db, who: Caller, plan: Plan) -> UUID:
    """Write a campaign down; every variable of the template must have a source."""
    row = await _planned(db, ids.new(), plan)
    await store.insert(db, row, who.actor.id)
    await audit.record(db, who.actor, "campaign.drafted", "campaign", row.id)
    return row.id


async def _planned(db: Db, row_id: UUID, plan: Plan) -> store.CampaignRow:
    await groups.segment(db, plan.segment_id)
    template = await templates.usable(db, plan.template_id, plan.number_id)
    missing = [v.key for v in shapes.variables(template.shape) if v.key not in plan.mapping]
    if missing:
        raise VariableUnmapped(variables=missing)
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    return store.CampaignRow(
        row_id, sealer.seal(db.organisation_id, "campaign.name", row_id, plan.name), plan.number_id, template.id,
        template.version_id, plan.segment_id, template.purpose, plan.mapping, "draft", ids.NIL, 0, None,
        clock.now(), None, None, plan.stages,
    )  # fmt: skip


async def change(
    db: Db, who: Caller, campaign_id: UUID, changes: Mapping[str, Any], seen: str | None
) -> None:
    """Change what is still a draft; what `changes` (fields of `Plan`) leaves out stays.

    With `seen`, the version that was read before, what somebody else wrote meanwhile is not lost.
    """
    row = await _draft(db, campaign_id)
    plan = _plan_of(row, await db.opener([row.name_sealed]))
    if seen not in (None, plan.version):
        raise CampaignChanged
    await store.update(db, await _planned(db, row.id, dataclasses.replace(plan, **changes)))
    await audit.record(db, who.actor, "campaign.changed", "campaign", campaign_id)


def _plan_of(row: store.CampaignRow, opener: Opener) -> Plan:
    name = opener.text(row.name_sealed, "campaign.name", row.id) or ""
    return Plan(name, row.number_id, row.template_id, row.segment_id, row.mapping, row.stages)


async def delete(db: Db, who: Caller, campaign_id: UUID) -> None:
    """Forget what is still a draft."""
    await _draft(db, campaign_id)
    await store.delete(db, campaign_id)
    await audit.record(db, who.actor, "campaign.deleted", "campaign", campaign_id)


async def _draft(db: Db, campaign_id: UUID) -> store.CampaignRow:
    row = await store.one(db, campaign_id, lock=True)
    if row is None:
        raise NotFound
    if row.state != "draft":
        raise WrongState(state="running" if row.state == "expanded" else row.state)
    return row


@dataclass(frozen=True, slots=True)
class Forecast:
    """What would happen now: how many, how many refused without consent (of those how many because it
    has expired), at what price at most."""

    audience: int
    without_consent: int
    expired: int
    price: Preview


async def forecast(db: Db, campaign_id: UUID, currency: str) -> Forecast:
    """Audience, refusals and price before sending."""
    row = await one(db, campaign_id)
    people = await groups.count_of(db, row.segment_id)
    refused, expired, after = 0, 0, ids.NIL
    while batch := await groups.members(db, row.segment_id, after, 5000):
        permitted = await give.permitted(db, batch, row.purpose)
        left_out = [one for one in batch if one not in permitted]
        why_not = await give.why_not(db, left_out, row.purpose)
        refused += len(left_out)
        expired += sum(code == "consent.expired" for code in why_not.values())
        after = batch[-1]
    price = billing.preview(people, row.purpose, currency, clock.now().date())
    return Forecast(sum(people.values()), refused, expired, price)


async def one(db: Db, campaign_id: UUID) -> store.CampaignRow:
    """One campaign, or `NotFound`."""
    row = await store.one(db, campaign_id)
    if row is None:
        raise NotFound
    return row


async def is_segment_used(db: Db, segment_id: UUID) -> bool:
    """Whether a campaign that has not ended writes to a segment."""
    return await store.is_segment_used(db, segment_id)


async def show(db: Db, campaign_id: UUID) -> CampaignView:
    """A campaign with live counts."""
    return (await _views(db, [await one(db, campaign_id)]))[0]


async def every(db: Db) -> list[CampaignView]:
    """All campaigns."""
    return await _views(db, await store.every(db))


async def _views(db: Db, rows: list[store.CampaignRow]) -> list[CampaignView]:
    opener = await db.opener(row.name_sealed for row in rows)
    views = []
    for row in rows:
        plan = _plan_of(row, opener)
        counts = (await counting.standing(db, row)).tally.counts
        state = "running" if row.state == "expanded" else row.state
        views.append(
            CampaignView(
                row.id,
                plan.version,
                plan.name,
                state,
                row.purpose,
                row.number_id,
                row.template_id,
                row.segment_id,
                row.mapping,
                counts,
                row.due_at,
                row.created_at,
                row.started_at,
                row.ended_at,
                row.stages,
                row.stage,
                row.audience,
                row.paused_for,
            )
        )
    return views
