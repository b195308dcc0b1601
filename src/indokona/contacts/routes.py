"""Routes of contacts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from indokona.accounts.actions import organisation
from indokona.contacts import rules
from indokona.contacts.actions import groups, importing, show, upsert
from indokona.contacts.facts import Person
from indokona.contacts.hooks import ConsentStatement
from indokona.contacts.schemas import (
    AttributeOut,
    ContactOut,
    ContactPage,
    ImportOut,
    NewAttribute,
    NewContact,
    NewSegment,
    Search,
    SegmentOut,
)
from indokona.kernel import clock, paging
from indokona.kernel.edge import EdgeRoute, TenantDb, Who, may
from indokona.kernel.errors import Invalid

router = APIRouter(prefix="/api", tags=["contacts"], route_class=EdgeRoute)

After = Annotated[str | None, Query(max_length=40)]
Purpose = Literal["marketing", "utility", "authentication"]
Limit = Annotated[int, Query(ge=1, le=paging.MOST)]


@router.post("/contacts", status_code=201, **may("contacts.write"))
async def create_contact(body: NewContact, db: TenantDb) -> ContactOut:
    """Know a person; one who is known already is updated."""
    country = await organisation.default_country(db)
    try:
        phone = rules.phone_of(body.phone, country)
    except rules.BadPhone as why:
        raise Invalid(f"The phone number is {why}.") from None
    person = Person(phone, name=body.name, language=body.language, attributes=body.attributes)
    known = (await upsert.upsert(db, [person]))[0]
    await groups.assign(db, await groups.tag_ids(db, body.tags), [known.contact_id])
    return ContactOut.of(await show.one(db, known.contact_id))


@router.get("/contacts", **may("contacts.read"))
async def list_contacts(db: TenantDb, after: After = None, limit: Limit = 50) -> ContactPage:
    """Contacts, newest first."""
    views = await show.page(db, paging.decode(after), limit + 1)
    page = paging.page(views, limit, lambda view: view.id)
    return ContactPage(items=[ContactOut.of(view) for view in page.items], after=page.after)


@router.post("/contacts/search", **may("contacts.read"))
async def search_contacts(body: Search, db: TenantDb) -> list[ContactOut]:
    """Contacts by the beginnings of their name's words, a whole phone, or its last four digits."""
    country = await organisation.default_country(db)
    found = await show.search(db, body.text, body.limit, country)
    return [ContactOut.of(view) for view in found]


@router.get("/contacts/{contact_id}", **may("contacts.read"))
async def show_contact(contact_id: UUID, db: TenantDb) -> ContactOut:
    """One contact."""
    return ContactOut.of(await show.one(db, contact_id))


@router.post("/attributes", status_code=201, **may("contacts.write"))
async def define_attribute(body: NewAttribute, db: TenantDb) -> AttributeOut:
    """Define an attribute; sealed unless said."""
    row = await groups.define_attribute(db, body.name, body.storage)
    return AttributeOut(id=row.id, name=row.name, storage=row.storage)


@router.post("/segments", status_code=201, **may("contacts.write"))
async def create_segment(body: NewSegment, db: TenantDb) -> SegmentOut:
    """Save a selection."""
    conditions = [condition.model_dump() for condition in body.conditions]
    segment = await groups.create_segment(db, body.name, body.tags, body.without_tags, conditions)
    return SegmentOut.of(segment, sum((await groups.count(db, segment.id)).values()))


@router.get("/segments", **may("contacts.read"))
async def list_segments(db: TenantDb) -> list[SegmentOut]:
    """All saved selections."""
    return [SegmentOut.of(segment) for segment in await groups.segments(db)]


@router.get("/segments/{segment_id}", **may("contacts.read"))
async def show_segment(segment_id: UUID, db: TenantDb) -> SegmentOut:
    """One selection, counted now."""
    segment = await groups.segment(db, segment_id)
    return SegmentOut.of(segment, sum((await groups.count(db, segment_id)).values()))


@router.post("/imports", status_code=202, **may("contacts.write"))
async def begin_import(  # noqa: PLR0913 (one parameter a query word)
    request: Request,
    db: TenantDb,
    who: Who,
    tag: Annotated[list[str] | None, Query(max_length=20)] = None,
    purpose: Annotated[list[Purpose] | None, Query(max_length=3)] = None,
    source: Annotated[str, Query(max_length=500)] = "",
    wording: Annotated[str, Query(max_length=2000)] = "",
    language: Annotated[str, Query(pattern="^[a-z]{2}$")] = "en",
    consented_at: datetime | None = None,
    phone: Annotated[str | None, Query(max_length=100)] = None,
    name: Annotated[str | None, Query(max_length=100)] = None,
) -> ImportOut:
    """Import a CSV sent as the raw body; consent needs its source, date and words."""
    statement = _statement([*(purpose or [])], source, wording, language, consented_at)
    columns = {key: value for key, value in (("phone", phone), ("name", name)) if value}
    import_id = await importing.begin(
        db, who.actor, request.stream(), tags=tag or [], statement=statement, columns=columns,
        country=await organisation.default_country(db),
    )  # fmt: skip
    return ImportOut.of(await importing.show(db, import_id))


def _statement(
    purposes: list[str], source: str, wording: str, language: str, at: datetime | None
) -> ConsentStatement | None:
    if not purposes:
        return None
    if not (source and wording and at and at.tzinfo):
        raise Invalid("Consent needs `source`, `wording` and `consented_at` with a time zone.")
    if at > clock.now():
        raise Invalid("Consent cannot be given in the future.")
    return ConsentStatement(purposes, source, wording, language, at)


@router.get("/imports/{import_id}", **may("contacts.read"))
async def show_import(import_id: UUID, db: TenantDb) -> ImportOut:
    """How far an import is."""
    return ImportOut.of(await importing.show(db, import_id))


@router.get("/imports/{import_id}/errors.csv", **may("contacts.read"))
async def import_errors(import_id: UUID, db: TenantDb) -> Response:
    """The refused rows, to be put right and imported again."""
    body = "\ufeff" + await importing.error_file(db, import_id)
    headers = {"content-disposition": "attachment; filename=errors.csv"}
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)
