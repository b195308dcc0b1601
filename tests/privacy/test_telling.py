"""Processors are told of an erasure until they acknowledge; no receipt says done before."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from tests.fixtures.cast import DEV_NAME, DEV_PHONE, Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import served
from tests.fixtures.processor import Processor, processor
from tests.privacy.stage import begun, receipt, walked

from indokona.kernel import clock, ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database
from indokona.kernel.egress import register
from indokona.kernel.egress.http import Http
from indokona.kernel.egress.register import Register
from indokona.privacy import store_telling
from indokona.privacy.actions import alarms, desk, tell_http, telling
from indokona.privacy.errors import NothingToTell


def registered(
    owner: psycopg.Connection, name: str, host: str, url: str | None, days: int = 30
) -> None:
    owner.execute(
        register.entry_sql().encode(), register.entry(name, "x", ["contact"], [host], "IN", "c")
    )
    owner.execute(
        "update processor set erase_url = %s, erase_days = %s where name = %s", (url, days, name)
    )


@pytest.fixture
async def http(database: Database) -> AsyncIterator[Http]:
    """A client that waits shorter than the processor hangs."""
    async with httpx.AsyncClient(timeout=0.5, trust_env=False) as client:
        yield Http(Register(database), client)


async def tried(database: Database, http: Http, times: int = 1, after: int = 0) -> None:
    """So many turns of the worker, each when the pause before it is over."""
    for turn in range(times):
        with clock.moved(timedelta(hours=7) * (turn + 1 + after)):
            assert await telling.tell_due(database, http) == 1


async def rows(database: Database, cast: Cast, request_id: UUID) -> list[Any]:
    async with database.organisation(cast.organisation_id) as db:
        return await store_telling.of(db, [request_id])


async def asked_of(
    database: Database, cast: Cast, owner: psycopg.Connection, third: Processor
) -> UUID:
    registered(owner, "Courier", third.host, third.url)
    request_id = await begun(database, cast)
    assert await walked(database, cast, request_id) == "telling"
    return request_id


async def test_one_that_fails_hangs_and_acknowledges_late_is_asked_until_it_does(
    database: Database, cast: Cast, owner: psycopg.Connection, http: Http
) -> None:
    with processor("fails", "hangs", "garbage", "pending", "completed") as third:
        request_id = await asked_of(database, cast, owner, third)
        first = await receipt(database, cast, request_id)
        assert (first["state"], first["processors"][0]["state"]) == ("telling", "waiting")
        await tried(database, http, 3)
        assert (await rows(database, cast, request_id))[0].code == "unreadable"
        await tried(database, http, 1, after=3)
        assert [row.state for row in await rows(database, cast, request_id)] == ["told"]
        assert (await receipt(database, cast, request_id))["state"] == "telling"
        await tried(database, http, 1, after=4)
        assert third.told[str(request_id)]["phones"] == [DEV_PHONE]
        (row,) = await rows(database, cast, request_id)
        assert (row.state, row.what_sealed, row.tries) == ("acknowledged", None, 5)
    last = await receipt(database, cast, request_id)
    assert (last["state"], last["processors"][0]["state"]) == ("done", "acknowledged")
    assert DEV_NAME not in str(last)
    assert DEV_PHONE not in str(last)
    assert await walked(database, cast, request_id) == "done"


async def test_one_that_never_answers_has_failed_in_the_end_and_is_told_again_by_a_member(
    database: Database,
    cast: Cast,
    owner: psycopg.Connection,
    http: Http,
    installation: Installation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(telling, "MOST_TRIES", 3)
    with processor("fails", "fails", "fails", "completed") as third:
        request_id = await asked_of(database, cast, owner, third)
        await tried(database, http, 3)
        await _has_failed(database, cast, request_id, "HTTP 500")
        async with served(installation, database, cast) as api:
            path = f"/api/requests/{request_id}"
            assert (await api.bilal.post(f"{path}/tell-again")).status_code == 403
            shown = (await api.asha.post(f"{path}/tell-again")).json()
            assert (shown["state"], shown["told"][0]["state"]) == ("telling", "waiting")
            again = await api.asha.post(f"{path}/tell-again")
            assert (again.status_code, again.json()["code"]) == (409, "erasure.nothing_to_tell")
            missing = await api.asha.post(f"/api/requests/{ids.new()}/tell-again")
            assert missing.status_code == 404
        await tried(database, http, 1)
    assert (await receipt(database, cast, request_id))["state"] == "done"


async def _has_failed(database: Database, cast: Cast, request_id: UUID, code: str) -> None:
    """It has an end, everybody reads so, and owners are told."""
    (row,) = await rows(database, cast, request_id)
    assert (row.state, row.code) == ("failed", code)
    last = await receipt(database, cast, request_id)
    assert (last["state"], last["processors"][0]["state"]) == ("failed", "failed")
    async with database.organisation(cast.organisation_id) as db:
        assert (await desk.show(db, request_id)).state == "failed"
        assert [one.kind for one in await alarms.every(db, unseen=True)] == ["untold"]


async def test_an_error_that_nobody_foresaw_is_one_more_try_and_not_one_for_ever(
    database: Database,
    cast: Cast,
    owner: psycopg.Connection,
    http: Http,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def broken(*_: object) -> None:
        raise KeyError("id")

    monkeypatch.setattr(telling, "MOST_TRIES", 3)
    monkeypatch.setattr(telling, "ADAPTERS", {tell_http.ERASURE: broken})
    with processor("completed") as third:
        request_id = await asked_of(database, cast, owner, third)
        await tried(database, http, 3)
    await _has_failed(database, cast, request_id, "KeyError")
    with clock.moved(timedelta(days=9)):
        assert await telling.tell_due(database, http) == 0


async def test_a_call_whose_worker_always_dies_has_an_end_too(
    database: Database, cast: Cast, owner: psycopg.Connection, http: Http
) -> None:
    with processor("completed") as third:
        request_id = await asked_of(database, cast, owner, third)
        async with database.organisation(cast.organisation_id) as db:
            mine = (telling.MOST_TRIES, cast.organisation_id)
            await db.run("update telling set tries = %s where organisation_id = %s", mine)
        await tried(database, http, 1)
        assert third.asked == []
    await _has_failed(database, cast, request_id, "not acknowledged")


async def test_what_nobody_tells_again_is_forgotten(
    database: Database,
    cast: Cast,
    owner: psycopg.Connection,
    http: Http,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(telling, "MOST_TRIES", 1)
    with processor("fails") as third:
        request_id = await asked_of(database, cast, owner, third)
        await tried(database, http, 1)
    async with database.organisation(cast.organisation_id) as db:
        now = clock.now()
        assert await telling.forget(db, now + timedelta(days=29)) == {"telling": 0}
        assert await telling.forget(db, now + timedelta(days=31)) == {"telling": 1}
        with pytest.raises(NothingToTell):
            await telling.again(db, Actor("user", cast.asha), request_id)
    (row,) = await rows(database, cast, request_id)
    assert (row.state, row.what_sealed) == ("failed", None)


async def test_one_that_cannot_be_asked_has_a_date(
    installation: Installation, database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    registered(owner, "Archive", "archive.example", None, days=12)
    registered(owner, "Mail", "mail.example", None)
    owner.execute("update processor set categories = '{profile}' where name = 'Mail'")
    request_id = await begun(database, cast)
    assert await walked(database, cast, request_id) == "done"
    (row,) = await rows(database, cast, request_id)
    assert (row.processor, row.state) == ("Archive", "expires")
    assert timedelta(days=11) < row.expires_at - clock.now() <= timedelta(days=12)
    async with served(installation, database, cast) as api:
        shown = (await api.asha.get(f"/api/requests/{request_id}")).json()
    assert (shown["told"][0]["processor"], shown["told"][0]["state"]) == ("Archive", "expires")


async def test_two_workers_make_one_call(
    database: Database, cast: Cast, owner: psycopg.Connection, http: Http
) -> None:
    with processor("pending") as third:
        request_id = await asked_of(database, cast, owner, third)
        async with database.organisation(cast.organisation_id) as db:
            taken = await store_telling.claim(
                db, (await store_telling.of(db, [request_id]))[0].id, clock.now()
            )
        assert taken is not None
        assert await telling.tell_due(database, http) == 0
        assert third.asked == []
        with clock.moved(timedelta(minutes=3)):
            assert await telling.tell_due(database, http) == 1, "who claimed it is dead"
