"""Routes of leaving: one's own login, and the whole business."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from indokona.accounts.facts import Client
from indokona.kernel.edge import SELF, Body, EdgeRoute, TenantDb, TheEdge, Who, address, may
from indokona.privacy.actions import closing, mine
from indokona.privacy.routes import PACKAGE_HEADERS
from indokona.privacy.schemas import Passphrase
from indokona.privacy.store_closing import ORGANISATION, USER, Closure

router = APIRouter(prefix="/api", tags=["privacy"], route_class=EdgeRoute)


class ClosingIn(Body):
    """Whoever asks for an erasure shows once more who they are."""

    password: Annotated[str, Field(min_length=1, max_length=1000)]


class ClosingOut(BaseModel):
    """An erasure that can be undone until `due_at`."""

    id: UUID
    kind: str
    asked_at: datetime
    due_at: datetime

    @classmethod
    def of(cls, row: Closure) -> ClosingOut:
        """From the row."""
        return cls(id=row.id, kind=row.kind, asked_at=row.asked_at, due_at=row.due_at)


class ClosingAsked(ClosingOut):
    """The same, with the link under which the certificate will stand; it is shown once, and mailed."""

    url: str


class MineIn(Passphrase):
    """A passphrase for the file, and once more who asks."""

    password: Annotated[str, Field(min_length=1, max_length=1000)]


@router.post("/me/package", response_class=StreamingResponse, **may(SELF, apart=True))
async def fetch_mine(body: MineIn, request: Request, edge: TheEdge, who: Who) -> StreamingResponse:
    """What is held of oneself as a user: a zip, encrypted in age's format to a passphrase."""
    words, where = (body.password, body.passphrase), request.headers.get("user-agent", "")
    package = await mine.begin(
        edge.database,
        who,
        words,
        body.language,
        Client(address(request), where),
    )
    return StreamingResponse(
        package, media_type="application/octet-stream", headers=PACKAGE_HEADERS
    )


@router.get("/closings", **may(SELF))
async def list_closings(db: TenantDb) -> list[ClosingOut]:
    """What is about to be erased and can still be undone: one's own login, the organisation."""
    return [ClosingOut.of(one) for one in await closing.waiting(db)]


@router.post("/me/closing", status_code=201, **may(SELF, apart=True))
async def close_login(body: ClosingIn, edge: TheEdge, who: Who) -> ClosingAsked:
    """Erase one's own login in 24 hours."""
    return _told(await closing.ask(edge.database, who, USER, body.password))


@router.delete("/me/closing", status_code=204, **may(SELF))
async def keep_login(db: TenantDb, who: Who) -> None:
    """Undo that."""
    await closing.undo(db, who, USER)


@router.post("/organisation/closing", status_code=201, **may("organisation.close", apart=True))
async def close_organisation(body: ClosingIn, edge: TheEdge, who: Who) -> ClosingAsked:
    """Erase the organisation with everything it holds in 24 hours."""
    return _told(await closing.ask(edge.database, who, ORGANISATION, body.password))


@router.delete("/organisation/closing", status_code=204, **may("organisation.close"))
async def keep_organisation(db: TenantDb, who: Who) -> None:
    """Undo that."""
    await closing.undo(db, who, ORGANISATION)


def _told(asked: closing.Asked) -> ClosingAsked:
    return ClosingAsked(**ClosingOut.of(asked.closure).model_dump(), url=asked.url)
