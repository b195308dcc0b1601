"""A person asks: at the desk's page, or an officer writes down what they asked another way.

What the machine can do by itself is done at once; what needs a person waits as `open`, with a clock.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple
from uuid import UUID

from indokona.consent.actions import withdraw
from indokona.contacts.actions import restrict
from indokona.kernel import clock
from indokona.kernel.audit import Actor
from indokona.kernel.database import Db
from indokona.privacy import store
from indokona.privacy.actions import desk, links, turns
from indokona.privacy.errors import NotConfirmed, WordsMissing
from indokona.privacy.store import Request

CORRECTION, OBJECTION, RESTRICTION, COMPLAINT = (
    "correction",
    "objection",
    "restriction",
    "complaint",
)
MOST_WORDS = 2000
PURPOSE_OBJECTED = ("marketing",)


class Wish(NamedTuple):
    """What somebody asks for, by which channel, in which words."""

    kind: str
    contact_id: UUID
    channel: str
    actor: Actor
    words: str = ""
    is_confirmed: bool = False


class Asked(NamedTuple):
    """The request, and a link if one belongs to it: the package's, or where the receipt will stand."""

    request_id: UUID
    url: str | None = None


async def ask(db: Db, wish: Wish) -> Asked:
    """Take a wish; raises `WordsMissing` and `NotConfirmed` where they are needed."""
    return await _DO[wish.kind](db, wish)


async def _access(db: Db, wish: Wish) -> Asked:
    link = await desk.packed(db, wish.actor, wish.contact_id, None, wish.channel)
    return Asked(link.request_id, link.url)


async def _erasure(db: Db, wish: Wish) -> Asked:
    """Nothing stops it once it is confirmed; its receipt's link is made before, while there is somebody."""
    if not wish.is_confirmed:
        raise NotConfirmed
    request = await store.open_one(db, wish.contact_id, desk.ERASURE) or await turns.opened(
        db, desk.ERASURE, wish.contact_id, None, wish.channel, "asked"
    )
    url = await links.to_receipt(db, request.id, wish.contact_id)
    if request.state != "running":
        await desk.begin_erasure(db, request, wish.actor)
    return Asked(request.id, url)


async def _objection(db: Db, wish: Wish) -> Asked:
    """No marketing any more, like a STOP for it."""
    request = await _open(db, wish, "asked")
    await withdraw.stop(db, wish.actor, wish.contact_id, "rights", PURPOSE_OBJECTED)
    await turns.turned(db, request.id, "done", clock.now())
    return Asked(request.id)


async def _restriction(db: Db, wish: Wish) -> Asked:
    """From now on nobody reads or uses what is kept; it stays `open` until an officer lifts it."""
    request = await _open(db, wish, "open")
    await restrict.restrict(db, wish.actor, wish.contact_id)
    return Asked(request.id)


async def _in_words(db: Db, wish: Wish) -> Asked:
    if not wish.words.strip():
        raise WordsMissing
    return Asked((await _open(db, wish, "open")).id)


async def _open(db: Db, wish: Wish, state: str) -> Request:
    return await turns.opened(
        db, wish.kind, wish.contact_id, None, wish.channel, state, wish.words.strip()[:MOST_WORDS]
    )


_DO: dict[str, Callable[[Db, Wish], Awaitable[Asked]]] = {
    desk.ACCESS: _access, desk.ERASURE: _erasure, OBJECTION: _objection, RESTRICTION: _restriction,
    CORRECTION: _in_words, COMPLAINT: _in_words,
}  # fmt: skip
