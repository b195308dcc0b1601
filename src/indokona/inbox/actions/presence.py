"""Who looks at a conversation, and who types: known for 15 seconds, then forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from indokona.inbox import store_beside
from indokona.kernel import clock
from indokona.kernel.database import Db

LIVES = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Present:
    """A member who has a conversation open."""

    user_id: UUID
    typing: bool


async def here(db: Db, conversation_id: UUID, user_id: UUID, *, typing: bool) -> None:
    """Say that a member looks at a conversation; to be said again within 15 seconds."""
    await store_beside.here(db, conversation_id, user_id, clock.now(), typing=typing)


async def away(db: Db, conversation_id: UUID, user_id: UUID) -> None:
    """Say that a member has left it."""
    await store_beside.away(db, conversation_id, user_id)


async def others(db: Db, conversation_id: UUID, user_id: UUID) -> list[Present]:
    """Who else is there now."""
    since = clock.now() - LIVES
    rows = await store_beside.present(db, conversation_id, since)
    return [Present(one, typing) for one, typing in rows if one != user_id]


async def expire(db: Db, now: datetime) -> dict[str, int]:
    """Delete who is there no more."""
    return {"presence": await store_beside.expire_presence(db, now - LIVES)}
