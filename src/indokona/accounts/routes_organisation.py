"""Routes of an organisation: its settings, members, invitations and API keys."""

from __future__ import annotations

import dataclasses
from uuid import UUID

from fastapi import APIRouter

from indokona.accounts import store
from indokona.accounts.actions import invitations, keys, members, organisation
from indokona.accounts.schemas import (
    InvitationLine,
    Invite,
    KeyLine,
    KeyMade,
    MemberLine,
    NewKey,
    OrganisationChange,
    OrganisationOut,
    RoleChange,
)
from indokona.kernel.edge import EdgeRoute, TenantDb, TheEdge, Who, may

router = APIRouter(prefix="/api", tags=["accounts"], route_class=EdgeRoute)


@router.get("/organisation", **may("organisation.read"))
async def show_organisation(db: TenantDb) -> OrganisationOut:
    """The organisation."""
    return OrganisationOut(**dataclasses.asdict(await organisation.show(db)))


@router.patch("/organisation", **may("organisation.write"))
async def change_organisation(body: OrganisationChange, db: TenantDb, who: Who) -> OrganisationOut:
    """Change the organisation's settings."""
    await organisation.change(db, who, body.settings())
    return OrganisationOut(**dataclasses.asdict(await organisation.show(db)))


@router.get("/members", **may("members.read"))
async def list_members(db: TenantDb) -> list[MemberLine]:
    """The members with their names and roles."""
    return [MemberLine(**dataclasses.asdict(member)) for member in await members.every(db)]


@router.patch("/members/{user_id}", status_code=204, **may("members.write"))
async def change_role(user_id: UUID, body: RoleChange, db: TenantDb, who: Who) -> None:
    """Give a member another role, effective with their next request."""
    await members.change_role(db, who, user_id, body.role)


@router.delete("/members/{user_id}", status_code=204, **may("members.write"))
async def remove_member(user_id: UUID, db: TenantDb, who: Who) -> None:
    """Remove a member; their sessions here are dead with the next request."""
    await members.remove(db, who, user_id)


@router.post("/invitations", status_code=201, **may("members.write", apart=True))
async def invite(body: Invite, edge: TheEdge, who: Who) -> InvitationLine:
    """Invite a person by e-mail; the link is good for 72 hours and for one person."""
    url = edge.extras["settings"].public_url
    return InvitationLine.of(
        await invitations.invite(edge.database, who, body.email, body.role, url)
    )


@router.get("/invitations", **may("members.read"))
async def list_invitations(db: TenantDb) -> list[InvitationLine]:
    """Invitations that nobody has accepted."""
    return [InvitationLine.of(one) for one in await invitations.every(db)]


@router.delete("/invitations/{invitation_id}", status_code=204, **may("members.write"))
async def withdraw_invitation(invitation_id: UUID, db: TenantDb, who: Who) -> None:
    """Withdraw an invitation; its link is dead at once."""
    await invitations.withdraw(db, who, invitation_id)


@router.post("/api-keys", status_code=201, **may("keys.write"))
async def create_key(body: NewKey, db: TenantDb, who: Who) -> KeyMade:
    """Make an API key; it is shown this once."""
    key_id, key = await keys.create(db, who, body.name, body.scopes)
    return KeyMade(id=key_id, key=key)


@router.get("/api-keys", **may("keys.write"))
async def list_keys(db: TenantDb) -> list[KeyLine]:
    """The organisation's keys, without their secrets."""
    names = ("id", "name", "shown", "scopes", "created_at", "revoked_at")
    return [KeyLine(**{name: getattr(row, name) for name in names}) for row in await store.keys(db)]


@router.delete("/api-keys/{key_id}", status_code=204, **may("keys.write"))
async def revoke_key(key_id: UUID, db: TenantDb, who: Who) -> None:
    """Revoke a key; it is dead with the next request."""
    await keys.revoke(db, who, key_id)
