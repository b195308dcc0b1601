"""What a slice asks of its portfolio's places reads no more pages when a hundred thousand people have one."""

from __future__ import annotations

from uuid import UUID

import psycopg
from tests.fixtures.cast import Cast
from tests.fixtures.plans import blocks

from indokona.kernel import clock, ids
from indokona.kernel.database import Database
from indokona.messaging import budget, store, store_budget

SLICE = 80
#: Two looks a person, times the levels of an index and the row; reading a whole table takes a thousand.
MOST_BLOCKS = SLICE * 2 * 4


async def test_a_slices_questions_do_not_grow_with_the_places(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    portfolio_id, number_id = cast.number.portfolio_id, cast.number.id
    people = ids.new_many(100_000)
    await counted(database, cast, people)
    owner.execute("vacuum analyze budget_person, service_window")
    mine = [*people[: SLICE // 2], *ids.new_many(SLICE // 2)]
    async with database.organisation(cast.organisation_id) as db:
        since = budget.open_since(clock.now())
        questions = {
            "outside": store_budget.outside(db, portfolio_id, number_id, mine, since),
            "with a place": store_budget.with_place(db, portfolio_id, mine),
        }
        for name, act in questions.items():
            looked = await blocks(db, act)
            assert looked <= MOST_BLOCKS, f"{name}: {looked}"


async def counted(database: Database, cast: Cast, people: list[UUID]) -> None:
    """These people have a place, and wrote long ago."""
    async with database.organisation(cast.organisation_id) as db:
        await store_budget.count_persons(db, cast.number.portfolio_id, people, clock.now())
        long_ago = clock.now() - budget.COUNTED
        await store.open_windows(db, [(cast.number.id, one, long_ago) for one in people])
