"""Routes without a sign-in: hosted pages, a person's own page, and receipts by their link."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from indokona.choices.actions import joining, links, preferences, receipts
from indokona.choices.schemas import (
    ChoicesIn,
    ConfirmingOut,
    Language,
    PreferencesOut,
    ShownPage,
    Ticks,
)
from indokona.kernel.edge import PUBLIC, EdgeRoute, TheEdge, address, may

router = APIRouter(prefix="/rights", tags=["choices"], route_class=EdgeRoute)
Spoken = Annotated[Language, Query()]


@router.get("/join/{slug}", **may(PUBLIC))
async def show_join(slug: str, edge: TheEdge, language: Spoken = "en") -> ShownPage:
    """A hosted page: who asks for what, in which words."""
    return ShownPage.of(await joining.shown(edge.database, slug, language))


@router.post("/join/{slug}", status_code=201, **may(PUBLIC))
async def choose_join(slug: str, body: Ticks, edge: TheEdge, request: Request) -> ConfirmingOut:
    """Keep the ticks until the person confirms them from WhatsApp; nothing is given by this."""
    confirming = await joining.chosen(
        edge.database, slug, body.purposes, body.version, body.language, address(request)
    )
    return ConfirmingOut.of(confirming)


@router.get("/preferences/{token}", **may(PUBLIC))
async def show_preferences(
    token: str, edge: TheEdge, request: Request, language: Spoken = "en"
) -> PreferencesOut:
    """One's own choices, by the link from one's chat."""
    holder = await links.holder(edge.database, token, address(request))
    async with edge.database.organisation(holder.organisation_id) as db:
        return PreferencesOut.of(await preferences.page(db, holder, language))


@router.put("/preferences/{token}", **may(PUBLIC))
async def choose_preferences(
    token: str, body: ChoicesIn, edge: TheEdge, request: Request
) -> PreferencesOut:
    """Keep one's choices; they hold from now on, also for what waits to be sent."""
    holder = await links.holder(edge.database, token, address(request))
    choices = [one.choice() for one in body.choices]
    async with edge.database.organisation(holder.organisation_id) as db:
        await preferences.choose(db, holder, choices, body.zone, body.language)
        return PreferencesOut.of(await preferences.page(db, holder, body.language))


@router.get("/receipts/{token}", **may(PUBLIC))
async def fetch_consent_receipt(token: str, edge: TheEdge) -> Response:
    """One's receipt of consent, as the file that is verified."""
    file = await receipts.by_token(edge.database, token)
    return Response(file, media_type="application/json")
