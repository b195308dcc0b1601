"""Routes of the portfolios' places."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from indokona.kernel.edge import EdgeRoute, TenantDb, may
from indokona.messaging.actions import budget
from indokona.messaging.store_budget import BudgetRow

router = APIRouter(prefix="/api/budgets", tags=["numbers"], route_class=EdgeRoute)


class BudgetOut(BaseModel):
    """How many people a portfolio may write to first in 24 hours, and how many it has.

    Its numbers share them. `free_at` is when the next place comes free, while none is left and
    something waits for one.
    """

    portfolio_id: UUID
    number_ids: list[UUID]
    limit: int
    used: int
    free_at: datetime | None

    @classmethod
    def of(cls, row: BudgetRow) -> BudgetOut:
        """As it goes out."""
        return cls.model_validate(row, from_attributes=True)


@router.get("", **may("numbers.read"))
async def list_budgets(db: TenantDb) -> list[BudgetOut]:
    """What each portfolio has used of its limit; one without a limit is not among them."""
    return [BudgetOut.of(one) for one in await budget.every(db)]
