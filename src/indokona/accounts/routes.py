"""Routes of accounts."""

from __future__ import annotations

import dataclasses
from uuid import UUID

from fastapi import APIRouter, Request

from indokona.accounts import store
from indokona.accounts.actions import keys, organisation, sign_in, sign_up
from indokona.accounts.facts import Client
from indokona.accounts.schemas import (
    Confirm,
    FlowOut,
    KeyLine,
    KeyMade,
    MemberLine,
    NewKey,
    OrganisationOut,
    SessionLine,
    SessionOut,
    SignInForm,
    SignUp,
)
from indokona.kernel.edge import PUBLIC, SELF, EdgeRoute, TenantDb, TheEdge, Who, may

router = APIRouter(prefix="/api", tags=["accounts"], route_class=EdgeRoute)


def client(request: Request) -> Client:
    """Where a request came from; the proxy's word counts only where one is declared."""
    host = request.client.host if request.client else ""
    if request.app.state.edge.extras["settings"].behind_proxy:
        host = request.headers.get("x-forwarded-for", host).rpartition(",")[2].strip()
    return Client(host, request.headers.get("user-agent", ""))


@router.post("/sign-up", status_code=202, **may(PUBLIC))
async def begin(body: SignUp, request: Request, edge: TheEdge) -> FlowOut:
    """Sign a business up; a code goes to the e-mail and one to the phone."""
    return FlowOut(flow=await sign_up.sign_up(edge.database, body.form(), client(request)))


@router.post("/sign-up/confirm", status_code=201, **may(PUBLIC))
async def confirm(body: Confirm, request: Request, edge: TheEdge) -> SessionOut:
    """Confirm both codes; the account is active and a session is open."""
    where = client(request)
    return SessionOut.of(
        await sign_up.confirm(edge.database, body.flow, body.email_code, body.phone_code, where)
    )


@router.post("/sessions", status_code=201, **may(PUBLIC))
async def open_session(body: SignInForm, request: Request, edge: TheEdge) -> SessionOut:
    """Sign in."""
    return SessionOut.of(
        await sign_in.sign_in(edge.database, body.email, body.password, client(request))
    )


@router.get("/sessions", **may(SELF))
async def list_sessions(db: TenantDb, who: Who) -> list[SessionLine]:
    """One's own sessions, with device, system and place in coarse."""
    names = ("id", "device", "system", "ip_prefix", "created_at", "seen_at", "ends_at")
    return [
        SessionLine(**dict(zip(names, row[:7], strict=True)), is_this=row[0] == who.session_id)
        for row in await store.sessions(db)
    ]


@router.delete("/sessions/{session_id}", status_code=204, **may(SELF))
async def end_session(session_id: UUID, db: TenantDb) -> None:
    """End a session; it is dead with the next request."""
    await sign_in.end_session(db, session_id)


@router.get("/organisation", **may("organisation.read"))
async def show_organisation(db: TenantDb) -> OrganisationOut:
    """The organisation."""
    return OrganisationOut(**dataclasses.asdict(await organisation.show(db)))


@router.get("/members", **may("members.read"))
async def list_members(db: TenantDb) -> list[MemberLine]:
    """The members and their roles."""
    names = ("user_id", "role", "created_at")
    return [MemberLine(**dict(zip(names, row, strict=True))) for row in await store.members(db)]


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
