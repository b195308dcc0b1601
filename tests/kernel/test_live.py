"""The relay: what changed reaches the right streams, once it is visible, and dead sessions hear nothing."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator

import pytest
from tests.fixtures.cast import Cast
from tests.fixtures.http import session

from indokona.kernel import directory, events, ids
from indokona.kernel.database import Database
from indokona.kernel.live import MOST_IDS, MOST_WAITING, Relay, Stream


@pytest.fixture
async def relay(database: Database) -> AsyncIterator[Relay]:
    relay = Relay(database)
    task = asyncio.create_task(relay.run())
    yield relay
    task.cancel()


async def _next(parts: AsyncIterator[bytes]) -> dict[str, list[dict[str, object]]]:
    part = await asyncio.wait_for(anext(parts), 5)
    return dict(json.loads(part.split(b"data: ")[1]))


async def _opened(relay: Relay, cast: Cast, token: str) -> AsyncIterator[bytes]:
    parts = relay.follow(cast.organisation_id, token)
    assert await _next(parts) == {"resync": True}
    return parts


async def test_what_changed_reaches_its_organisation_only(
    database: Database, cast: Cast, relay: Relay
) -> None:
    parts = await _opened(relay, cast, await session(database, cast.organisation_id, cast.asha))
    async with database.organisation(cast.stranger_id) as db:
        await events.publish(db, "tea.brewed", [ids.new()])
    async with database.organisation(cast.organisation_id) as db:
        await events.publish(db, "tea.drunk", [cast.dev])
    assert (await _next(parts))["changes"] == [{"kind": "tea.drunk", "ids": [str(cast.dev)]}]


async def test_many_ids_of_a_kind_are_told_as_any(
    database: Database, cast: Cast, relay: Relay
) -> None:
    parts = await _opened(relay, cast, await session(database, cast.organisation_id, cast.asha))
    async with database.organisation(cast.organisation_id) as db:
        await events.publish(db, "tea.drunk", ids.new_many(MOST_IDS + 1))
    assert (await _next(parts))["changes"] == [{"kind": "tea.drunk", "ids": []}]


async def test_the_stream_of_an_ended_session_ends_within_a_second(
    database: Database, cast: Cast, relay: Relay
) -> None:
    token = await session(database, cast.organisation_id, cast.asha)
    parts = await _opened(relay, cast, token)
    async with database.organisation(cast.organisation_id, cast.asha) as db:
        await directory.leave(db, directory.SESSION, directory.token_key(token))
    began = time.monotonic()
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(anext(parts), 5)
    assert time.monotonic() - began < 2  # a second, and room for a busy machine


async def test_a_page_that_does_not_keep_up_is_ended() -> None:
    stream = Stream(ids.NIL, b"")
    for _ in range(MOST_WAITING + 1):
        stream.tell(b"news")
    heard = [part async for part in stream.parts()]
    assert len(heard) == MOST_WAITING  # the greeting, all but one, and the end
