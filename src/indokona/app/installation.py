"""What a page may know of this installation before anybody signed in."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from indokona.accounts import rules
from indokona.accounts.facts import POLICY_VERSION
from indokona.kernel.edge import PUBLIC, EdgeRoute, TheEdge, may

router = APIRouter(prefix="/api", tags=["installation"], route_class=EdgeRoute)


class InstallationOut(BaseModel):
    """The installation; `phone_page` is where the simulator's people are, in development."""

    operator: str
    policy_version: str
    least_password: int
    phone_page: str | None
    roles: dict[str, list[str]]
    currencies: list[str]


@router.get("/installation", **may(PUBLIC))
async def show_installation(edge: TheEdge) -> InstallationOut:
    """Who runs this installation, and what its forms need to know."""
    settings = edge.extras["settings"]
    simulated = settings.simulator_url and not settings.is_production
    return InstallationOut(
        operator=settings.operator_name,
        policy_version=POLICY_VERSION,
        least_password=rules.LEAST_PASSWORD,
        phone_page=f"{settings.simulator_url}/phone" if simulated else None,
        roles={role: sorted(rules.permissions(role)) for role in rules.ROLES},
        currencies=sorted(rules.CURRENCIES),
    )
