"""Routes of the desk: for a person with a code on their number, and for the officer who answers."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request

from indokona.accounts.actions import organisation
from indokona.contacts.actions import show as contacts
from indokona.kernel import clock
from indokona.kernel.audit import Actor
from indokona.kernel.edge import PUBLIC, EdgeRoute, TenantDb, TheEdge, Who, address, may
from indokona.privacy import clocks, store
from indokona.privacy.actions import answer, ask, desk, door
from indokona.privacy.actions.ask import Asked, Wish
from indokona.privacy.schemas_desk import (
    Answer,
    AnsweredOut,
    Ask,
    AskedOut,
    AskFor,
    DeskOut,
    Enter,
    Inside,
    InsideOut,
    Knock,
    KnockOut,
    MineOut,
)

router = APIRouter(tags=["desk"], route_class=EdgeRoute)
OF = "/rights/of/{organisation_id}"


@router.get(f"{OF}/desk", **may(PUBLIC))
async def show_desk(organisation_id: UUID, edge: TheEdge) -> DeskOut:
    """Whose desk this is."""
    async with edge.database.organisation(organisation_id) as db:
        whose = await organisation.show(db)
        country = await organisation.default_country(db)
    where, now = clocks.jurisdictions(country), clock.now()
    days = {kind: clocks.clock(kind, where, now).days for kind in clocks.KINDS}
    return DeskOut(organisation=whose.name, days=days)


@router.post(f"{OF}/code", status_code=202, **may(PUBLIC))
async def ask_for_code(
    organisation_id: UUID, words: Knock, edge: TheEdge, request: Request
) -> KnockOut:
    """Have a code sent to a number; the answer is the same whether anybody knows it here."""
    await show_desk(organisation_id, edge)
    flow = await door.knock(edge.database, organisation_id, words.phone, address(request))
    return KnockOut(flow=flow)


@router.post(f"{OF}/enter", **may(PUBLIC))
async def enter_desk(organisation_id: UUID, words: Enter, edge: TheEdge) -> InsideOut:
    """Be let in with the code: half an hour."""
    inside = await door.enter(edge.database, organisation_id, words.flow, words.code)
    return InsideOut(token=inside.token, ends_at=inside.ends_at)


@router.post(f"{OF}/mine", **may(PUBLIC))
async def list_mine(organisation_id: UUID, words: Inside, edge: TheEdge) -> list[MineOut]:
    """One's own requests, with what was answered."""
    async with edge.database.organisation(organisation_id) as db:
        rows = await store.every(db, await door.who(db, words.token))
        opened = await answer.opened_words(db, rows)
        return [_mine(row, *opened[row.id]) for row in rows]


def _mine(row: store.Request, words: str | None, answered: str | None) -> MineOut:
    return MineOut(
        id=row.id, kind=row.kind, channel=row.channel, state=row.state, words=words, answer=answered,
        opened_at=row.opened_at, due_at=row.due_at, ended_at=row.ended_at,
    )  # fmt: skip


@router.post(f"{OF}/ask", status_code=201, **may(PUBLIC))
async def ask_at_desk(organisation_id: UUID, words: Ask, edge: TheEdge) -> AskedOut:
    """Access, correction, erasure, objection, restriction, complaint."""
    async with edge.database.organisation(organisation_id) as db:
        contact_id = await door.who(db, words.token)
        wish = Wish(
            words.kind, contact_id, "form", Actor("person", contact_id), words.words, words.is_confirmed
        )  # fmt: skip
        return _asked(await ask.ask(db, wish))


def _asked(found: Asked) -> AskedOut:
    return AskedOut(request_id=found.request_id, url=found.url)


@router.post("/api/contacts/{contact_id}/requests", status_code=201, **may("privacy.write"))
async def open_request(contact_id: UUID, words: AskFor, db: TenantDb, who: Who) -> AskedOut:
    """Write down what a person asked by letter or phone, so that it has its clock."""
    await contacts.one(db, contact_id)
    return _asked(
        await ask.ask(db, Wish(words.kind, contact_id, "officer", who.actor, words.words))
    )


@router.get("/api/requests/{request_id}/words", **may("privacy.read"))
async def show_words(request_id: UUID, db: TenantDb) -> MineOut:
    """A request with the person's own words and the answer."""
    row = await desk.show(db, request_id)
    return _mine(row, *(await answer.opened_words(db, [row]))[row.id])


@router.post("/api/requests/{request_id}/answer", **may("privacy.write"))
async def answer_request(request_id: UUID, words: Answer, db: TenantDb, who: Who) -> AnsweredOut:
    """Close a request with an answer; a restriction is lifted with it."""
    told = await answer.answer(
        db, who.actor, request_id, was_done=words.was_done, words=words.words
    )
    return AnsweredOut(was_sent=told is not None)
