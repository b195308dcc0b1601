"""Routes of templates."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from indokona.kernel import audit
from indokona.kernel.edge import EdgeRoute, TenantDb, TheEdge, Who, may
from indokona.numbers.actions import show as numbers
from indokona.numbers.actions import upload
from indokona.templates import actions
from indokona.templates.actions import edit, sync
from indokona.templates.schemas import (
    CheckTemplate,
    EditTemplate,
    Finding,
    NewTemplate,
    PreviewFor,
    PreviewOut,
    SampleOut,
    SubmitTemplate,
    SyncOut,
    TemplateOut,
)

router = APIRouter(prefix="/api", tags=["templates"], route_class=EdgeRoute)


@router.post("/templates", status_code=201, **may("templates.write"))
async def create_template(body: NewTemplate, db: TenantDb, who: Who) -> TemplateOut:
    """Write a template; it is checked as Meta will."""
    return TemplateOut.of(
        await actions.create(db, who, body.number_id, body.template, body.media_id)
    )


@router.post("/templates/samples", status_code=201, **may("templates.write"))
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


@router.post("/templates/{template_id}/submit", status_code=202, **may("templates.write"))
async def submit_template(
    template_id: UUID, body: SubmitTemplate, db: TenantDb, who: Who, edge: TheEdge
) -> TemplateOut:
    """Submit it to Meta; the verdict comes by webhook."""
    http = edge.extras["http"]
    return TemplateOut.of(
        await actions.submit(db, edge.database, http, who, body.number_id, template_id)
    )


@router.post("/templates/check", **may("templates.read"))
async def check_template(body: CheckTemplate, db: TenantDb) -> list[Finding]:
    """Everything that Meta would refuse, as it is being written; nothing is kept."""
    return [Finding.model_validate(one) for one in edit.check(body.template)]


@router.patch("/templates/{template_id}", **may("templates.write"))
async def edit_template(
    template_id: UUID, body: EditTemplate, db: TenantDb, who: Who
) -> TemplateOut:
    """Change a draft or a rejected template; submit it again afterwards."""
    return TemplateOut.of(await edit.edit(db, who, template_id, body.change()))


@router.delete("/templates/{template_id}", status_code=204, **may("templates.write"))
async def delete_template(template_id: UUID, db: TenantDb, who: Who, edge: TheEdge) -> None:
    """Delete it here and at Meta, where its name is blocked for some weeks."""
    await edit.delete(db, edge.database, edge.extras["http"], who, template_id)


@router.post("/templates/{template_id}/preview", **may("contacts.read"))
async def preview_template(
    template_id: UUID, body: PreviewFor, db: TenantDb, who: Who
) -> PreviewOut:
    """How it reads for one contact."""
    await audit.saw(db, who.actor, "contact.opened", "contact", body.contact_id)
    mapping = {k: {str(f): word for f, word in one.items()} for k, one in body.mapping.items()}
    return PreviewOut.of(await edit.preview(db, template_id, body.contact_id, mapping))


@router.post("/numbers/{number_id}/templates/sync", **may("templates.write"))
async def sync_templates(number_id: UUID, db: TenantDb, who: Who, edge: TheEdge) -> SyncOut:
    """Take over what Meta has of the number's account."""
    synced = await sync.sync(db, edge.database, edge.extras["http"], who, number_id)
    return SyncOut.model_validate(synced)


@router.get("/templates", **may("templates.read"))
async def list_templates(db: TenantDb) -> list[TemplateOut]:
    """All templates."""
    return [TemplateOut.of(view) for view in await actions.every(db)]


@router.get("/templates/{template_id}", **may("templates.read"))
async def show_template(template_id: UUID, db: TenantDb) -> TemplateOut:
    """One template and its verdict."""
    return TemplateOut.of(await actions.show(db, template_id))
