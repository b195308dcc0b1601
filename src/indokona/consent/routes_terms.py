"""Routes of how long consents live, and of the words that are orders in the chat."""

from __future__ import annotations

from fastapi import APIRouter

from indokona.consent import words
from indokona.consent.actions import terms
from indokona.consent.schemas import Terms, TermsOut, WordsOut
from indokona.kernel.edge import EdgeRoute, TenantDb, Who, may

router = APIRouter(prefix="/api", tags=["consent"], route_class=EdgeRoute)


@router.get("/consent-terms", **may("consent.read"))
async def show_terms(db: TenantDb) -> TermsOut:
    """For how many days consents live, by purpose."""
    return TermsOut(**await terms.show(db))


@router.put("/consent-terms", **may("organisation.write"))
async def set_terms(body: Terms, db: TenantDb, who: Who) -> TermsOut:
    """Set them. A shorter term holds for consents already given; a longer one never outlives what a
    person was told."""
    await terms.change(db, who.actor, body.model_dump())
    return TermsOut(**await terms.show(db))


@router.get("/consent-words", **may("consent.read"))
async def show_consent_words(db: TenantDb) -> WordsOut:
    """Which words people may write, and in which languages they wait for a check."""
    return WordsOut(words=words.lists(), unchecked=list(words.unchecked()))
