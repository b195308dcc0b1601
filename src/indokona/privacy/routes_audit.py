"""Routes of the audit: what was done, who saw a person, decoys and alarms."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from indokona.contacts.actions import show as contacts
from indokona.kernel import audit, chain_check, paging
from indokona.kernel.edge import EdgeRoute, TenantDb, TheEdge, Who, may
from indokona.privacy import acts
from indokona.privacy.actions import alarms, reading
from indokona.privacy.schemas_audit import (
    AlarmOut,
    AuditLine,
    AuditPage,
    ChainOut,
    KnownAct,
    SeenOut,
    ViewsOut,
)
from indokona.privacy.store_audit import Asked

router = APIRouter(prefix="/api", tags=["audit"], route_class=EdgeRoute)


async def _asked(
    db: TenantDb,
    act: Annotated[list[str] | None, Query(max_length=50)] = None,
    actor_id: UUID | None = None,
    contact_id: UUID | None = None,
    day: dt.date | None = None,
) -> Asked:
    """Filters: acts, who acted, about which contact, on which day by the organisation's clock."""
    since, until = await reading.span(db, day) if day else (None, None)
    return Asked(act or (), actor_id, contact_id, since, until)


Filters = Annotated[Asked, Depends(_asked)]


@router.get("/audit", **may("audit.read"))
async def list_acts(
    db: TenantDb,
    who: Who,
    asked: Filters,
    after: Annotated[str | None, Query(max_length=40)] = None,
    limit: Annotated[int, Query(ge=1, le=paging.MOST)] = 50,
) -> AuditPage:
    """What was done in the organisation and by whom, newest first."""
    views = await reading.page(db, asked, paging.decode(after), limit + 1)
    await audit.saw(db, who.actor, "audit.listed", "organisation", db.organisation_id)
    page = paging.page(views, limit, lambda view: view.row.id)
    return AuditPage(items=[AuditLine.of(view) for view in page.items], after=page.after)


@router.get("/audit/acts", **may("audit.read"))
async def list_known_acts(db: TenantDb) -> list[KnownAct]:
    """Every act that is recorded, in plain words."""
    return [KnownAct(**dataclasses.asdict(one)) for one in acts.table().values()]


@router.get("/audit/chain", **may("audit.read"))
async def show_chain(db: TenantDb, edge: TheEdge) -> ChainOut:
    """How far the record is closed and signed; `indokona audit verify` reads all of it."""
    key = await chain_check.public_key(edge.database)
    return ChainOut.of(await reading.standing(db), key.public_bytes_raw().hex())


@router.get("/audit/acts.csv", **may("audit.read"))
async def export_acts(
    db: TenantDb, who: Who, edge: TheEdge, asked: Filters, language: Literal["en", "hi"] = "en"
) -> StreamingResponse:
    """The acts as a file; formulas are escaped, and taking it is an act itself."""
    await audit.record(db, who.actor, "audit.exported", "organisation", db.organisation_id)
    lines = reading.exported(edge.database, db.organisation_id, asked, language)
    headers = {"content-disposition": "attachment; filename=acts.csv"}
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/contacts/{contact_id}/views", **may("audit.read"))
async def list_views(contact_id: UUID, db: TenantDb, who: Who) -> ViewsOut:
    """Who of the organisation saw this person's data, newest first."""
    await contacts.one(db, contact_id)
    await audit.saw(db, who.actor, "audit.listed", "organisation", db.organisation_id)
    items = [SeenOut.of(one) for one in await reading.seen(db, contact_id)]
    return ViewsOut(is_honey=await alarms.is_honey(db, contact_id), items=items)


@router.put("/contacts/{contact_id}/honey", status_code=204, **may("privacy.write"))
async def mark_honey(contact_id: UUID, db: TenantDb, who: Who) -> None:
    """Make a contact a decoy: whoever opens it, takes it out or writes to it raises an alarm."""
    await alarms.mark(db, who, contact_id, on=True)


@router.delete("/contacts/{contact_id}/honey", status_code=204, **may("privacy.write"))
async def unmark_honey(contact_id: UUID, db: TenantDb, who: Who) -> None:
    """Make a decoy an ordinary contact again."""
    await alarms.mark(db, who, contact_id, on=False)


@router.get("/alarms", **may("audit.read"))
async def list_alarms(db: TenantDb, unseen: bool = False) -> list[AlarmOut]:
    """What owners and admins should look at, newest first."""
    rows = await alarms.every(db, unseen=unseen)
    names = await reading.names(db, rows)
    return [AlarmOut.of(row, names) for row in rows]


@router.put("/alarms/{alarm_id}/seen", status_code=204, **may("privacy.write"))
async def see_alarm(alarm_id: UUID, db: TenantDb, who: Who) -> None:
    """Put an alarm aside."""
    await alarms.see(db, who, alarm_id)
