"""A contact's data of this slice: what they asked, in their words, and what was answered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from indokona.kernel.database import Db
from indokona.kernel.exports import Exports, Record, at_once
from indokona.privacy import rules, store, store_desk, store_holds
from indokona.privacy.actions import answer

NAME = "privacy"


async def _requests(db: Db, contact_id: UUID) -> AsyncIterator[Record]:
    """Requests with their words, answers and dates."""
    rows = await store.every(db, contact_id)
    words = await answer.opened_words(db, rows)
    for row in rows:
        asked, answered = words[row.id]
        yield {
            "kind": row.kind, "channel": row.channel, "state": row.state, "reason": row.reason, "words": asked,
            "answer": answered, "law": row.clock, "asked_at": row.opened_at, "due_at": row.due_at,
            "held_until": row.held_until, "ended_at": row.ended_at,
        }  # fmt: skip


async def _holds(db: Db, contact_id: UUID) -> AsyncIterator[Record]:
    """Why something would stay although the person asked for erasure, and until when."""
    for hold in await store_holds.of_contact(db, contact_id):
        yield {
            "classes": hold.classes or list(rules.CLASSES), "about": "you" if hold.contact_id else "everybody",
            "reason": hold.reason, "source": hold.source, "made_at": hold.made_at, "ends_at": hold.ends_at,
            "released_at": hold.released_at,
        }  # fmt: skip


EXPORTS: Exports = {"request": at_once(_requests), "hold": at_once(_holds)}


async def fence(db: Db, contact_id: UUID) -> None:
    """Whoever is inside at the desk is out."""
    await store_desk.shut(db, contact_id)


async def erase(db: Db, contact_id: UUID) -> dict[str, int]:
    """Who was inside is forgotten; requests stay as proof, and their words died with the key."""
    return {"desk_door": await store_desk.shut(db, contact_id)}
