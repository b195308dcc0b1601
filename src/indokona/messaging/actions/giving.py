"""What of messaging a person's own package holds: all of it, page by page."""

from __future__ import annotations

import functools
import mimetypes
from typing import Any
from uuid import UUID

import msgspec

from indokona.kernel import ids
from indokona.kernel.database import Db
from indokona.kernel.exports import PIECES, Record
from indokona.messaging import store_media, store_thread
from indokona.messaging.actions import fetch, thread
from indokona.messaging.facts import MessageView
from indokona.messaging.rules import WINDOW
from indokona.messaging.store_thread import ThreadRow
from indokona.numbers.actions import show as numbers


async def messages(db: Db, contact_id: UUID, before: UUID | None, limit: int) -> list[Record]:
    """A page of messages as the person saw or wrote them, newest first, each with its way."""
    shown = await _numbers(db)
    found = await thread.whole(db, contact_id, before, limit)
    return [_message(row, view, shown.get(row.number_id)) for row, view in found]


def _message(row: ThreadRow, view: MessageView, number: str | None) -> Record:
    told: Record = {
        "id": view.id, "at": view.at, "direction": view.direction, "number": number, "purpose": view.purpose,
        "kind": view.kind, "content": view.content, "state": view.state, "code": view.code,
        "sent_at": row.sent_at or row.accepted_at, "delivered_at": row.delivered_at, "read_at": row.read_at,
        "failed_at": row.failed_at, "template": bool(row.template_version_id),
    }  # fmt: skip
    if view.media is not None:
        kept = view.media.state == "kept"
        told["file"] = _file(view.id, view.media.mime_type) if kept else None
        told["file_state"] = view.media.state
    return told


async def files(db: Db, contact_id: UUID, before: UUID | None, limit: int) -> list[Record]:
    """A page of files, newest first; each is read in pieces."""
    return [
        {
            "id": message_id, "message_id": message_id, "at": ids.time_of(message_id), "mime_type": mime_type,
            "size": size, "file": _file(message_id, mime_type), PIECES: functools.partial(fetch.piece, message_id),
        }
        for message_id, mime_type, size in await store_media.kept_of(db, contact_id, before, limit)
    ]  # fmt: skip


def _file(message_id: UUID, mime_type: str | None) -> str:
    """The name of a message's file in a package."""
    return f"files/{message_id}{mimetypes.guess_extension(mime_type or '') or '.bin'}"


async def unsent(db: Db, contact_id: UUID, before: UUID | None, limit: int) -> list[Record]:
    """A page of what was queued for a contact and never left, newest first."""
    rows = await store_thread.unsent(db, contact_id, before, limit)
    opener = await db.opener(row.content_sealed for row in rows)
    told = []
    for row in rows:
        text = opener.text(row.content_sealed, "message.content", row.id)
        content: Any = msgspec.json.decode(text or "null")
        if row.origin_kind == "request":
            content = thread.RIGHTS_ONLY
        told.append(
            {"id": row.id, "purpose": row.purpose, "queued_at": ids.time_of(row.id), "content": content}
        )  # fmt: skip
    return told


async def refusals(db: Db, contact_id: UUID, before: UUID | None, limit: int) -> list[Record]:
    """A page of what was not sent to a contact, each with its code, newest first."""
    rows = await store_thread.refusals(db, contact_id, before, limit)
    return [{"id": one, "message_id": one, "code": code, "at": at} for one, code, at in rows]


async def windows(db: Db, contact_id: UUID) -> list[Record]:
    """When the person last wrote to each number, and until when it may answer freely."""
    shown = await _numbers(db)
    return [
        {"number": shown.get(number_id), "last_wrote_at": at, "open_until": at + WINDOW}
        for number_id, at in await store_thread.windows(db, contact_id)
    ]


async def _numbers(db: Db) -> dict[UUID, str]:
    return {one.id: one.display for one in await numbers.numbers(db)}
