"""Fetching files that people sent: claimed, fetched in two hops, sealed piece by piece.

No transaction is open while Meta answers. A file is never lost for its form: what is not what it
claims to be is kept, and leaves as bytes without a type.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from indokona.kernel import clock, ids, keyring, log
from indokona.kernel.database import Database, Db
from indokona.kernel.egress.disclosing import NOTHING
from indokona.kernel.egress.http import Http, TooLong
from indokona.kernel.errors import NotFound, Refusal, Transient
from indokona.messaging import media, store_media
from indokona.messaging.store_media import FileRow
from indokona.numbers.actions import show as numbers
from indokona.numbers.facts import Sender
from indokona.whatsapp import graph

LOG = log.get("media")
MOST_TRIES = 10
#: What is uploaded lives there for 30 days.
AT_META = timedelta(days=30)


class Unwanted(Exception):
    """This file will never be fetched; the message is the code that is shown."""


async def fetch_due(database: Database, http: Http) -> int:
    """Fetch what is due; returns how many were tried."""
    async with database.glance() as scout:
        due = await store_media.due(scout, clock.now())
    for organisation_id, message_id in due:
        await _fetch(database, http, organisation_id, message_id)
    return len(due)


async def _fetch(database: Database, http: Http, organisation_id: UUID, message_id: UUID) -> None:
    async with database.organisation(organisation_id) as db:
        file = await store_media.claim(db, message_id, clock.now())
    if file is None:
        return
    try:
        await _Fetching(database, http, organisation_id, file).run()
    except Unwanted as never:
        async with database.organisation(organisation_id) as db:
            await store_media.refuse(db, message_id, str(never))
    except (Transient, Refusal) as fault:
        code = fault.code if isinstance(fault, Refusal) else "meta.away"
        await _later(database, organisation_id, file, code)


async def _later(database: Database, organisation_id: UUID, file: FileRow, code: str) -> None:
    LOG.warning("not fetched", message_id=file.message_id, attempt=file.tries, code=code)
    async with database.organisation(organisation_id) as db:
        if file.tries >= MOST_TRIES:
            await store_media.refuse(db, file.message_id, code)
        else:
            wait = timedelta(seconds=min(2**file.tries, 3600))
            await store_media.put_back(db, file.message_id, clock.now() + wait, code)


@dataclass(frozen=True, slots=True)
class _Fetching:
    database: Database
    http: Http
    organisation_id: UUID
    file: FileRow

    async def run(self) -> None:
        """Both hops, then the pieces; the file counts as kept only when all of it is here and whole."""
        async with self.database.organisation(self.organisation_id) as db:
            told = await self._told(db)
            sender = await numbers.sender(db, self.database, self.file.number_id)
        found = await self._described(sender, str(told["id"]))
        headers = {"Authorization": f"Bearer {sender.token}"}
        largest = media.LARGEST.get(str(told["kind"]), media.LARGEST["document"])
        digest, size, head = hashlib.sha256(), 0, b""
        try:
            async for no, piece in self.http.pieces(
                found.url, headers, size=media.PIECE, most=largest, same_as=sender.graph_url
            ):
                digest.update(piece)
                size, head = size + len(piece), head or piece[:8192]
                await self._keep_piece(no, piece)
        except TooLong:
            raise Unwanted("media.too_large") from None
        if not media.same_digest(found.sha256, digest.digest()):
            raise Transient("digest", retry_after=5)
        async with self.database.organisation(self.organisation_id) as db:
            claimed = found.mime_type or str(told.get("mime_type") or "")
            await store_media.keep(db, self.file.message_id, media.shown_type(claimed, head), size)

    async def _told(self, db: Db) -> dict[str, Any]:
        """What the message said of its file."""
        opener = await db.opener([self.file.content_sealed])
        text = opener.text(self.file.content_sealed, "message.content", self.file.message_id)
        if text is None:
            raise Unwanted("contact.erased")
        told: dict[str, Any] = msgspec.json.decode(text)["media"]
        return told

    async def _described(self, sender: Sender, media_id: str) -> graph.MediaDescriptor:
        path = graph.media_node_path(media_id, sender.number.phone_number_id)
        answer = await self.http.call(
            "GET", f"{sender.graph_url.rstrip('/')}{path}", carries=NOTHING,
            headers={"Authorization": f"Bearer {sender.token}"},
        )  # fmt: skip
        try:
            return graph.media_descriptor(answer.status, answer.body)
        except graph.GraphRefused as refused:
            if refused.error.may_retry:
                raise Transient("throttled", retry_after=60) from None
            raise Unwanted(f"meta.{refused.error.code}") from None
        except graph.GraphUnreadable:
            raise Transient("unreadable", retry_after=5) from None

    async def _keep_piece(self, no: int, piece: bytes) -> None:
        async with self.database.organisation(self.organisation_id) as db:
            sealer = await db.sealer(keyring.CONTACT, [self.file.contact_id])
            if not sealer.knows(self.file.contact_id):
                raise Unwanted("contact.erased")
            place = (f"media.piece:{no}", self.file.message_id)
            await store_media.insert_piece(
                db, self.file, no, sealer.seal(self.file.contact_id, *place, piece)
            )


async def opened(
    database: Database, organisation_id: UUID, contact_id: UUID, message_id: UUID
) -> tuple[str, int, AsyncIterator[bytes]]:
    """Type, size and bytes of a kept file, or `NotFound`. Each piece has a transaction of its own."""
    async with database.organisation(organisation_id) as db:
        found = await store_media.kept(db, contact_id, message_id)
    if found is None:
        raise NotFound
    return (*found, _pieces(database, organisation_id, message_id))


async def _pieces(
    database: Database, organisation_id: UUID, message_id: UUID
) -> AsyncIterator[bytes]:
    no = 0
    while True:
        async with database.organisation(organisation_id) as db:
            found = await piece(message_id, db, no)
        if found is None:
            return
        yield found
        no += 1


async def piece(message_id: UUID, db: Db, no: int) -> bytes | None:
    """One piece of a kept file, opened; None after the last."""
    sealed = await store_media.piece(db, message_id, no)
    if sealed is None:
        return None
    return (await db.opener([sealed])).raw(sealed, f"media.piece:{no}", message_id)


async def at_meta(db: Db, contact_id: UUID) -> list[tuple[UUID, str]]:
    """Files of a contact that may still be at Meta: number, and Meta's id of the file."""
    rows = await store_media.young(db, contact_id, ids.floor(clock.now() - AT_META))
    opener = await db.opener(row[2] for row in rows)
    found = []
    for message_id, number_id, sealed in rows:
        text = opener.text(sealed, "message.content", message_id)
        told: dict[str, Any] = msgspec.json.decode(text) if text else {}
        media_id = told.get("media_id") or (told.get("media") or {}).get("id")
        if media_id:
            found.append((number_id, str(media_id)))
    return found
