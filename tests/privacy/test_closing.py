"""A login, and a whole business, leave: a day to undo, then nothing of them can be read or found."""

from __future__ import annotations

import html
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.accounts.stage import PASSWORD
from tests.fixtures.cast import DEV_NAME, Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import Api, served

from indokona.accounts import store, store_members
from indokona.accounts.actions import logins
from indokona.kernel import clock, directory, ids, keyring
from indokona.kernel.database import Database
from indokona.kernel.wired import Addresses
from indokona.privacy import store_closing, verify_receipt
from indokona.privacy.actions import closing, erase
from indokona.privacy.hooks import HOOKS

#: What names nobody and is proof until its date; every other table has no row of a business that left.
STAYS = {
    "audit", "closure", "consent", "event", "ledger_mark", "legal_hold", "receipt", "request", "request_step",
    "suspension",
}  # fmt: skip
DAY = timedelta(hours=24, minutes=1)
BODY = {"password": PASSWORD}


async def with_login(database: Database, user_id: UUID, email: str) -> None:
    """The cast has memberships only: this one signs in with an e-mail too."""
    sealer = await database.keyring.make(ids.PLATFORM, keyring.USER, [user_id])
    sealed = tuple(
        sealer.seal(user_id, f"user.{n}", user_id, v)
        for n, v in (("name", "B"), ("email", email), ("phone", "+9198"))
    )
    index = await logins.email_index(database, email)
    async with database.organisation(ids.PLATFORM, user_id) as db:
        await store.insert_user(db, user_id, sealed, await logins.hashed(PASSWORD), clock.now())
        await store.set_active(db, user_id, clock.now())
        await directory.enter(db, directory.LOGIN, index, user_id, user_id)


@pytest.fixture
async def api(installation: Installation, database: Database, cast: Cast) -> AsyncIterator[Api]:
    for user_id, email in ((cast.asha, "asha@tea.example"), (cast.bilal, "bilal@tea.example")):
        await with_login(database, user_id, email)
    async with served(installation, database, cast) as found:
        yield found


async def closed(database: Database, cast: Cast, closure_id: str) -> None:
    more = True
    while more:
        async with database.organisation(cast.organisation_id) as db:
            more = await closing.step(db, UUID(closure_id))


async def certificate(api: Api, url: str) -> dict[str, Any]:
    answer = await api.nobody.get("/" + url.split("/", 3)[3])
    assert answer.status_code == 200, answer.text
    page = (await api.nobody.get("/" + url.split("/", 3)[3] + "/page")).text
    assert "<h1>Certificate of an erasure</h1>" in page
    assert html.escape(json.dumps(answer.json())) in page, "the signed words are on it"
    return verify_receipt.verify(answer.text, erase.public_key())


async def test_a_login_leaves_after_a_day_and_can_be_kept_until_then(
    api: Api, database: Database, cast: Cast
) -> None:
    assert (await api.bilal.post("/api/me/closing", json={"password": "x" * 20})).status_code == 422
    assert (await api.asha.post("/api/me/closing", json=BODY)).json()[
        "code"
    ] == "members.last_owner"
    asked = await api.bilal.post("/api/me/closing", json=BODY)
    assert asked.status_code == 201, asked.text
    again = (await api.bilal.post("/api/me/closing", json=BODY)).json()
    assert again["id"] == asked.json()["id"], "asked again it is the same day"
    assert [one["kind"] for one in (await api.bilal.get("/api/closings")).json()] == ["user"]
    assert (await api.asha.get("/api/closings")).json() == []
    await closed(database, cast, asked.json()["id"])
    assert (await api.bilal.get("/api/me")).status_code == 200, "nothing happens within the day"
    assert (await api.bilal.delete("/api/me/closing")).status_code == 204
    assert (await api.bilal.delete("/api/me/closing")).status_code == 404
    with clock.moved(DAY):
        await closed(database, cast, asked.json()["id"])
    assert (await api.bilal.get("/api/me")).status_code == 200, "undone"
    asked = await api.bilal.post("/api/me/closing", json=BODY)
    assert (await api.nobody.get("/" + asked.json()["url"].split("/", 3)[3])).status_code == 404
    with clock.moved(DAY):
        await closed(database, cast, asked.json()["id"])
    assert (await api.bilal.get("/api/me")).status_code == 401
    signing_in = {"email": "bilal@tea.example", "password": PASSWORD}
    assert (await api.nobody.post("/api/sessions", json=signing_in)).status_code == 401
    assert (await api.asha.get("/api/me")).status_code == 200
    assert [one["role"] for one in (await api.asha.get("/api/members")).json()] == ["owner"]
    told = await certificate(api, asked.json()["url"])
    assert told["what"] == "user"
    sealer = await database.keyring.sealer(ids.PLATFORM, keyring.USER, [cast.bilal])
    assert not sealer.knows(cast.bilal)


