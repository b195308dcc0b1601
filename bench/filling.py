"""Many people with their conversations, put there through the product's own keys, sealing and indexes.

Contacts go through `upsert`, as an import's do; messages are sealed as the product seals them and copied
by the superuser. Batch by batch, so that memory does not grow with the number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from bench.installation import Installation, person
from indokona.contacts.actions import upsert
from indokona.contacts.facts import Person
from indokona.kernel import clock, ids, keyring
from indokona.kernel.database import Database
from indokona.kernel.sealing import Indexes, Sealer

BATCH = 5_000

_OUTGOING = (
    "organisation_id, id, chunk_id, number_id, contact_id, purpose, consent_id, origin_kind, origin_id,"
    " template_version_id, content_sealed"
)
_MESSAGE = (
    "organisation_id, id, contact_id, number_id, direction, purpose, kind, consent_id, origin_kind, origin_id,"
    " template_version_id, fence, content_sealed, wamid_sealed, at"
)
_STATUS = "organisation_id, id, fence, accepted_at, sent_at, delivered_at, read_at, wamid_index, wamid_sealed"
_CONVERSATION = (
    "organisation_id, id, contact_id, number_id, state, assignee_id, last_message_id, read_up_to,"
    " created_at"
)
_WINDOW = "organisation_id, number_id, contact_id, last_inbound_at"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the messages belong: a number, and a campaign with its template."""

    organisation_id: UUID
    number_id: UUID
    campaign_id: UUID
    version_id: UUID
    chunk_id: UUID


def place(installation: Installation, plan: dict[str, Any]) -> Place:
    """A campaign of this plan, that nobody starts, and its number."""
    campaign_id = UUID(installation.api.post("/api/campaigns", plan)["id"])
    with installation.connected("data") as connection:
        row = connection.execute(
            "select organisation_id, number_id, template_version_id from campaign where id = %s",
            (campaign_id,),
        ).fetchone()
    assert row is not None
    return Place(row[0], row[1], campaign_id, row[2], ids.new())


@dataclass(frozen=True, slots=True)
class Batch:
    """Some contacts with what seals for them."""

    first: int
    contacts: list[UUID]
    sealer: Sealer
    indexes: Indexes


async def known(database: Database, organisation_id: UUID, numbers: range) -> Batch:
    """The made-up people of these numbers, as contacts with keys of their own."""
    people = [Person(phone, name=name) for name, phone in map(person, numbers)]
    async with database.organisation(organisation_id) as db:
        found = [one.contact_id for one in await upsert.upsert(db, people)]
        sealer = await db.sealer(keyring.CONTACT, found)
        return Batch(numbers.start, found, sealer, await db.indexes())


def batches(count: int) -> Iterator[range]:
    """`count` numbers, batch by batch."""
    return (range(at, min(at + BATCH, count)) for at in range(0, count, BATCH))


def send(
    connection: psycopg.Connection[Any], place: Place, batch: Batch, whom: Sequence[UUID]
) -> None:
    """A message of the campaign to each: queued, sent, delivered, and every second one read."""
    mine, now = ids.new_many(len(whom)), clock.now()
    rows, of = list(zip(mine, whom, strict=True)), place.organisation_id
    kind = "marketing", ids.new()
    origin = "campaign", place.campaign_id, place.version_id
    values = msgspec.json.encode({"values": {"name": "Ravika"}})
    seal, wamid = batch.sealer.seal, batch.indexes.wamid
    _copy(connection, "outgoing", _OUTGOING, (
        (of, i, place.chunk_id, place.number_id, c, *kind, *origin, seal(c, "message.content", i, values))
        for i, c in rows
    ))  # fmt: skip
    _copy(connection, "message", _MESSAGE, (
        (of, i, c, place.number_id, "out", kind[0], "template", kind[1], *origin, 1, None, None, now)
        for i, c in rows
    ))  # fmt: skip
    _copy(connection, "message_status", _STATUS, (
        (of, i, 1, now, now, now, now if n % 2 else None, wamid(place.number_id, w := f"wamid.{i.hex}"),
         seal(c, "message.wamid", i, w))
        for n, (i, c) in enumerate(rows)
    ))  # fmt: skip


def receive(
    connection: psycopg.Connection[Any], place: Place, batch: Batch, whom: Sequence[UUID]
) -> list[UUID]:
    """A message from each; returns their ids."""
    mine, now = ids.new_many(len(whom)), clock.now()
    said = msgspec.json.encode({"type": "text", "text": "Do you have it in blue, and until when?"})
    seal = batch.sealer.seal
    _copy(connection, "message", _MESSAGE, (
        (place.organisation_id, i, c, place.number_id, "in", "service", "text", None, "inbound", c, None, 0,
         seal(c, "message.content", i, said), seal(c, "message.wamid", i, f"wamid.{i.hex}"), now)
        for i, c in zip(mine, whom, strict=True)
    ))  # fmt: skip
    return mine


def converse(
    connection: psycopg.Connection[Any],
    place: Place,
    newest: Sequence[tuple[UUID, UUID]],
    member: UUID,
) -> None:
    """A conversation for each (contact, newest message): every third unread, every tenth the member's,
    every fifth resolved."""
    now, mine = clock.now(), ids.new_many(len(newest))
    _copy(connection, "conversation", _CONVERSATION, (
        (place.organisation_id, i, c, place.number_id, "resolved" if n % 5 == 0 else "open",
         member if n % 10 == 1 else None, m, ids.NIL if n % 3 == 0 else m, now)
        for n, (i, (c, m)) in enumerate(zip(mine, newest, strict=True))
    ))  # fmt: skip
    _copy(connection, "service_window", _WINDOW, (
        (place.organisation_id, place.number_id, c, now - timedelta(seconds=n % 90_000))
        for n, (c, _) in enumerate(newest)
    ))  # fmt: skip


def _copy(
    connection: psycopg.Connection[Any], table: str, columns: str, rows: Iterable[Sequence[object]]
) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy {table} ({columns}) from stdin".encode()) as copy,
    ):
        for row in rows:
            copy.write_row(row)
