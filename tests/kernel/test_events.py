"""Readers of events: each acts once on each, even when it is told twice."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
from tests.fixtures.cast import Cast

from indokona.kernel import events, ids
from indokona.kernel.database import Database, Db
from indokona.kernel.events import Event

KIND = "contact.tried"


async def published(database: Database, cast: Cast) -> None:
    async with database.organisation(cast.organisation_id) as db:
        await events.publish(db, KIND, [ids.new()])


async def test_a_reader_whose_cursor_was_lost_acts_only_on_what_is_new(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    seen: list[Event] = []

    async def act(_db: Db, some: Sequence[Event]) -> None:
        seen.extend(some)

    await published(database, cast)
    await events.hand_on(database, "tried", {KIND: act})
    assert len(seen) == 1
    owner.execute("delete from event_cursor where handler = 'tried'")
    owner.commit()
    await published(database, cast)
    await events.hand_on(database, "tried", {KIND: act})
    assert len(seen) == 2 == len({event.id for event in seen})


async def test_what_failed_is_tried_again_by_itself(database: Database, cast: Cast) -> None:
    tries = 0

    async def act(_db: Db, _some: Sequence[Event]) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise RuntimeError("a bug")

    await published(database, cast)
    await events.hand_on(database, "tried", {KIND: act})
    assert await events.retry(database, "tried", {KIND: act}) == 1
    assert await events.retry(database, "tried", {KIND: act}) == 0
    assert tries == 2
