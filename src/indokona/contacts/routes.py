"""Routes of contacts."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from indokona.accounts.actions import organisation
from indokona.accounts.errors import BadPhone
from indokona.contacts import rules
from indokona.contacts.actions import edit, show, tags, upsert
from indokona.contacts.facts import Person
from indokona.contacts.schemas import (
    ContactDetail,
    ContactOut,
    ContactPage,
    EditContact,
    NewContact,
    Search,
)
from indokona.contacts.schemas_groups import Filter, Language, Market
from indokona.kernel import audit, paging
from indokona.kernel.edge import EdgeRoute, TenantDb, Who, may

router = APIRouter(prefix="/api", tags=["contacts"], route_class=EdgeRoute)

After = Annotated[str | None, Query(max_length=40)]
Limit = Annotated[int, Query(ge=1, le=paging.MOST)]


@router.post("/contacts", status_code=201, **may("contacts.write"))
async def create_contact(body: NewContact, db: TenantDb, who: Who) -> ContactOut:
    """Know a person; one who is known already is updated."""
    country = await organisation.default_country(db)
    try:
        phone = rules.phone_of(body.phone, country)
    except rules.BadPhone as why:
        raise BadPhone(reason=str(why)) from None
    person = Person(phone, name=body.name, language=body.language, attributes=body.attributes)
    known = (await upsert.upsert(db, [person]))[0]
    await tags.assign(db, await tags.tag_ids(db, body.tags), [known.contact_id])
    await audit.record(db, who.actor, "contact.entered", "contact", known.contact_id)
    return ContactOut.of(await show.one(db, known.contact_id))


@router.get("/contacts", **may("contacts.read"))
async def list_contacts(  # noqa: PLR0913 (one parameter a query word)
    db: TenantDb,
    who: Who,
    after: After = None,
    limit: Limit = 50,
    tag: Annotated[list[UUID] | None, Query(max_length=20)] = None,
    without_tag: Annotated[list[UUID] | None, Query(max_length=20)] = None,
    market: Annotated[list[Market] | None, Query(max_length=50)] = None,
    language: Annotated[list[Language] | None, Query(max_length=50)] = None,
    import_id: UUID | None = None,
) -> ContactPage:
    """Contacts, newest activity first; tags by id, and all that is given must hold."""
    await audit.saw(db, who.actor, "contacts.listed", "organisation", db.organisation_id)
    chosen = Filter(
        tags=tag or [], without_tags=without_tag or [], markets=market or [], languages=language or [],
        import_id=import_id,
    ).rule()  # fmt: skip
    views, more = await show.page(db, chosen, paging.decode_place(after), limit)
    page = ContactPage(items=[ContactOut.of(view) for view in views], after=more)
    if after is None:
        page.total, page.total_is_exact = await show.total(db, chosen)
    return page


@router.post("/contacts/search", **may("contacts.read"))
async def search_contacts(body: Search, db: TenantDb, who: Who) -> list[ContactOut]:
    """Contacts by the beginnings of their name's words, a whole phone, or its last four digits."""
    await audit.saw(db, who.actor, "contacts.searched", "organisation", db.organisation_id)
    country = await organisation.default_country(db)
    found = await show.search(db, body.text, body.limit, country)
    return [ContactOut.of(view) for view in found]


@router.get("/contacts/{contact_id}", **may("contacts.read"))
async def show_contact(contact_id: UUID, db: TenantDb, who: Who) -> ContactDetail:
    """One contact with its identities."""
    view = await show.one(db, contact_id)
    await audit.saw(db, who.actor, "contact.opened", "contact", contact_id)
    return ContactDetail.whole(view, await show.identities(db, contact_id))


@router.patch("/contacts/{contact_id}", **may("contacts.write"))
async def edit_contact(
    contact_id: UUID, body: EditContact, db: TenantDb, who: Who
) -> ContactDetail:
    """Change name, language or attributes."""
    known = await show.one(db, contact_id)
    name = body.name if "name" in body.model_fields_set else known.name
    language = known.language if body.language is None else body.language
    await edit.edit(
        db, who.actor, contact_id, name=name, language=language, attributes=body.attributes
    )
    return await show_contact(contact_id, db, who)
