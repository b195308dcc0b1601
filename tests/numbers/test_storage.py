"""Where Meta keeps a number's messages: asked, shown, and changed by whoever may; the simulator answers."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import Api, served

from indokona.kernel import clock, ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database
from indokona.kernel.edge import Caller
from indokona.kernel.egress import register
from indokona.kernel.egress.http import Http
from indokona.kernel.egress.register import Register
from indokona.numbers import rules, store
from indokona.numbers.actions import connect, show, storage
from indokona.numbers.events import CHANGED
from indokona.numbers.facts import Number
from indokona.simulator.serve import running
from indokona.whatsapp.graph import Storage


@pytest.fixture
async def meta(tmp_path: Path) -> AsyncIterator[dict[str, Any]]:
    """A simulator with one business on it."""
    async with running(tmp_path / "meta.db") as (_, where):
        async with httpx.AsyncClient(base_url=where["url"], trust_env=False) as client:
            body = {"name": "Tea", "throughput": "STANDARD", "registered": True}
            seed = (await client.post("/_control/seed", json=body)).json()
        yield {**where, **seed}


@pytest.fixture
async def http(
    database: Database, owner: psycopg.Connection, meta: dict[str, Any]
) -> AsyncIterator[Http]:
    host = httpx.URL(meta["url"]).netloc.decode()
    owner.execute(
        register.entry_sql().encode(), register.entry("Meta", "x", ["contact"], [host], "US", "c")
    )
    async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
        yield Http(Register(database), client)


@pytest.fixture
async def number(database: Database, cast: Cast, http: Http, meta: dict[str, Any]) -> Number:
    """Asha's number at the simulator."""
    given = connect.Credentials(
        meta["access_token"], meta["waba_id"], meta["phone_number_id"], meta["business_id"], meta["pin"],
        meta["app_id"], meta["app_secret"], meta["url"],
    )  # fmt: skip
    async with database.organisation(cast.organisation_id) as db:
        return await connect.connect(db, database, http, asha(cast), given, meta["url"])


def asha(cast: Cast) -> Caller:
    return Caller(Actor("user", cast.asha), cast.asha, cast.organisation_id, frozenset())


async def test_meta_is_asked_once_a_day_and_what_it_says_is_kept(
    database: Database, cast: Cast, http: Http, number: Number
) -> None:
    assert number.storage is None
    await storage.ask_due(database, http)
    found = await seen(database, cast, number)
    assert (found.storage, found.storage_region) == ("default", None)
    assert await due(database, number) is False
    with clock.moved(timedelta(hours=25)):
        assert await due(database, number) is True


async def test_a_limit_of_which_no_webhook_told_is_known_a_day_later(
    database: Database, cast: Cast, http: Http, number: Number, meta: dict[str, Any]
) -> None:
    assert (await seen(database, cast, number)).messaging_limit == 100_000
    async with httpx.AsyncClient(base_url=meta["url"], trust_env=False) as client:
        path = f"/_control/number/{meta['phone_number_id']}/limit"
        (await client.post(path, json={"limit": "TIER_2K"})).raise_for_status()
    await storage.ask_due(database, http)
    assert (await seen(database, cast, number)).messaging_limit == 2_000
    with clock.moved(timedelta(hours=25)):
        await storage.ask_due(database, http)
    async with database.organisation(cast.organisation_id) as db:
        told = await db.value(
            "select count(*) from event where kind = %s and subject_id = %s", (CHANGED, number.portfolio_id)
        )  # fmt: skip
    assert told == 1, "the same limit is no news"


class Meta:
    """What stands for Meta here: answers, looks at what else is open meanwhile, and fails when told to."""

    def __init__(self, database: Database, failing: int = 0) -> None:
        self._database, self._failing = database, failing
        self.asked, self.open = list[str](), list[int]()
        client = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        self.http = Http(Register(database), client)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        async with self._database.platform() as db:
            self.open.append(
                await db.value(
                    "select count(*) from pg_stat_activity where datname = current_database()"
                    " and state = 'idle in transaction'"
                )
            )
        if len(self.asked) <= self._failing:
            raise RuntimeError("of a kind that nobody foresaw")
        await storage.ask_due(self._database, self.http)  # another worker, at the same moment
        return httpx.Response(200, json={"storage_configuration": {"status": "DEFAULT"}})


