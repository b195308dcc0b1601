"""Plans are kept: what one connection is asked often it plans no more."""

from __future__ import annotations

from tests.fixtures.cast import Cast

from indokona.kernel.database import Database


async def test_what_is_asked_often_is_prepared_where_the_server_itself_answers(
    database: Database, cast: Cast
) -> None:
    asked = "select %s::int + 1"
    async with database.organisation(cast.organisation_id) as db:
        for n in range(8):
            assert await db.value(asked, (n,)) == n + 1
        kept = "select count(*) from pg_prepared_statements where statement like %s"
        assert await db.value(kept, ("select $1::int + 1",)) == 1
