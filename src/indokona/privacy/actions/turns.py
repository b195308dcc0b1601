"""How a request stands, and the news of it for open pages."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from indokona.accounts.actions import organisation
from indokona.contacts.actions import show as contacts
from indokona.kernel import clock, events, ids, keyring
from indokona.kernel.database import Db
from indokona.privacy import clocks, store
from indokona.privacy.events import CHANGED
from indokona.privacy.store import Request

#: The stepped job of an erasure.
JOB = "privacy.erase"


async def opened(
    db: Db,
    kind: str,
    contact_id: UUID,
    number_id: UUID | None,
    channel: str,
    state: str,
    words: str = "",
) -> Request:
    """A new request, with the person's own words if there are any, due by the shortest law."""
    now, request_id = clock.now(), ids.new()
    market = next((one.market for one in await contacts.many(db, [contact_id])), "")
    where = clocks.jurisdictions(await organisation.default_country(db), market)
    due_at, rule = clocks.due(kind, where, now)
    sealer = await db.sealer(keyring.CONTACT, [contact_id])
    sealed = sealer.seal(contact_id, "request.words", request_id, words) if words else None
    request = Request(
        request_id, kind, channel, contact_id, number_id, state, None, rule, now, due_at, None, sealed
    )  # fmt: skip
    await store.insert(db, request)
    await events.publish(db, CHANGED, [request.id])
    return request


async def turned(
    db: Db,
    request_id: UUID,
    state: str,
    ended_at: datetime | None,
    *,
    held_until: datetime | None = None,
) -> None:
    """The request stands otherwise now; with its end, if that is the end."""
    await store.set_state(db, request_id, state, ended_at, held_until)
    await events.publish(db, CHANGED, [request_id])
