"""The rights desk in the chat: MY DATA, DELETE ME, and the two buttons that confirm it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.consent.rules import said as said_in
from indokona.kernel import audit, clock, jobs
from indokona.kernel.audit import MACHINE, Actor
from indokona.kernel.database import Db
from indokona.kernel.errors import NotFound
from indokona.kernel.events import Event
from indokona.messaging.actions import send, thread
from indokona.messaging.facts import Draft, Origin, Received
from indokona.privacy import says, store, store_desk
from indokona.privacy.actions import holds, links, turns
from indokona.privacy.store import Request

JOB = turns.JOB
ACCESS, ERASURE = "access", "erasure"


async def on_asked(db: Db, events: Sequence[Event]) -> None:
    """Somebody used a word of the rights desk, or tapped one of its buttons."""
    for said in await thread.received(db, [event.subject_id for event in events]):
        payload = said.payload or ""
        if payload.startswith("rights:"):
            await _answered(db, said, payload)
            continue
        act, language = said_in(said.text or "")
        if act == "my_data":
            await access(db, said.contact_id, said.number_id, "chat", language)
        else:
            await _ask_back(db, said, language)


@dataclass(frozen=True, slots=True)
class Link:
    """A package's link: one fetch, until `ends_at`."""

    request_id: UUID
    url: str
    ends_at: datetime


async def access(
    db: Db, contact_id: UUID, number_id: UUID | None, channel: str, language: str = says.ENGLISH
) -> UUID:
    """Make a link to the package: one fetch, 24 hours. Never the package through Meta."""
    link = await packed(db, Actor("person", contact_id), contact_id, number_id, channel)
    if number_id is not None:
        text = says.say("package", language, link=link.url)
        await _say(db, number_id, contact_id, link.request_id, {"type": "text", "text": text})
    return link.request_id


async def access_by_officer(db: Db, actor: Actor, contact_id: UUID) -> Link:
    """The same for a person who asked another way; the officer hands the link over."""
    return await packed(db, actor, contact_id, None, "officer")


async def packed(
    db: Db, actor: Actor, contact_id: UUID, number_id: UUID | None, channel: str
) -> Link:
    """A link of its own behind which the package is made when it is fetched."""
    request = await _opened(db, ACCESS, contact_id, number_id, channel, "running")
    url = await links.to_package(db, request.id, contact_id)
    await turns.turned(db, request.id, "done", clock.now())
    await audit.record(db, actor, "rights.access", "contact", contact_id)
    return Link(request.id, url, clock.now() + links.PACKAGE_LIVES)


async def _ask_back(db: Db, said: Received, language: str) -> None:
    """DELETE ME erases nothing yet: only the confirmation does."""
    waiting = await store.open_one(db, said.contact_id, ERASURE)
    waiting = waiting or await _opened(
        db, ERASURE, said.contact_id, said.number_id, "chat", "asked"
    )
    if waiting.state == "asked":  # asked again is answered again: the first question may be lost
        receipt = await links.to_receipt(db, waiting.id, said.contact_id)
        text = says.say("question", language, link=receipt)
        buttons = [
            {"id": f"rights:{waiting.id}:{one}:{language}", "title": says.say(one, language)}
            for one in ("yes", "no")
        ]
        await _say(
            db,
            said.number_id,
            said.contact_id,
            waiting.id,
            {"type": "buttons", "text": text, "buttons": buttons},
        )


async def _answered(db: Db, said: Received, payload: str) -> None:
    _, request_id, answer, language = [*payload.split(":"), "", "", ""][:4]
    request = await store.one(db, UUID(request_id), lock=True)
    if request is None or request.contact_id != said.contact_id or request.state != "asked":
        return
    if answer == "yes":
        await begin_erasure(db, request, Actor("person", said.contact_id))
    else:
        await turns.turned(db, request.id, "withdrawn", clock.now())
        text = says.say("kept", language)
        await _say(db, said.number_id, said.contact_id, request.id, {"type": "text", "text": text})


async def begin_erasure(db: Db, request: Request, actor: Actor) -> None:
    """The confirmation: a stepped job does the rest, and nothing can stop it."""
    await turns.turned(db, request.id, "running", None)
    await audit.record(db, actor, "rights.erasure", "contact", request.contact_id)
    await jobs.later(db, JOB, request.id)


async def erase_by_officer(db: Db, actor: Actor, contact_id: UUID) -> UUID:
    """The organisation's officer erases on a request that came another way."""
    request = await store.open_one(db, contact_id, ERASURE)
    request = request or await _opened(db, ERASURE, contact_id, None, "officer", "asked")
    if request.state == "asked":  # one that is under way, or waits for a hold, goes on by itself
        await begin_erasure(db, request, actor)
    return request.id


async def erase_again(db: Db, contact_id: UUID) -> None:
    """These rows are an older copy, from before an erasure: their keys are gone, the rows follow."""
    request = await store.open_one(db, contact_id, ERASURE)
    request = request or await _opened(db, ERASURE, contact_id, None, "ledger", "asked")
    if request.state != "running":
        await begin_erasure(db, request, MACHINE)


async def expire(db: Db, now: datetime) -> dict[str, int]:
    """Delete packages that can be fetched no more, and who is not at the desk any more; erasures whose
    hold has ended go on."""
    await holds.resume(db)
    return {
        "package": await store.expire_packages(db, now),
        "desk_door": await store_desk.expire_doors(db, now),
    }


async def askers(db: Db, contact_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these contacts ever made a request."""
    return await store.askers(db, contact_ids)


async def show(db: Db, request_id: UUID) -> Request:
    """One request, or `NotFound`."""
    found = await store.one(db, request_id)
    if found is None:
        raise NotFound
    return found


async def _opened(
    db: Db, kind: str, contact_id: UUID, number_id: UUID | None, channel: str, state: str
) -> Request:
    return await turns.opened(db, kind, contact_id, number_id, channel, state)


async def _say(
    db: Db, number_id: UUID, contact_id: UUID, request_id: UUID, content: dict[str, object]
) -> None:
    draft = Draft(contact_id, "service", content)
    await send.send(db, number_id, Origin("request", request_id), [draft])
