"""A contact's data of this slice: what they asked, in their words, and what was answered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from indokona.kernel.database import Db
from indokona.privacy import store, store_desk
from indokona.privacy.actions import answer

NAME = "privacy"


async def export(db: Db, contact_id: UUID) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Requests with their words, answers and dates."""
    rows = await store.every(db, contact_id)
    words = await answer.opened_words(db, rows)
    for row in rows:
        asked, answered = words[row.id]
        yield (
            "request",
            {
                "kind": row.kind, "channel": row.channel, "state": row.state, "words": asked, "answer": answered,
                "asked_at": row.opened_at, "due_at": row.due_at, "ended_at": row.ended_at,
            },
        )  # fmt: skip


async def fence(db: Db, contact_id: UUID) -> None:
    """Whoever is inside at the desk is out."""
    await store_desk.shut(db, contact_id)


async def erase(db: Db, contact_id: UUID) -> dict[str, int]:
    """Who was inside is forgotten; requests stay as proof, and their words died with the key."""
    return {"desk_door": await store_desk.shut(db, contact_id)}
