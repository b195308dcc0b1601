"""The rows of the histories do what PostgreSQL does: the same acts, and then the same rows."""

from __future__ import annotations

import random

import pytest
from tests.fixtures.cast import Cast
from tests.simulation.both import NAMES, Both
from tests.simulation.rows import ChunkRow, Rows, SliceRow, StatusRow

from indokona.kernel.database import Database, Db
from indokona.messaging.facts import Stamps

HISTORIES, ACTS = 12, 60


@pytest.mark.parametrize("seed", range(HISTORIES))
async def test_the_rows_in_memory_are_those_of_postgresql(
    database: Database, cast: Cast, seed: int
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        await db.run(
            "insert into lane (organisation_id, number_id) values (%s, %s) on conflict do nothing",
            (cast.organisation_id, cast.number.id),
        )
        both, done = Both(db, cast, random.Random(seed), Rows()), list[str]()
        for _ in range(ACTS):
            done.append(await both.act())
            assert await _told(db) == _known(both.rows), done
        assert len(both.rows.messages) > 1, "the history says nothing"


def _known(rows: Rows) -> tuple[object, ...]:
    lane = rows.lane
    return (
        (lane.fence, lane.mark, lane.until, lane.held_until, lane.trouble),
        rows.chunks, rows.outgoing, rows.messages, rows.statuses, rows.slices, rows.refusals,
    )  # fmt: skip


async def _told(db: Db) -> tuple[object, ...]:
    lanes = await db.rows("select fence, mark, until, held_until, trouble from lane")
    chunks = await db.rows(
        "select id, due_at, origin_id, state, after_id, attempt, priority from chunk"
    )
    statuses = await db.rows(
        "select id, attempt, put_back_attempt, accepted_at, sent_at, delivered_at, read_at, failed_at,"
        " unknown_at, doubtful_at from message_status"
    )
    slices = await db.rows("select id, chunk_id, fence, first_after, last_id from slice")
    return (
        lanes[0],
        {row[0]: ChunkRow(row[0], row[1], NAMES[row[2]], *row[3:]) for row in chunks},
        dict(await db.rows("select id, chunk_id from outgoing")),
        dict(await db.rows("select id, fence from message where direction = 'out'")),
        {row[0]: StatusRow(row[1], Stamps(*row[3:]), row[2]) for row in statuses},
        {row[0]: SliceRow(*row) for row in slices},
        dict(await db.rows("select message_id, code from refusal")),
    )
