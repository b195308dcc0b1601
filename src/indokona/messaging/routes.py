"""Routes of messaging: the kill switches. What is sent and received has its routes in the products."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from indokona.kernel.edge import EdgeRoute, TenantDb, Who, may
from indokona.messaging.actions import holds
from indokona.messaging.store_holds import Hold

router = APIRouter(prefix="/api/holds", tags=["holds"], route_class=EdgeRoute)

Kind = Literal["organisation", "number", "template"]


class HoldOut(BaseModel):
    """Something that does not send until it is let go."""

    kind: Kind
    subject_id: UUID
    author_id: UUID
    at: datetime

    @classmethod
    def of(cls, hold: Hold) -> HoldOut:
        """As it goes out."""
        return cls.model_validate(hold, from_attributes=True)


@router.get("", **may("numbers.read"))
async def list_holds(db: TenantDb) -> list[HoldOut]:
    """What is held, oldest first."""
    return [HoldOut.of(one) for one in await holds.every(db)]


@router.put("/{kind}/{subject_id}", status_code=204, **may("campaigns.start"))
async def place_hold(kind: Kind, subject_id: UUID, db: TenantDb, who: Who) -> None:
    """Stop sending from a number, with a template, or at all. What waits stays queued.

    Nothing more is taken, within two seconds; what was taken begins within five, or waits again.
    """
    await holds.place(db, who, kind, subject_id)


@router.delete("/{kind}/{subject_id}", status_code=204, **may("campaigns.start"))
async def lift_hold(kind: Kind, subject_id: UUID, db: TenantDb, who: Who) -> None:
    """Go on with what waits."""
    await holds.lift(db, who, kind, subject_id)
