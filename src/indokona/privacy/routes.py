"""Routes of the rights desk: for officers, and for people with a link."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from indokona.contacts.actions import show as contacts
from indokona.kernel import audit
from indokona.kernel.database import Db
from indokona.kernel.edge import PUBLIC, EdgeRoute, TenantDb, TheEdge, Who, may
from indokona.privacy import datamap_words, receipt_page, store, store_telling
from indokona.privacy.actions import desk, erase, fetching, holds, links, telling
from indokona.privacy.schemas import (
    AccessOut,
    DataMapOut,
    KeyOut,
    Passphrase,
    ReceiptOut,
    RequestOut,
)
from indokona.privacy.store_telling import Telling

router = APIRouter(tags=["privacy"], route_class=EdgeRoute)
#: A zip inside a file of age, and nothing on the way may keep it.
PACKAGE_HEADERS = {
    "content-disposition": "attachment; filename=my-data.zip.age",
    "cache-control": "no-store",
}


@router.get("/api/requests", **may("privacy.read"))
async def list_requests(
    db: TenantDb, who: Who, contact_id: UUID | None = None, is_open: bool = False
) -> list[RequestOut]:
    """Requests of data subjects with their clocks, newest first."""
    await audit.saw(db, who.actor, "requests.listed", "organisation", db.organisation_id)
    return await _shown(db, await store.every(db, contact_id, is_open=is_open))


async def _shown(db: Db, rows: Sequence[store.Request]) -> list[RequestOut]:
    names = await contacts.names(db, [row.contact_id for row in rows])
    kept = await holds.kept(db, [row for row in rows if row.state == "held"])
    told: dict[UUID, list[Telling]] = {}
    for one in await store_telling.of(db, [row.id for row in rows]):
        told.setdefault(one.request_id, []).append(one)
    return [
        RequestOut.of(row, names.get(row.contact_id), kept.get(row.id, ()), told.get(row.id, ()))
        for row in rows
    ]


@router.get("/api/requests/{request_id}", **may("privacy.read"))
async def show_request(request_id: UUID, db: TenantDb, who: Who) -> RequestOut:
    """One request."""
    await audit.saw(db, who.actor, "requests.listed", "organisation", db.organisation_id)
    return (await _shown(db, [await desk.show(db, request_id)]))[0]


@router.post("/api/requests/{request_id}/tell-again", **may("privacy.write"))
async def tell_again(request_id: UUID, db: TenantDb, who: Who) -> RequestOut:
    """Tell the processors that failed to acknowledge an erasure once more."""
    await telling.again(db, who.actor, request_id)
    return (await _shown(db, [await desk.show(db, request_id)]))[0]


@router.post("/api/contacts/{contact_id}/erasure", status_code=202, **may("privacy.write"))
async def erase_contact(contact_id: UUID, db: TenantDb, who: Who) -> RequestOut:
    """Erase a person who asked another way than by chat."""
    await contacts.one(db, contact_id)
    asked = await desk.erase_by_officer(db, who.actor, contact_id)
    return (await _shown(db, [await desk.show(db, asked)]))[0]


@router.post("/api/contacts/{contact_id}/access", status_code=201, **may("privacy.write"))
async def give_access(contact_id: UUID, db: TenantDb, who: Who) -> AccessOut:
    """Make the package of a person who asked another way; the link works once and is shown once."""
    await contacts.one(db, contact_id)
    link = await desk.access_by_officer(db, who.actor, contact_id)
    shown = await _shown(db, [await desk.show(db, link.request_id)])
    return AccessOut(request=shown[0], url=link.url, ends_at=link.ends_at)


@router.get("/api/privacy/data-map", **may("privacy.read"))
async def show_data_map(db: TenantDb) -> DataMapOut:
    """What is held, why and for how long, in words; written from the columns' own declarations."""
    return datamap_words.whole()


@router.post("/rights/package/{token}", response_class=StreamingResponse, **may(PUBLIC))
async def fetch_package(token: str, words: Passphrase, edge: TheEdge) -> StreamingResponse:
    """One's own data, by a link that works once: a zip, encrypted in age's format to a passphrase.

    The link is used when the last byte has left. A fetch that broke may be begun again within an hour
    of its first beginning.
    """
    package = await fetching.begin(edge.database, token, words.passphrase, words.language)
    return StreamingResponse(
        package, media_type="application/octet-stream", headers=PACKAGE_HEADERS
    )


@router.get("/rights/receipt/{token}", **may(PUBLIC))
async def fetch_receipt(token: str, edge: TheEdge) -> ReceiptOut:
    """The receipt of an erasure, or the certificate of a login or business that left."""
    body, signature = await links.receipt(edge.database, token)
    return ReceiptOut(body=body, signature=signature.hex())


@router.get("/rights/receipt/{token}/page", **may(PUBLIC))
async def read_receipt(token: str, edge: TheEdge) -> Response:
    """The same as a page that people can read and print; the signed words stand at its end."""
    body, signature = await links.receipt(edge.database, token)
    return Response(receipt_page.page(body, signature.hex()), media_type="text/html; charset=utf-8")


@router.get("/rights/key", **may(PUBLIC))
async def receipt_key() -> KeyOut:
    """The key that verifies receipts offline."""
    return KeyOut(algorithm="Ed25519", public_key=erase.public_key())
