"""What everybody may read, and what the officer's desk shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pyrage
import pytest
from tests.fixtures.cast import DEV_NAME, DEV_PHONE, Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import served

from indokona.app import schema
from indokona.kernel import clock
from indokona.kernel.database import Database
from indokona.kernel.datamap import Category, Erase, Keep, Purpose, Walls
from indokona.kernel.lending import lent
from indokona.privacy import datamap_words as words
from indokona.privacy import probes, proof_words, prove, readable, registry
from indokona.privacy.actions import desk, publish
from indokona.privacy.hooks import HOOKS


async def test_the_proof_page_says_what_prove_says_and_turns_red_with_the_database(
    installation: Installation, database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    async with served(installation, database, cast) as api:
        page = (await api.nobody.get("/proof.json")).json()
        report = prove.prove(owner, {t.name: t for t in schema.whole().sorted_tables})
        colours = {one["id"]: one["state"] for one in page["sentences"]}
        assert colours == {one["id"]: one["state"] for one in report["sentences"]}
        assert page["ok"]
        assert all(one["reason"] for one in page["sentences"])
        assert sum(page["counts"].values()) == len(registry.promises())
        owner.execute("alter table contact no force row level security")
        assert (await api.nobody.get("/proof.json")).json()["ok"], "a minute's old look"
        with clock.moved(timedelta(seconds=61)):
            red = (await api.nobody.get("/proof.json")).json()
        assert not red["ok"]
        reason = next(one["reason"] for one in red["sentences"] if one["id"] == "P5.1")
        assert "walls are forced" in reason
        assert DEV_NAME not in str(page)


async def test_the_proof_page_says_what_the_installation_tried_on_itself(
    installation: Installation, database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    owner.execute(
        "insert into probe (id, kind, started_at, ended_at, passed, why, faults, counts) values"
        " (gen_random_uuid(), 'canary', now(), now(), 0, null, '{\"row_left\": 2}', '{}'),"
        " (gen_random_uuid(), 'restore', now(), now(), null, 'no_room', '{}', '{}')"
    )
    async with served(installation, database, cast) as api:
        page = (await api.nobody.get("/proof.json")).json()
    probes = {one["kind"]: one for one in page["probes"]}
    assert (probes["canary"]["ok"], probes["canary"]["faults"]) == (False, {"row_left": 2})
    assert (probes["restore"]["ok"], probes["restore"]["why"]) == (None, "no_room")
    assert (probes["egress"]["why"], probes["egress"]["at"]) == ("awaited", None)
    told = {one["id"]: one for one in page["sentences"]}
    assert told["P6.4"]["state"] == "red"
    assert "canary person" in told["P6.4"]["reason"]
    (why,) = [e["why"] for e in told["P7.3"]["evidence"] if e["name"] == "restore_drill"]
    assert why == "no_room"


async def test_the_policy_is_the_registry_with_the_operators_address(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        page = (await api.nobody.get("/policy.json")).json()
    told = [one for section in page["sections"] for one in section["sentences"]]
    assert [one["id"] for one in told] == [promise.id for promise in registry.promises()]
    assert "{operator" not in str(page)
    assert (page["version"], len(page["sections"])) == ("2024-1", 9)


async def test_the_data_map_speaks_of_every_table_in_words(
    installation: Installation, database: Database, cast: Cast
) -> None:
    for told, kinds in ((words.CATEGORIES, Category), (words.PURPOSES, Purpose), (words.KEEPS, Keep),
                        (words.ERASES, Erase), (words.WALLS, Walls)):  # fmt: skip
        assert told.keys() == set(kinds)
    async with served(installation, database, cast) as api:
        page = (await api.asha.get("/api/privacy/data-map")).json()
        assert {one["name"] for one in page["tables"]} == set(schema.whole().tables)
        note = next(one for one in page["tables"] if one["name"] == "note")
        text = next(one for one in note["columns"] if one["name"] == "text_sealed")
        assert (text["is_sealed"], text["erase"]) == (True, "deleted")
        assert (await api.bilal.get("/api/privacy/data-map")).status_code == 403


async def test_an_officer_gets_the_link_once_and_requests_have_clocks(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        given = await api.asha.post(f"/api/contacts/{cast.dev}/access")
        assert given.status_code == 201
        link = given.json()
        assert (link["request"]["state"], link["request"]["days_left"]) == ("done", None)
        path = f"/rights/package/{link['url'].rsplit('/', 1)[1]}"
        short = await api.nobody.post(path, json={"passphrase": "too short"})
        assert short.status_code == 422, "and the package is still there"
        chosen = {"passphrase": "three kettles by the window"}
        package = await api.nobody.post(path, json=chosen)
        assert pyrage.passphrase.decrypt(package.content, chosen["passphrase"])[:2] == b"PK"
        with pytest.raises(pyrage.DecryptError):
            pyrage.passphrase.decrypt(package.content, "three kettles by the door")
        assert (await api.nobody.post(path, json=chosen)).status_code == 404, "one download"
        async with database.organisation(cast.organisation_id) as db:
            await desk._opened(db, desk.ERASURE, cast.dev, None, "chat", "asked")
        listed: list[dict[str, Any]] = (await api.asha.get("/api/requests")).json()
        assert [(one["state"], one["days_left"], one["is_late"]) for one in listed] == [
            ("asked", 29, False), ("done", None, False),
        ]  # fmt: skip
        assert {one["name"] for one in listed} == {DEV_NAME}
        mine = {"contact_id": str(cast.dev), "is_open": True}
        assert len((await api.asha.get("/api/requests", params=mine)).json()) == 1
        assert (
            await api.asha.get("/api/requests", params={"contact_id": str(cast.asha)})
        ).json() == []
        assert DEV_PHONE not in str(listed)


async def test_what_stays_readable_names_every_column_of_the_keyring(database: Database) -> None:
    async with lent(database.keyring._pool) as connection:
        rows = await (await connection.execute(
            "select c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid"
            " where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0"
            " and not a.attisdropped and c.relname <> 'alembic_version'"
        )).fetchall()  # fmt: skip
    told = {one.column for one in readable.columns(HOOKS.metadata) if one.database == "keyring"}
    assert told == {row[0] for row in rows}


def test_every_reason_of_the_proof_stands_in_both_languages() -> None:
    for told in (proof_words.WORDS, proof_words.WHY):
        assert told["en"].keys() == told["hi"].keys()
    for why in probes.WORDS:
        evidence = [{"grade": "E3", "name": "canary", "ok": None, "why": why}]
        promise = next(one for one in registry.promises() if one.grey is None)
        said = [
            publish.reason(promise, {"state": "amber", "evidence": evidence}, one)
            for one in ("en", "hi")
        ]
        assert all(said)
        assert said[0] != said[1]
