"""Routes of a person: signing up, signing in, and what is their own."""

from __future__ import annotations

import dataclasses
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from indokona.accounts import store
from indokona.accounts.actions import (
    codes,
    correcting,
    invitations,
    logins,
    newcomers,
    organisation,
    passwords,
    security_log,
    sign_in,
    sign_up,
)
from indokona.accounts.facts import Client, SignedIn
from indokona.accounts.schemas import (
    Acceptance,
    AcceptanceConfirm,
    Confirm,
    Correction,
    CorrectionConfirm,
    FlowIn,
    FlowOut,
    Join,
    Joined,
    Me,
    MembershipLine,
    NameChange,
    PasswordChange,
    Reset,
    ResetAsk,
    SecurityLine,
    SecurityPage,
    SessionLine,
    SessionOut,
    SignInForm,
    SignUp,
    Switch,
)
from indokona.kernel import cookies, paging
from indokona.kernel.edge import PUBLIC, SELF, Edge, EdgeRoute, TenantDb, TheEdge, Who, address, may

router = APIRouter(prefix="/api", tags=["accounts"], route_class=EdgeRoute)

After = Annotated[str | None, Query(max_length=40)]
Limit = Annotated[int, Query(ge=1, le=paging.MOST)]


def client(request: Request) -> Client:
    """Where a request came from."""
    return Client(address(request), request.headers.get("user-agent", ""))


def opened(edge: Edge, request: Request, response: Response, signed_in: SignedIn) -> SessionOut:
    """A fresh session: its token in the answer, or for our own page in a cookie that it cannot read."""
    out = SessionOut.of(signed_in)
    if cookies.is_browser(request):
        cookies.give(response, edge.extras["settings"], signed_in.token, signed_in.ends_at)
        out.token = None
    return out


@router.post("/sign-up", status_code=202, **may(PUBLIC))
async def begin(body: SignUp, request: Request, edge: TheEdge) -> FlowOut:
    """Sign a business up; a code goes to the e-mail and one to the phone."""
    where = client(request)
    return FlowOut(
        flow=await sign_up.sign_up(
            edge.database, body.business_name, body.email, body.person(), where
        )
    )


@router.post("/sign-up/codes", status_code=202, **may(PUBLIC))
async def send_codes(body: FlowIn, request: Request, edge: TheEdge) -> FlowOut:
    """Ask for new codes; the old ones are void. Five times an hour, ten times a day."""
    await codes.again(edge.database, body.flow, client(request))
    return FlowOut(flow=body.flow)


@router.post("/sign-up/confirm", status_code=201, **may(PUBLIC))
async def confirm(body: Confirm, request: Request, response: Response, edge: TheEdge) -> SessionOut:
    """Confirm both codes; the account is active and a session is open."""
    where = client(request)
    signed_in = await sign_up.confirm(
        edge.database, body.flow, body.email_code, body.phone_code, where
    )
    return opened(edge, request, response, signed_in)


@router.post("/invitations/accept", status_code=202, **may(PUBLIC))
async def accept(body: Acceptance, request: Request, edge: TheEdge) -> FlowOut:
    """Accept an invitation as a new person; a code goes to the phone."""
    where = client(request)
    return FlowOut(flow=await newcomers.accept(edge.database, body.token, body.person(), where))


@router.post("/invitations/confirm", status_code=201, **may(PUBLIC))
async def confirm_acceptance(
    body: AcceptanceConfirm, request: Request, response: Response, edge: TheEdge
) -> SessionOut:
    """Confirm the phone; the person is a member and a session is open."""
    where = client(request)
    signed_in = await newcomers.confirm(
        edge.database, body.token, body.flow, body.phone_code, where
    )
    return opened(edge, request, response, signed_in)


@router.post("/invitations/join", **may(SELF, apart=True))
async def join(body: Join, edge: TheEdge, who: Who) -> Joined:
    """Accept an invitation with the login one is signed in with."""
    return Joined(organisation_id=await invitations.join(edge.database, who.user_id, body.token))


@router.post("/sessions", status_code=201, **may(PUBLIC))
async def open_session(
    body: SignInForm, request: Request, response: Response, edge: TheEdge
) -> SessionOut:
    """Sign in."""
    signed_in = await sign_in.sign_in(
        edge.database,
        body.email,
        body.password,
        client(request),
        body.organisation_id,
        body.invitation,
    )
    return opened(edge, request, response, signed_in)