async def twins(database: Database, cast: Cast, number: Number) -> list[Number]:
    """The number, and another of the same account."""
    other = dataclasses.replace(number, id=ids.new(), phone_number_id="10777")
    async with database.organisation(cast.organisation_id) as db:
        await store.upsert_number(db, other, None, clock.now())
    return [number, other]


async def test_a_number_is_asked_for_by_one_worker_with_no_transaction_open(
    database: Database, cast: Cast, number: Number
) -> None:
    meta = Meta(database)
    await storage.ask_due(database, meta.http)
    settings, limit = meta.asked
    assert settings == f"{limit}/settings"
    assert meta.open == [0, 0]
    assert (await seen(database, cast, number)).storage == "default"


async def test_of_two_who_want_to_ask_one_does(
    database: Database, cast: Cast, number: Number
) -> None:
    now = clock.now()
    async with database.organisation(cast.organisation_id) as db:
        claims = [await store.claim_storage(db, number.id, now - storage.EVERY, now) for _ in "ab"]
    assert claims == [True, False]


async def test_an_error_at_one_number_keeps_no_other_from_being_asked(
    database: Database, cast: Cast, number: Number
) -> None:
    both = await twins(database, cast, number)
    meta = Meta(database, failing=1)
    await storage.ask_due(database, meta.http)
    assert len([path for path in meta.asked if path.endswith("/settings")]) == 2
    assert sorted([str((await seen(database, cast, n)).storage) for n in both]) == [
        "None",
        "default",
    ]
    assert [await due(database, n) for n in both] == [False, False], "each waits a day"


async def test_what_a_person_chose_while_meta_was_asked_stands(
    database: Database, cast: Cast, http: Http, number: Number
) -> None:
    class Slow(Meta):
        async def _answer(self, request: httpx.Request) -> httpx.Response:
            async with database.organisation(cast.organisation_id) as db:
                await storage.choose(db, database, http, asha(cast), number.id, "none", None)
            return httpx.Response(200, json={"storage_configuration": {"status": "DEFAULT"}})

    await storage.ask_due(database, Slow(database).http)
    assert (await seen(database, cast, number)).storage == "none"


async def seen(database: Database, cast: Cast, number: Number) -> Number:
    async with database.organisation(cast.organisation_id) as db:
        return await show.number(db, number.id)


async def due(database: Database, number: Number) -> bool:
    async with database.platform("scout") as scout:
        found = await store.storage_due(scout, clock.now() - storage.EVERY)
    return number.id in {one for _, one in found}


async def test_whoever_may_changes_it_and_it_is_written_down(
    installation: Installation, database: Database, cast: Cast, http: Http, number: Number
) -> None:
    async with served(installation, database, cast) as api:
        api.app.state.edge.extras["http"] = http
        await _changed(api, database, cast, number)


async def _changed(api: Api, database: Database, cast: Cast, number: Number) -> None:
    path = f"/api/numbers/{number.id}/storage"
    shown = (await api.asha.put(path, json={"storage": "country", "region": "IN"})).json()
    assert (shown["storage"], shown["storage_region"]) == ("country", "IN")
    shown = (await api.asha.put(path, json={"storage": "none"})).json()
    assert (shown["storage"], shown["storage_minutes"]) == ("none", 60)
    for body in (
        {"storage": "country", "region": "XX"},
        {"storage": "country"},
        {"storage": "none", "region": "IN"},
    ):
        refused = await api.asha.put(path, json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, "number.storage_refused")
    assert (await api.asha.put(path, json={"storage": "moon"})).status_code == 422
    assert (await api.bilal.put(path, json={"storage": "none"})).status_code == 403
    assert (await api.chitra.put(path, json={"storage": "none"})).status_code == 404
    assert (await api.asha.put(path, json={"storage": "default"})).json()["storage"] == "default"
    async with database.organisation(cast.organisation_id) as db:
        told = await db.rows(
            "select reason from audit where organisation_id = %s and act = 'number.storage_chosen' order by id",
            (cast.organisation_id,),
        )
    assert told == [("country IN",), ("none",), ("default",)]


def test_what_meta_says_in_words_that_nobody_knows_yet_stands_as_it_came() -> None:
    assert rules.said_by_meta(None) == "default"
    assert rules.said_by_meta(Storage("in_country_storage_enabled", "IN")) == "country"
    assert rules.said_by_meta(Storage("MOON_STORAGE_ENABLED")) == "moon_storage_enabled"
