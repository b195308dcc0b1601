"""Routes of templates."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from indokona.kernel.edge import EdgeRoute, TenantDb, TheEdge, Who, may
from indokona.numbers.actions import show as numbers
from indokona.numbers.actions import upload
from indokona.templates import actions
from indokona.templates.schemas import NewTemplate, SampleOut, SubmitTemplate, TemplateOut

router = APIRouter(prefix="/api/templates", tags=["templates"], route_class=EdgeRoute)


@router.post("", status_code=201, **may("templates.write"))
async def create_template(body: NewTemplate, db: TenantDb, who: Who) -> TemplateOut:
    """Write a template; it is checked as Meta will."""
    return TemplateOut.of(
        await actions.create(db, who, body.number_id, body.template, body.media_id)
    )


@router.post("/samples", status_code=201, **may("templates.write"))
async def upload_sample(
    request: Request,
    db: TenantDb,
    edge: TheEdge,
    number_id: UUID,
    filename: Annotated[str, Query(min_length=1, max_length=240)],
) -> SampleOut:
    """Upload a header's file, sent as the raw body: a handle for the review, an id for sending."""
    number = await numbers.number(db, number_id)
    mime_type = request.headers.get("content-type", "application/octet-stream")
    file = await upload.whole(request.stream(), filename, mime_type)
    http = edge.extras["http"]
    handle = await upload.for_review(db, edge.database, http, number, file)
    media_id = await upload.for_messages(db, edge.database, http, number_id, file)
    return SampleOut(handle=handle, media_id=media_id)


@router.post("/{template_id}/submit", status_code=202, **may("templates.write"))
async def submit_template(
    template_id: UUID, body: SubmitTemplate, db: TenantDb, who: Who, edge: TheEdge
) -> TemplateOut:
    """Submit it to Meta; the verdict comes by webhook."""
    http = edge.extras["http"]
    return TemplateOut.of(
        await actions.submit(db, edge.database, http, who, body.number_id, template_id)
    )


@router.get("", **may("templates.read"))
async def list_templates(db: TenantDb) -> list[TemplateOut]:
    """All templates."""
    return [TemplateOut.of(view) for view in await actions.every(db)]


@router.get("/{template_id}", **may("templates.read"))
async def show_template(template_id: UUID, db: TenantDb) -> TemplateOut:
    """One template and its verdict."""
    return TemplateOut.of(await actions.show(db, template_id))
