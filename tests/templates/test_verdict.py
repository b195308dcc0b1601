"""A verdict of Meta's that overtakes our own submission is not lost."""

from __future__ import annotations

import asyncio

import msgspec
from tests.fixtures.cast import Cast

from indokona.kernel import clock, ids
from indokona.kernel.database import Database
from indokona.templates import actions, store

VERDICT = msgspec.Raw(
    b'{"event": "APPROVED", "message_template_id": 77, "message_template_name": "offer",'
    b' "message_template_language": "en"}'
)
#: Somebody waits for a row that somebody else holds.
WAITS = "select exists (select 1 from pg_locks where not granted)"


async def test_a_verdict_waits_for_the_submission_it_answers(
    database: Database, cast: Cast
) -> None:
    row = store.TemplateRow(
        ids.new(), cast.number.waba_row_id, "offer", "en", "UTILITY", None, "draft", None, ids.new(), {}, None
    )  # fmt: skip
    async with database.organisation(cast.organisation_id) as db:
        await store.insert(db, row, clock.now())

    async def verdict() -> None:
        async with database.organisation(cast.organisation_id) as db:
            await actions.apply_status(db, VERDICT)

    async with database.organisation(cast.organisation_id) as db:
        await actions.stored(db, row.id, lock=True)  # as `submit` begins, before it asks Meta
        hearing = asyncio.create_task(verdict())
        for _ in range(3000):
            if hearing.done() or await db.value(WAITS):
                break
            await asyncio.sleep(0.01)
        await store.set_submitted(db, row.id, "77", "PENDING", "UTILITY", clock.now())
    await hearing
    async with database.organisation(cast.organisation_id) as db:
        assert (await actions.stored(db, row.id)).state == "APPROVED"
