"""Routes of consent."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from indokona.consent.actions import give, withdraw
from indokona.consent.facts import Grant
from indokona.consent.schemas import (
    ConsentOut,
    NewConsent,
    StandingOut,
    Withdrawal,
    Withdrawn,
)
from indokona.contacts.actions import show
from indokona.kernel import audit, clock
from indokona.kernel.edge import EdgeRoute, TenantDb, Who, may
from indokona.kernel.errors import Invalid

router = APIRouter(prefix="/api/contacts/{contact_id}", tags=["consent"], route_class=EdgeRoute)


@router.get("/consents", **may("consent.read"))
async def timeline(contact_id: UUID, db: TenantDb, who: Who) -> list[ConsentOut]:
    """A contact's consents with their evidence."""
    await show.one(db, contact_id)
    await audit.saw(db, who.actor, "contact.opened", "contact", contact_id)
    return [ConsentOut.of(line) for line in await give.timeline(db, contact_id)]


@router.get("/consent-state", **may("consent.read"))
async def show_standing(contact_id: UUID, db: TenantDb, who: Who) -> list[StandingOut]:
    """Where a contact stands on every purpose, and whether they may be written to now."""
    await show.one(db, contact_id)
    await audit.saw(db, who.actor, "contact.opened", "contact", contact_id)
    return [StandingOut.model_validate(one) for one in await give.standing(db, contact_id)]


@router.post("/consents", status_code=201, **may("consent.write"))
async def grant(contact_id: UUID, body: NewConsent, db: TenantDb, who: Who) -> list[ConsentOut]:
    """Write down a consent with its words, source and time."""
    await show.one(db, contact_id)
    if body.at > clock.now():
        raise Invalid("Consent cannot be given in the future.")
    await give.grant(db, who.actor, [Grant(contact_id, **body.model_dump())])
    await audit.record(db, who.actor, "consent.noted", "contact", contact_id, body.purpose)
    return [ConsentOut.of(line) for line in await give.timeline(db, contact_id)]


@router.post("/opt-out", **may("consent.write"))
async def opt_out(contact_id: UUID, body: Withdrawal, db: TenantDb, who: Who) -> Withdrawn:
    """Write down a no; queued messages are cancelled at once. Only the person can take it back."""
    await audit.record(db, who.actor, "consent.no_noted", "contact", contact_id)
    await show.one(db, contact_id)
    return Withdrawn(cancelled=await withdraw.stop(db, who.actor, contact_id, body.method))
