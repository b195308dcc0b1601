"""Routes of legal holds."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter

from indokona.contacts.actions import show as contacts
from indokona.kernel import audit
from indokona.kernel.database import Db
from indokona.kernel.edge import EdgeRoute, TenantDb, Who, may
from indokona.privacy.actions import holds
from indokona.privacy.rules import Hold
from indokona.privacy.schemas_holds import HoldIn, LegalHoldOut

router = APIRouter(prefix="/api/legal-holds", tags=["privacy"], route_class=EdgeRoute)


@router.get("", **may("privacy.read"))
async def list_legal_holds(db: TenantDb, who: Who) -> list[LegalHoldOut]:
    """Every hold, newest first: on what ground something stays, and until when."""
    await audit.saw(db, who.actor, "holds.listed", "organisation", db.organisation_id)
    return await _shown(db, await holds.every(db))


async def _shown(db: Db, rows: Sequence[Hold]) -> list[LegalHoldOut]:
    names = await contacts.names(db, [row.contact_id for row in rows if row.contact_id])
    return [
        LegalHoldOut.of(row, names.get(row.contact_id) if row.contact_id else None) for row in rows
    ]


@router.post("", status_code=201, **may("privacy.write"))
async def place_legal_hold(body: HoldIn, db: TenantDb, who: Who) -> LegalHoldOut:
    """Keep a contact's rows, or a class of rows of everybody, until a date although somebody asks for erasure."""
    placed = await holds.place(
        db, who.actor, body.contact_id, body.classes, body.reason, body.source, body.ends_at
    )
    return (await _shown(db, [placed]))[0]


@router.delete("/{hold_id}", status_code=204, **may("privacy.write"))
async def release_legal_hold(hold_id: UUID, db: TenantDb, who: Who) -> None:
    """End a hold before its date; erasures that waited for it go on."""
    await holds.release(db, who.actor, hold_id)