@router.post("/sessions/switch", status_code=201, **may(SELF, apart=True))
async def switch(
    body: Switch, request: Request, response: Response, edge: TheEdge, who: Who
) -> SessionOut:
    """Open a session in another organisation of one's own; the present one stays, except a browser's."""
    where, ends = client(request), cookies.is_browser(request)
    signed_in = await sign_in.switch(edge.database, who, body.organisation_id, where, ends=ends)
    return opened(edge, request, response, signed_in)


@router.get("/sessions", **may(SELF))
async def list_sessions(db: TenantDb, who: Who) -> list[SessionLine]:
    """One's own sessions, with device, system and place in coarse."""
    names = ("id", "device", "system", "ip_prefix", "created_at", "seen_at", "ends_at")
    return [
        SessionLine(**dict(zip(names, row[:7], strict=True)), is_this=row[0] == who.session_id)
        for row in await store.sessions(db)
    ]


@router.delete("/sessions/{session_id}", status_code=204, **may(SELF))
async def end_session(
    session_id: UUID, db: TenantDb, who: Who, edge: TheEdge, response: Response
) -> None:
    """End a session; it is dead with the next request."""
    await sign_in.end_session(db, session_id)
    if session_id == who.session_id:
        cookies.take(response, edge.extras["settings"])


@router.get("/me", **may(SELF))
async def show_me(db: TenantDb, who: Who) -> Me:
    """Who is signed in, and what they may do here."""
    assert who.session_id is not None
    profile = await logins.profile(db, who.user_id)
    return Me(
        user_id=who.user_id, session_id=who.session_id, organisation_id=who.organisation_id,
        name=profile.name, email=profile.email, phone=profile.phone, permissions=sorted(who.permissions),
    )  # fmt: skip


@router.patch("/me", status_code=204, **may(SELF, apart=True))
async def rename_me(body: NameChange, request: Request, edge: TheEdge, who: Who) -> None:
    """Correct one's own name, for all organisations one belongs to."""
    await correcting.rename(edge.database, who, body.name, client(request))


@router.post("/me/correction", status_code=202, **may(SELF, apart=True))
async def correct_me(body: Correction, edge: TheEdge, who: Who) -> FlowOut:
    """Correct one's own e-mail or phone: a code goes to the new one. `POST /api/sign-up/codes` sends another."""
    return FlowOut(
        flow=await correcting.ask(edge.database, who, body.password, body.email, body.phone)
    )


@router.post("/me/correction/confirm", status_code=204, **may(SELF, apart=True))
async def confirm_correction(
    body: CorrectionConfirm, request: Request, edge: TheEdge, who: Who
) -> None:
    """The code that came to the new e-mail or phone: from now on it counts."""
    await correcting.confirm(edge.database, who, body.flow, body.code, client(request))


@router.get("/memberships", **may(SELF, apart=True))
async def list_memberships(edge: TheEdge, who: Who) -> list[MembershipLine]:
    """The organisations one belongs to."""
    return [
        MembershipLine(
            **dataclasses.asdict(one), is_this=one.organisation_id == who.organisation_id
        )
        for one in await organisation.memberships(edge.database, who.user_id)
    ]


@router.post("/password", status_code=204, **may(SELF, apart=True))
async def change_password(body: PasswordChange, request: Request, edge: TheEdge, who: Who) -> None:
    """Change one's password; all other sessions end."""
    await passwords.change(edge.database, who, body.old, body.new, client(request))


@router.post("/password/reset", status_code=202, **may(PUBLIC))
async def ask_reset(body: ResetAsk, request: Request, edge: TheEdge) -> None:
    """Ask for a mail that lets one set a new password; the answer does not tell whether one goes out."""
    await passwords.ask_reset(edge.database, body.email, client(request))


@router.post("/password/reset/confirm", status_code=204, **may(PUBLIC))
async def reset_password(body: Reset, request: Request, edge: TheEdge) -> None:
    """Set a new password with the mailed token; all sessions end."""
    await passwords.reset(edge.database, body.token, body.new, client(request))


@router.get("/security-log", **may(SELF))
async def list_security_log(db: TenantDb, after: After = None, limit: Limit = 50) -> SecurityPage:
    """What was done with one's own login, newest first."""
    rows = await security_log.own(db, paging.decode(after), limit + 1)
    page = paging.page(rows, limit, lambda row: row.id)
    items = [SecurityLine(**dataclasses.asdict(row)) for row in page.items]
    return SecurityPage(items=items, after=page.after)
