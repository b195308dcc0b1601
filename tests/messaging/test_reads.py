"""What people look at is read by an index, and costs the same however much there is."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import psycopg
from tests.fixtures.cast import Cast
from tests.fixtures.plans import blocks

from indokona.inbox import store as inbox
from indokona.inbox.store import Asked
from indokona.kernel import clock, ids
from indokona.kernel.database import Database, Db
from indokona.messaging import store, store_dispatch, store_recipients, store_tally, store_thread

LIMIT = 51
#: Rows that one page of each needs from each table, times the levels of an index, and its own row.
MOST_BLOCKS = LIMIT * 5 * 4


async def fill(db: Db, cast: Cast, origin_id: UUID, people: Sequence[UUID]) -> UUID:
    """A message to each of some people, queued, sent and read, with a conversation; returns their chunk."""
    message_ids, now, chunk_id = ids.new_many(len(people)), clock.now(), ids.new()
    rows = list(zip(message_ids, people, strict=True))
    number_id, consent_id = cast.number.id, ids.new()
    queued = [
        (one, chunk_id, number_id, who, "marketing", consent_id, "campaign", origin_id, None, b"sealed")
        for one, who in rows
    ]  # fmt: skip
    sent = [
        (one, who, number_id, "out", "marketing", "template", consent_id, "campaign", origin_id, None, 1,
         None, None, now)
        for one, who in rows
    ]  # fmt: skip
    await store.insert_outgoing(db, queued)
    await store_dispatch.insert_messages(db, sent)
    known = [
        store_dispatch.status_row(one, 1, read_at=now, wamid_index=n)
        for n, (one, _) in enumerate(rows)
    ]
    await store_dispatch.upsert_statuses(db, known)
    await db.insert_many(
        "conversation",
        {"id": "uuid", "contact_id": "uuid", "number_id": "uuid", "state": "text", "last_message_id": "uuid",
         "read_up_to": "uuid", "created_at": "timestamptz"},
        [(one, who, number_id, "open", one, ids.NIL, now) for one, who in rows],
        "on conflict do nothing",
    )  # fmt: skip
    return chunk_id


async def answer(db: Db, cast: Cast, who: UUID, count: int) -> None:
    """A person who got so many answers, all of which have left."""
    chunk_id, consent_id = ids.new(), ids.new()
    mine, now = ids.new_many(count), clock.now()
    place = cast.number.id, who
    await store.insert_outgoing(db, [
        (one, chunk_id, *place, "service", consent_id, "conversation", chunk_id, None, b"sealed") for one in mine
    ])  # fmt: skip
    await store_dispatch.insert_messages(db, [
        (one, who, cast.number.id, "out", "service", "text", None, "conversation", chunk_id, None, 1, None, None, now)
        for one in mine
    ])  # fmt: skip


async def test_no_page_grows_with_the_tables(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    early_id, origin_id, person, talker = ids.new(), ids.new(), ids.new(), ids.new()
    async with database.organisation(cast.organisation_id) as db:
        await fill(db, cast, early_id, ids.new_many(300))
    read: dict[str, list[int]] = {}
    for count in (2_000, 40_000):
        async with database.organisation(cast.organisation_id) as db:
            await fill(db, cast, origin_id, [person] * 200)
            await answer(db, cast, talker, count // 20)
            chunk_id = await fill(db, cast, origin_id, ids.new_many(count))
        owner.execute("vacuum analyze message, outgoing, message_status, conversation, refusal")
        async with database.organisation(cast.organisation_id) as db:
            newest = [row.contact_id for row in await inbox.page(db, None, LIMIT, Asked())]
            pages = {
                "thread": store_thread.page(db, person, None, LIMIT),
                "conversations": inbox.page(db, None, LIMIT, Asked()),
                "first lines": store_thread.newest(db, newest),
                "answers that wait": store_thread.queued(db, talker),
                "refusals": store_thread.refusals(db, person, None, LIMIT),
                "rate": store_tally.left_since(db, origin_id, clock.now(), LIMIT),
                "counts of a small campaign": store_tally.counts(db, early_id),
                "messages of a campaign": store_thread.of_origin(db, origin_id, ids.NIL, LIMIT),
                "recipients": store_recipients.page(db, origin_id, ids.NIL, LIMIT),
                "a lane's next rows": store_dispatch.take(
                    db, store_dispatch.Chunk(chunk_id, ids.NIL, "campaign", origin_id, None, 1), LIMIT
                ),
            }  # fmt: skip
            for name, act in pages.items():
                read.setdefault(name, []).append(await blocks(db, act))
    for name, (small, large) in read.items():
        assert large <= min(2 * small + 2 * LIMIT, MOST_BLOCKS), (
            f"{name}: {small} blocks, then {large}"
        )
