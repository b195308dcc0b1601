"""No view of the inbox reads more because there is more that it does not show."""

from __future__ import annotations

from uuid import UUID

import psycopg
from tests.fixtures.cast import Cast
from tests.fixtures.plans import blocks

from indokona.inbox import store, store_beside
from indokona.inbox.store import Asked
from indokona.kernel import clock, ids
from indokona.kernel.database import Database, Db
from indokona.messaging import store_dispatch

LIMIT = 51
_CONVERSATION = {
    "id": "uuid", "contact_id": "uuid", "number_id": "uuid", "state": "text", "assignee_id": "uuid",
    "last_message_id": "uuid", "read_up_to": "uuid", "created_at": "timestamptz",
}  # fmt: skip


async def talks(
    db: Db, cast: Cast, count: int, *, of: UUID | None, state: str = "open", unread: bool = False
) -> list[UUID]:
    """So many conversations, each newer than all before; returns their people."""
    people, newest, now = ids.new_many(count), ids.new_many(count), clock.now()
    rows = [
        (ids.new(), who, cast.number.id, state, of, last, ids.NIL if unread else last, now)
        for who, last in zip(people, newest, strict=True)
    ]
    await db.insert_many("conversation", _CONVERSATION, rows)
    return people


async def written(db: Db, cast: Cast, who: UUID, direction: str, count: int) -> None:
    """So many messages from or to somebody."""
    now, origin_id = clock.now(), ids.new()
    await store_dispatch.insert_messages(db, [
        (one, who, cast.number.id, direction, "service", "text", None, "inbound", origin_id, None, 1, None, None, now)
        for one in ids.new_many(count)
    ])  # fmt: skip


async def test_a_view_reads_what_it_shows(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    bilal = ids.new()
    read: dict[str, list[int]] = {}
    async with database.organisation(cast.organisation_id) as db:
        await talks(db, cast, 60, of=cast.asha, unread=True)
        await talks(db, cast, 60, of=None)
        await talks(db, cast, 60, of=bilal, state="resolved")
    for count in (1_000, 20_000):
        async with database.organisation(cast.organisation_id) as db:
            await talks(db, cast, count, of=bilal, state="resolved", unread=True)
            await talks(db, cast, count, of=bilal)
        owner.execute("vacuum analyze conversation, message")
        async with database.organisation(cast.organisation_id) as db:
            for name, asked in {
                "all": Asked(),
                "open": Asked(state="open"),
                "resolved": Asked(state="resolved"),
                "mine": Asked(assignee=cast.asha, state="open"),
                "unassigned": Asked(unassigned=True, state="open"),
                "unread": Asked(unread=True, state="open"),
            }.items():
                page = store.page(db, None, LIMIT, asked)
                read.setdefault(name, []).append(await blocks(db, page))
    for name, (small, large) in read.items():
        assert large <= small + LIMIT, f"{name}: {small} blocks, then {large}"


async def test_unread_is_counted_no_further_than_anybody_reads(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    read: dict[str, list[int]] = {}
    async with database.organisation(cast.organisation_id) as db:
        (quiet, loud) = await talks(db, cast, 2, of=None, unread=True)
    for count in (500, 20_000):
        async with database.organisation(cast.organisation_id) as db:
            await written(db, cast, quiet, "out", count)
            await written(db, cast, loud, "in", count)
        owner.execute("vacuum analyze conversation, message")
        async with database.organisation(cast.organisation_id) as db:
            for name, who in (("only written to", quiet), ("writes much", loud)):
                (row,) = await store.page(db, None, 1, Asked(contact_id=who))
                assert row.unread == (0 if who == quiet else store.MOST_UNREAD)
                page = store.page(db, None, 1, Asked(contact_id=who))
                read.setdefault(name, []).append(await blocks(db, page))
    for name, (small, large) in read.items():
        assert large <= small + 10, f"{name}: {small} blocks, then {large}"


async def test_notes_are_read_page_by_page(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    read = []
    conversation_id, now = ids.new(), clock.now()
    columns = {
        "id": "uuid", "conversation_id": "uuid", "contact_id": "uuid", "author_id": "uuid", "text_sealed": "bytea",
        "at": "timestamptz",
    }  # fmt: skip
    for count in (500, 10_000):
        async with database.organisation(cast.organisation_id) as db:
            await db.insert_many("note", columns, [
                (one, conversation_id, cast.dev, cast.asha, b"sealed", now) for one in ids.new_many(count)
            ])  # fmt: skip
        owner.execute("vacuum analyze note")
        async with database.organisation(cast.organisation_id) as db:
            read.append(await blocks(db, store_beside.notes(db, conversation_id, None, LIMIT)))
            read.append(await blocks(db, store_beside.notes_of(db, cast.dev, None, LIMIT)))
    assert read[2] <= read[0] + LIMIT
    assert read[3] <= read[1] + LIMIT
