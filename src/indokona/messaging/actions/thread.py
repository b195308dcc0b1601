"""Threads: messages opened for a member's eyes, templates rendered as the person saw them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from indokona.consent.actions import doubt
from indokona.contacts.actions import show as contacts
from indokona.kernel import ids
from indokona.kernel.database import Db
from indokona.kernel.sealing import Opener
from indokona.messaging import rules, store, store_thread
from indokona.messaging.actions.listen import ORIGIN
from indokona.messaging.facts import MediaView, MessageView, Received, Stamps
from indokona.messaging.store_thread import ThreadRow
from indokona.templates import actions as templates
from indokona.templates.facts import Usable
from indokona.whatsapp import templates as shapes

#: What members see of an answer of the rights desk.
RIGHTS_ONLY = {"type": "text", "text": "An answer about this person's own data, for them alone."}
#: And in place of a link of theirs.
LINK_ONLY = "[a link of this person alone]"
_LINK = re.compile(r"https?://\S+")


async def page(db: Db, contact_id: UUID, before: UUID | None, limit: int) -> list[MessageView]:
    """A page of a contact's messages as a member may see them, newest first.

    While it is in doubt whether the person behind the contact is still the same, what was written
    before the doubt is not shown.
    """
    rows = await store_thread.page(db, contact_id, before, limit)
    return await _opened(db, await _sure(db, rows))


async def whole(
    db: Db, contact_id: UUID, before: UUID | None, limit: int
) -> list[tuple[ThreadRow, MessageView]]:
    """The same for the person's own package: all of it, each with the row that has its stamps."""
    rows = await store_thread.page(db, contact_id, before, limit)
    return list(zip(rows, await _opened(db, rows), strict=True))


async def newest(db: Db, contact_ids: Sequence[UUID]) -> dict[UUID, MessageView]:
    """The newest message of each of some contacts, as a member may see it."""
    rows = await _sure(db, await store_thread.newest(db, contact_ids))
    views = await _opened(db, rows)
    return {row.contact_id: view for row, view in zip(rows, views, strict=True)}


async def queued(db: Db, contact_id: UUID) -> list[MessageView]:
    """Answers that have not left yet, as their writer sees them: `queued`, or `refused` with the code."""
    rows = await store_thread.queued(db, contact_id)
    opener = await db.opener(row.content_sealed for row in rows)
    views = []
    for row in rows:
        text = opener.text(row.content_sealed, "message.content", row.id)
        content: dict[str, Any] | None = msgspec.json.decode(text) if text else None
        kind = str(content.get("type", "text")) if content else "text"
        state = "refused" if row.refusal else "queued"
        views.append(
            MessageView(
                row.id, "out", row.purpose, kind, state, row.refusal, ids.time_of(row.id), content
            )
        )
    return views


async def of_origin(db: Db, origin_id: UUID, after: UUID, limit: int) -> list[MessageView]:
    """A page of an origin's messages; of whom nobody may read, without what they say."""
    rows = await store_thread.of_origin(db, origin_id, after, limit)
    views, sure = await _opened(db, rows), {row.id for row in await _sure(db, rows)}
    closed = await contacts.closed(db, [row.contact_id for row in rows])
    return [
        view if row.id in sure and row.contact_id not in closed else dataclasses.replace(view, content=None)
        for row, view in zip(rows, views, strict=True)
    ]  # fmt: skip


async def is_sure(db: Db, contact_id: UUID, message_id: UUID) -> bool:
    """Whether a message was written by who the contact is today, as far as that is sure."""
    doubted = await doubt.since(db, [contact_id])
    return contact_id not in doubted or ids.time_of(message_id) > doubted[contact_id]


async def received(db: Db, message_ids: Sequence[UUID]) -> list[Received]:
    """Inbound messages, opened, for those who act on them."""
    rows = await store_thread.some(db, message_ids)
    opener = await db.opener(row.content_sealed for row in rows)
    found = []
    for row in rows:
        content = _content(row, opener) or {}
        found.append(
            Received(
                row.id, row.contact_id, row.number_id, content.get("text"), content.get("payload")
            )
        )
    return found


async def empty_arrived(db: Db, since: datetime, but: Sequence[UUID]) -> int:
    """Take the content out of our messages that were delivered or read: their business keeps none."""
    return await store.empty_arrived(db, ids.floor(since), but)


async def places(db: Db, message_ids: Sequence[UUID]) -> list[tuple[UUID, UUID, UUID, str]]:
    """Where messages stand: id, contact, number, direction. Nothing is opened."""
    return [
        (r.id, r.contact_id, r.number_id, r.direction)
        for r in await store_thread.some(db, message_ids)
    ]


async def _sure(db: Db, rows: Sequence[ThreadRow]) -> list[ThreadRow]:
    """Without what was written before a doubt that still stands."""
    doubted = await doubt.since(db, list({row.contact_id for row in rows}))
    return [
        row for row in rows if row.contact_id not in doubted or row.at > doubted[row.contact_id]
    ]


async def _opened(db: Db, rows: Sequence[ThreadRow]) -> list[MessageView]:
    opener = await db.opener(row.content_sealed for row in rows)
    used = await templates.versions(
        db, list({r.template_version_id for r in rows if r.template_version_id})
    )
    return [_view(row, opener, used) for row in rows]


def _view(row: ThreadRow, opener: Opener, used: dict[UUID, Usable]) -> MessageView:
    content = _content(row, opener)
    if content is not None and row.origin_kind == "request":
        content = RIGHTS_ONLY  # it may hold the link to all of the person's data
    elif content is not None and row.origin_kind == ORIGIN:
        # Whoever holds such a link chooses in the person's place: no member sees it.
        content = content | {"text": _LINK.sub(LINK_ONLY, str(content.get("text")))}
    if content is not None and row.template_version_id in used:
        shape = used[row.template_version_id].shape
        content = dataclasses.asdict(shapes.render(shape, content.get("values", {})))
    stamps = Stamps(*(getattr(row, field.name) for field in dataclasses.fields(Stamps)))
    state = "received" if row.direction == "in" else rules.state(stamps)
    if row.refusal is not None:
        state = "refused"
    media = MediaView(row.media_state, row.media_type, row.media_size) if row.media_state else None
    return MessageView(
        row.id,
        row.direction,
        row.purpose,
        row.kind,
        state,
        row.refusal or row.code,
        row.at,
        content,
        media,
    )


def _content(row: ThreadRow, opener: Opener) -> dict[str, Any] | None:
    text = opener.text(row.content_sealed, "message.content", row.id)
    decoded: dict[str, Any] | None = msgspec.json.decode(text) if text else None
    return decoded
