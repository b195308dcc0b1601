"""What certainly was not sent waits again, and obeys what happened to its origin meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from tests.fixtures.cast import Cast

from indokona.kernel import ids
from indokona.kernel.database import Database, Db
from indokona.kernel.egress.posts import NOT_SENT, Post, Posted
from indokona.kernel.sealing import DataKey
from indokona.messaging import store_dispatch
from indokona.messaging.actions import results, send
from indokona.messaging.actions.results import Ready
from indokona.messaging.events import MOVED
from indokona.messaging.facts import Draft, Origin
from indokona.messaging.store_dispatch import Chunk

KEY = DataKey(bytes(16), bytes(32))
NOW = datetime.now(UTC) + timedelta(days=1)  # after everything that this run queues


async def last_slice(db: Db, cast: Cast, origin: Origin) -> tuple[Chunk, list[UUID]]:
    """A slice that took all of its chunk, and is being posted."""
    drafts = [Draft(cast.dev, "marketing", {"values": {}}, ids.new())] * 3
    await send.send(db, cast.number.id, origin, drafts)
    lease = await store_dispatch.lease(db, cast.number.id, ids.new(), NOW, NOW)
    chunk = await store_dispatch.next_chunk(db, cast.number.id, NOW)
    assert lease is not None
    assert chunk is not None
    rows = await store_dispatch.take(db, chunk, 100)
    span = (chunk.after_id, rows[-1].id)
    await store_dispatch.open_slice(db, ids.new(), cast.number.id, chunk.id, lease.fence, span, NOW)
    await store_dispatch.advance(db, chunk.id, rows[-1].id, "done")
    return chunk, [row.id for row in rows]


@pytest.mark.parametrize(
    ("act", "waits", "refused"), [(None, 3, 0), (send.pause, 0, 0), (send.cancel, 0, 3)]
)
async def test_the_last_slice_obeys_pause_and_cancel(
    database: Database, cast: Cast, act, waits: int, refused: int
) -> None:
    origin = Origin("campaign", ids.new())
    async with database.organisation(cast.organisation_id) as db:
        chunk, taken = await last_slice(db, cast, origin)
        if act is not None:
            await act(db, origin.id)
        await store_dispatch.put_back(db, cast.number.id, chunk.id, taken, NOW, 2)
        again = await store_dispatch.next_chunk(db, cast.number.id, NOW)
        rows = await store_dispatch.take(db, again, 100) if again else []
        assert len(rows) == waits
        assert again is None or again.attempt == 2
        assert (await send.counts(db, origin.id)).get("refused:send.cancelled", 0) == refused
        if act is send.pause:
            await send.resume(db, origin.id)
            assert await store_dispatch.next_chunk(db, cast.number.id, NOW) is not None


async def test_what_another_has_settled_is_not_queued_a_second_time(
    database: Database, cast: Cast
) -> None:
    """The answer to a commit was lost, or a newer holder closed the slice: facts only."""
    origin = Origin("campaign", ids.new())
    async with database.organisation(cast.organisation_id) as db:
        chunk, taken = await last_slice(db, cast, origin)
        sent = [Ready(one, cast.dev, Post("http://127.0.0.1:1", "t", b"{}"), KEY) for one in taken]
        ends = [NOT_SENT] * len(sent)
        for may_put_back, waiting in ((True, 3), (False, 0)):
            told = await results.record(
                db, await db.indexes(), cast.number, chunk, sent, ends, may_put_back=may_put_back
            )
            assert told.again == 3
            again = await store_dispatch.next_chunk(db, cast.number.id, NOW)
            assert len(await store_dispatch.take(db, again, 100) if again else []) == waiting
            if again:
                await store_dispatch.advance(db, again.id, taken[-1], "done")


REFUSED = Posted(400, b'{"error": {"code": 131048, "message": "Spam rate limit hit"}}')


@pytest.mark.parametrize(("end", "news"), [(NOT_SENT, 0), (REFUSED, 1)])
async def test_a_refusal_is_news_at_once_since_no_webhook_follows_it(
    database: Database, cast: Cast, end: Posted, news: int
) -> None:
    """Who watches a campaign must hear of Meta's spam limit before the next slice."""
    async with database.organisation(cast.organisation_id) as db:
        chunk, taken = await last_slice(db, cast, Origin("campaign", ids.new()))
        post = Post("http://127.0.0.1:1", "t", b"{}")
        sent = [Ready(one, cast.dev, post, KEY) for one in taken]
        ends = [NOT_SENT, NOT_SENT, end]
        await results.record(
            db, await db.indexes(), cast.number, chunk, sent, ends, may_put_back=False
        )
        moved = "select count(*) from event where kind = %s and subject_id = %s"
        assert await db.value(moved, (MOVED, cast.number.id)) == news
