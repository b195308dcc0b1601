"""Routes of members: hosted pages, and the receipts of a contact."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Response

from indokona.choices import qr
from indokona.choices.actions import joining, receipts
from indokona.choices.schemas import ConsentReceiptOut, JoinPageIn, JoinPageOut
from indokona.contacts.actions import show
from indokona.kernel import audit
from indokona.kernel.edge import EdgeRoute, TenantDb, Who, may

router = APIRouter(prefix="/api", tags=["choices"], route_class=EdgeRoute)


@router.get("/join-pages", **may("consent.read"))
async def list_join_pages(db: TenantDb) -> list[JoinPageOut]:
    """The hosted pages on which people agree."""
    return [JoinPageOut.of(page) for page in await joining.every(db)]


@router.post("/join-pages", status_code=201, **may("consent.write"))
async def create_join_page(body: JoinPageIn, db: TenantDb, who: Who) -> JoinPageOut:
    """Make a page with its keyword."""
    made = await joining.create(db, who.actor, body.number_id, body.keyword, _words(body))
    return JoinPageOut.of(await joining.one(db, made))


@router.put("/join-pages/{join_page_id}", **may("consent.write"))
async def change_join_page(
    join_page_id: UUID, body: JoinPageIn, db: TenantDb, who: Who
) -> JoinPageOut:
    """Change a page; other words are a new version, and the old ones stay as evidence."""
    await joining.change(db, who.actor, join_page_id, body.number_id, body.keyword, _words(body))
    return JoinPageOut.of(await joining.one(db, join_page_id))


@router.delete("/join-pages/{join_page_id}", status_code=204, **may("consent.write"))
async def close_join_page(join_page_id: UUID, db: TenantDb, who: Who) -> None:
    """Close a page and free its keyword."""
    await joining.close(db, who.actor, join_page_id)


@router.get("/join-pages/{join_page_id}/{what}.svg", **may("consent.read"))
async def show_join_qr(
    join_page_id: UUID, what: Literal["page", "keyword"], db: TenantDb
) -> Response:
    """The page's address, or its keyword's link, as a QR code to print."""
    page = await joining.one(db, join_page_id)
    text = page.url if what == "page" else page.keyword_url
    return Response(qr.svg(text), media_type="image/svg+xml")


@router.get("/contacts/{contact_id}/receipts", **may("consent.read"))
async def list_receipts(contact_id: UUID, db: TenantDb, who: Who) -> list[ConsentReceiptOut]:
    """A contact's receipts of consent, newest first."""
    await show.one(db, contact_id)
    await audit.saw(db, who.actor, "contact.opened", "contact", contact_id)
    return [ConsentReceiptOut.model_validate(one) for one in await receipts.of(db, contact_id)]


@router.post(
    "/contacts/{contact_id}/consents/{consent_id}/receipt", status_code=201, **may("consent.write")
)
async def make_receipt(contact_id: UUID, consent_id: UUID, db: TenantDb) -> ConsentReceiptOut:
    """A signed receipt of one consent, to hand over to the person."""
    await show.one(db, contact_id)
    return ConsentReceiptOut.model_validate(await receipts.make(db, contact_id, [consent_id]))


@router.get("/contacts/{contact_id}/receipts/{receipt_id}/qr.svg", **may("consent.read"))
async def show_receipt_qr(contact_id: UUID, receipt_id: UUID, db: TenantDb, who: Who) -> Response:
    """The receipt's link as a QR code."""
    await show.one(db, contact_id)
    await audit.saw(db, who.actor, "contact.opened", "contact", contact_id)
    found = await receipts.one(db, contact_id, receipt_id)
    return Response(qr.svg(found.url), media_type="image/svg+xml")


def _words(body: JoinPageIn) -> dict[str, dict[str, str]]:
    return {
        str(language): {str(purpose): text.strip() for purpose, text in said.items()}
        for language, said in body.words.items()
    }
