"""Files on their way to Meta: for messages of a number, and samples for a template's review."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from indokona.kernel.database import Database, Db
from indokona.kernel.datamap import Category
from indokona.kernel.egress.disclosing import NOTHING, About, Carried
from indokona.kernel.egress.http import Answer, Http
from indokona.kernel.errors import Transient
from indokona.numbers.actions import show
from indokona.numbers.actions.connect import refuse
from indokona.numbers.errors import FileTooLarge, MetaAway
from indokona.numbers.facts import Number, Sender
from indokona.whatsapp import graph

#: A file is held in memory on its way; Meta takes documents of up to 100 MB.
MOST_BYTES = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """A file with its name and type as the uploader states them."""

    name: str
    mime_type: str
    body: bytes


async def whole(stream: AsyncIterator[bytes], name: str, mime_type: str) -> File:
    """A raw request body as a file; refused past the limit while it arrives."""
    parts, size = list[bytes](), 0
    async for part in stream:
        size += len(part)
        if size > MOST_BYTES:
            raise FileTooLarge(most_bytes=MOST_BYTES)
        parts.append(part)
    return File(name, mime_type, b"".join(parts))


async def for_messages(
    db: Db,
    database: Database,
    http: Http,
    number_id: UUID,
    file: File,
    contact_id: UUID | None = None,
) -> str:
    """Upload to the number; the id can be sent for 30 days. What is meant for a contact is theirs."""
    sender = await show.sender(db, database, number_id)
    path = graph.media_path(sender.number.phone_number_id)
    answer = await _call(
        http, sender, path, carries=_carried(db, contact_id), files={"file": (file.name, file.body, file.mime_type)},
        data={"messaging_product": "whatsapp", "type": file.mime_type},
    )  # fmt: skip
    return graph.read(graph.CreatedMedia, answer.status, answer.body).id


def _carried(db: Db, contact_id: UUID | None) -> Carried:
    """A file for a template is the business's own; one for a conversation is part of what a person is told."""
    if contact_id is None:
        return NOTHING
    about = About(db.organisation_id, "contact", contact_id)
    return Carried("deliver a file on WhatsApp", (Category.content,), about)


async def for_review(db: Db, database: Database, http: Http, number: Number, file: File) -> str:
    """Upload as a template's sample, resumably as Meta wants it; returns the handle."""
    sender = await show.sender(db, database, number.id)
    app_id = await show.app_id(db, database, number)
    path = graph.uploads_path(app_id, file.name, len(file.body), file.mime_type)
    begun = await _call(http, sender, path)
    upload_id = graph.read(graph.CreatedMedia, begun.status, begun.body).id
    done = await _call(
        http, sender, f"/{upload_id}", content=file.body, headers={"file_offset": "0"}
    )
    return graph.read(graph.UploadHandle, done.status, done.body).h


async def _call(
    http: Http,
    sender: Sender,
    path: str,
    *,
    carries: Carried = NOTHING,
    headers: dict[str, str] | None = None,
    content: bytes | None = None,
    files: dict[str, tuple[str, bytes, str]] | None = None,
    data: dict[str, str] | None = None,
) -> Answer:
    given = {"Authorization": f"Bearer {sender.token}", **(headers or {})}
    try:
        answer = await http.call(
            "POST", f"{sender.graph_url.rstrip('/')}{path}", carries=carries, headers=given, content=content,
            files=files, data=data,
        )  # fmt: skip
    except Transient as fault:
        raise MetaAway(retry_after=int(fault.retry_after)) from None
    if answer.status >= 400:
        refuse(answer)
    return answer
