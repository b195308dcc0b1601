"""An officer answers: what was done or why not, in words that the person reads."""

from __future__ import annotations

from uuid import UUID

from indokona.contacts.actions import restrict
from indokona.kernel import audit, clock, keyring
from indokona.kernel.audit import Actor
from indokona.kernel.database import Db
from indokona.kernel.errors import NotFound
from indokona.messaging.actions import send
from indokona.messaging.facts import Draft, Origin
from indokona.messaging.rules import RIGHTS
from indokona.privacy import store, store_desk
from indokona.privacy.actions import ask, turns
from indokona.privacy.errors import Answered
from indokona.privacy.store import Request


async def answer(
    db: Db, actor: Actor, request_id: UUID, *, was_done: bool, words: str
) -> UUID | None:
    """Close a request that waits for an answer; lifts the restriction with one that asked for it.

    Returns the contact whom the chat told so, if one is open; raises `Answered`.
    """
    request = await store.one(db, request_id, lock=True)
    if request is None:
        raise NotFound
    if request.state != "open":
        raise Answered
    if request.kind == ask.RESTRICTION:
        await restrict.lift(db, actor, request.contact_id)
    sealer = await db.sealer(keyring.CONTACT, [request.contact_id])
    sealed = sealer.seal(request.contact_id, "request.answer", request.id, words)
    await store_desk.answer(db, request.id, sealed, None if was_done else "refused")
    await turns.turned(db, request.id, "done" if was_done else "refused", clock.now())
    await audit.record(db, actor, f"rights.{request.kind}.answered", "contact", request.contact_id)
    return await _tell(db, request, words)


async def _tell(db: Db, request: Request, words: str) -> UUID | None:
    """In the chat, where the request came from it and its window is open; at the desk it stands anyway."""
    if request.number_id is None:
        return None
    draft = Draft(request.contact_id, "service", {"type": "text", "text": words})
    queued = await send.send(db, request.number_id, Origin(RIGHTS, request.id), [draft])
    return request.contact_id if queued[0].code is None else None


async def opened_words(db: Db, rows: list[Request]) -> dict[UUID, tuple[str | None, str | None]]:
    """The person's words and the answer of some requests; of an erased person nothing opens."""
    opener = await db.opener(
        sealed for row in rows for sealed in (row.words_sealed, row.answer_sealed)
    )
    return {
        row.id: (
            opener.text(row.words_sealed, "request.words", row.id),
            opener.text(row.answer_sealed, "request.answer", row.id),
        )
        for row in rows
    }
