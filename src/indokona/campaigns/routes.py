"""Routes of campaigns."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from indokona.accounts.actions import organisation
from indokona.campaigns.actions import draft, results, run
from indokona.campaigns.schemas import (
    AgainOut,
    CampaignOut,
    ChangeCampaign,
    ForecastOut,
    LiveOut,
    NewCampaign,
    RecipientOut,
    RecipientPage,
    Start,
    TestMessage,
    TestMessageOut,
)
from indokona.kernel import audit, ids, paging
from indokona.kernel.edge import EdgeRoute, TenantDb, TheEdge, Who, may
from indokona.messaging.actions import thread

router = APIRouter(prefix="/api/campaigns", tags=["campaigns"], route_class=EdgeRoute)


@router.post("", status_code=201, **may("campaigns.write"))
async def create_campaign(body: NewCampaign, db: TenantDb, who: Who) -> CampaignOut:
    """Draft a campaign."""
    return CampaignOut.of(await draft.show(db, await draft.draft(db, who, body.plan())))


@router.get("", **may("campaigns.read"))
async def list_campaigns(db: TenantDb) -> list[CampaignOut]:
    """All campaigns with live counts."""
    return [CampaignOut.of(view) for view in await draft.every(db)]


@router.get("/{campaign_id}", **may("campaigns.read"))
async def show_campaign(campaign_id: UUID, db: TenantDb) -> CampaignOut:
    """One campaign with live counts."""
    return CampaignOut.of(await draft.show(db, campaign_id))


@router.patch("/{campaign_id}", **may("campaigns.write"))
async def edit_campaign(
    campaign_id: UUID, body: ChangeCampaign, db: TenantDb, who: Who
) -> CampaignOut:
    """Change a draft."""
    await draft.change(db, who, campaign_id, body.changes(), body.seen)
    return CampaignOut.of(await draft.show(db, campaign_id))


@router.delete("/{campaign_id}", status_code=204, **may("campaigns.write"))
async def delete_campaign(campaign_id: UUID, db: TenantDb, who: Who) -> None:
    """Forget a draft."""
    await draft.delete(db, who, campaign_id)


@router.get("/{campaign_id}/live", **may("campaigns.read"))
async def show_live(campaign_id: UUID, db: TenantDb) -> LiveOut:
    """States, refusals and failures by reason, rate and remaining time, in one cheap call."""
    return LiveOut.model_validate(await results.live(db, campaign_id))


@router.get("/{campaign_id}/recipients.csv", **may("contacts.read"))
async def export_recipients(
    campaign_id: UUID, db: TenantDb, who: Who, edge: TheEdge
) -> StreamingResponse:
    """Every recipient with phone, state and reason as a file; formulas are escaped, the act is audited."""
    await results.begin_export(db, who.actor, campaign_id)
    lines = results.exported(edge.database, db.organisation_id, campaign_id)
    headers = {"content-disposition": f"attachment; filename=campaign-{campaign_id}.csv"}
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/{campaign_id}/test", status_code=202, **may("campaigns.start"))
async def test_campaign(
    campaign_id: UUID, body: TestMessage, db: TenantDb, who: Who
) -> TestMessageOut:
    """Send the message to one contact who agreed, with their own values."""
    return TestMessageOut(message_id=await run.test(db, who, campaign_id, body.contact_id))


@router.get("/{campaign_id}/forecast", **may("campaigns.read"))
async def forecast_campaign(campaign_id: UUID, db: TenantDb) -> ForecastOut:
    """Audience, refusals and price before sending."""
    currency = (await organisation.show(db)).currency
    return ForecastOut.of(await draft.forecast(db, campaign_id, currency))


@router.post("/{campaign_id}/start", **may("campaigns.start"))
async def start_campaign(
    campaign_id: UUID, db: TenantDb, who: Who, body: Start | None = None
) -> CampaignOut:
    """Start now, or plan the start; the audience is taken at that moment."""
    at = body.at if body else None
    if at is None:
        await run.change(db, who, campaign_id, "start")
    else:
        await run.schedule(db, who, campaign_id, at)
    return CampaignOut.of(await draft.show(db, campaign_id))


@router.post("/{campaign_id}/again", status_code=202, **may("campaigns.start"))
async def send_again(campaign_id: UUID, db: TenantDb, who: Who) -> AgainOut:
    """Send again what nobody knows the outcome of: some people may get it twice, so a person decides."""
    return AgainOut(count=await run.again(db, who, campaign_id))


@router.post("/{campaign_id}/{verb}", **may("campaigns.start"))
async def change_campaign(
    campaign_id: UUID, verb: Literal["pause", "resume", "cancel"], db: TenantDb, who: Who
) -> CampaignOut:
    """Pause, resume or cancel."""
    await run.change(db, who, campaign_id, verb)
    return CampaignOut.of(await draft.show(db, campaign_id))


@router.get("/{campaign_id}/recipients", **may("campaigns.write"))
async def list_recipients(
    campaign_id: UUID,
    db: TenantDb,
    who: Who,
    after: Annotated[str | None, Query(max_length=40)] = None,
    limit: Annotated[int, Query(ge=1, le=paging.MOST)] = 100,
) -> RecipientPage:
    """The campaign's messages in order, each with its state."""
    await draft.one(db, campaign_id)
    await audit.saw(db, who.actor, "campaign.recipients_seen", "campaign", campaign_id)
    start = paging.decode(after) or ids.NIL
    views = await thread.of_origin(db, campaign_id, start, limit + 1)
    page = paging.page(views, limit, lambda view: view.id)
    return RecipientPage(items=[RecipientOut.of(view) for view in page.items], after=page.after)