async def test_a_business_leaves_with_all_it_holds_and_its_neighbour_stays(
    api: Api, database: Database, cast: Cast, owner: psycopg.Connection, addresses: Addresses
) -> None:
    assert (await api.bilal.post("/api/organisation/closing", json=BODY)).status_code == 403
    before = await rows_of(owner, cast.stranger_id)
    asked = await api.asha.post("/api/organisation/closing", json=BODY)
    assert asked.status_code == 201, asked.text
    assert [one["kind"] for one in (await api.bilal.get("/api/closings")).json()] == [
        "organisation"
    ]
    with clock.moved(DAY):
        await closed(database, cast, asked.json()["id"])
    assert (await api.asha.get("/api/me")).status_code == 401
    left = await rows_of(owner, cast.organisation_id)
    assert set(left) <= STAYS, set(left) - STAYS
    assert await rows_of(owner, cast.stranger_id) == before
    with psycopg.connect(addresses.keyring) as keys:
        for table in ("data_key", "organisation_key"):
            sql = f"select count(*) from {table} where organisation_id = %s"
            assert keys.execute(sql.encode(), (cast.organisation_id,)).fetchone() == (0,)
    told = await certificate(api, asked.json()["url"])
    assert told["what"] == "organisation"
    assert {one["what"] for one in told["kept"]} <= STAYS
    assert DEV_NAME not in json.dumps(told)
    assert (await api.chitra.get("/api/organisation")).status_code == 200


async def rows_of(owner: psycopg.Connection, organisation_id: UUID) -> dict[str, str]:
    """Each table with rows of an organisation, and a digest of them: read past the walls."""
    found = {}
    for table in HOOKS.metadata.sorted_tables:
        if "organisation_id" not in table.c or table.name in ("session",):
            continue
        owner.execute(f"alter table {table.name} no force row level security".encode())
        row = owner.execute(
            f"select count(*), md5(string_agg(t::text, '' order by t::text)) from {table.name} t"
            f" where organisation_id = %s".encode(),
            (organisation_id,),
        ).fetchone()
        owner.execute(f"alter table {table.name} force row level security".encode())
        if row and row[0]:
            found[table.name] = f"{row[0]} {row[1]}"
    return found


async def test_a_business_under_a_hold_stays_until_its_end(
    api: Api, database: Database, cast: Cast
) -> None:
    ends = (clock.now() + timedelta(days=9)).isoformat()
    hold = {"reason": "A dispute.", "source": "Contract 12", "ends_at": ends}
    placed = (await api.asha.post("/api/legal-holds", json=hold)).json()
    refused = await api.asha.post("/api/organisation/closing", json=BODY)
    assert (refused.status_code, refused.json()["code"]) == (409, "hold.stands")
    assert refused.json()["detail"] == "Contract 12"
    await api.asha.delete(f"/api/legal-holds/{placed['id']}")
    assert (await api.asha.post("/api/organisation/closing", json=BODY)).status_code == 201


async def test_an_older_copy_that_was_put_back_is_swept_again(
    api: Api, database: Database, cast: Cast
) -> None:
    await database.keyring.shred(ids.PLATFORM, keyring.USER, cast.bilal, clock.now())
    await database.keyring.shred_organisation(cast.organisation_id)
    assert await closing.replay(database) == 2
    assert await closing.replay(database) == 0
    assert (await api.asha.get("/api/me")).status_code == 401
    signing_in = {"email": "bilal@tea.example", "password": PASSWORD}
    assert (await api.nobody.post("/api/sessions", json=signing_in)).status_code == 401
    assert (await api.chitra.get("/api/organisation")).status_code == 200


async def test_a_step_that_is_killed_is_done_again(
    api: Api, database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await api.asha.post("/api/organisation/closing", json=BODY)
    monkeypatch.setattr(store_closing, "BATCH", 1)
    done, closure_id = 0, UUID(asked.json()["id"])
    with clock.moved(DAY):
        more = True
        while more:
            with pytest.raises(ZeroDivisionError):
                await killed_before_its_commit(database, cast, closure_id)
            async with database.organisation(cast.organisation_id) as db:
                more = await closing.step(db, closure_id)
            done += 1
    assert done > 5
    told = await certificate(api, asked.json()["url"])
    assert told["steps"]["shred"]["commitments"]


async def killed_before_its_commit(database: Database, cast: Cast, closure_id: UUID) -> None:
    async with database.organisation(cast.organisation_id) as db:
        await closing.step(db, closure_id)
        raise ZeroDivisionError


async def test_a_hold_that_comes_within_the_day_stops_the_erasure_of_a_business(
    api: Api, database: Database, cast: Cast
) -> None:
    asked = (await api.asha.post("/api/organisation/closing", json=BODY)).json()
    ends = (clock.now() + timedelta(days=40)).isoformat()
    hold = {"reason": "A dispute.", "source": "Contract 12", "ends_at": ends}
    assert (await api.asha.post("/api/legal-holds", json=hold)).status_code == 201
    with clock.moved(DAY):
        await closed(database, cast, asked["id"])
    async with database.organisation(cast.organisation_id) as db:
        found = await store_closing.one(db, UUID(asked["id"]))
        assert found is not None
        assert (found.state, found.due_at.isoformat()) == ("grace", ends)
        assert (await db.sealer(keyring.CONTACT, [cast.dev])).knows(cast.dev)
    assert (await api.asha.delete("/api/organisation/closing")).status_code == 204


async def test_the_last_of_two_owners_who_both_ask_stays(
    api: Api, database: Database, cast: Cast
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        await store_members.set_role(db, cast.bilal, "owner")
    ids_ = [
        (await one.post("/api/me/closing", json=BODY)).json()["id"] for one in (api.bilal, api.asha)
    ]
    with clock.moved(DAY):
        for closure_id in ids_:
            await closed(database, cast, closure_id)
    async with database.organisation(cast.organisation_id) as db:
        assert await store_members.owners(db) == [cast.asha]
