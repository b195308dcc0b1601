"""Routes of templates."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from indokona.kernel.edge import EdgeRoute, TenantDb, TheEdge, Who, may
from indokona.templates import actions
from indokona.templates.schemas import NewTemplate, SubmitTemplate, TemplateOut

router = APIRouter(prefix="/api/templates", tags=["templates"], route_class=EdgeRoute)


@router.post("", status_code=201, **may("templates.write"))
async def create_template(body: NewTemplate, db: TenantDb, who: Who) -> TemplateOut:
    """Write a template; it is checked as Meta will."""
    return TemplateOut.of(
        await actions.create(db, who, body.number_id, body.template, body.media_id)
    )


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
