"""A person erased is gone, stays gone, and their no outlives their data."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from tests.fixtures.cast import DEV_NAME, DEV_PHONE, Cast
from tests.fixtures.database import Installation, cloned, opened
from tests.fixtures.given import given, records

from indokona.consent.actions import give, withdraw
from indokona.consent.facts import Grant
from indokona.contacts.actions import show, upsert
from indokona.contacts.facts import Person
from indokona.kernel import clock, ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database
from indokona.messaging.actions import send
from indokona.messaging.facts import Draft, Origin
from indokona.privacy import store, verify_receipt
from indokona.privacy.actions import desk, erase


async def erased(database: Database, cast: Cast) -> UUID:
    async with database.organisation(cast.organisation_id) as db:
        request_id = await desk.erase_by_officer(db, Actor("user", cast.asha), cast.dev)
    more = True
    while more:
        async with database.organisation(cast.organisation_id) as db:
            more = await erase.step(db, request_id)
    return request_id


async def test_the_package_holds_everything_of_the_person(database: Database, cast: Cast) -> None:
    async with database.organisation(cast.organisation_id) as db:
        archive = await given(db, cast.dev)
    contact = records(archive, "contacts.contact")[0]
    assert (contact["name"], contact["phones"]) == (DEV_NAME, [DEV_PHONE])
    assert len(records(archive, "consent.consent")) == 2
    manifest = json.loads(archive.read("manifest.json"))
    assert set(manifest["files"]) == set(archive.namelist()) - {"manifest.json"}


async def test_an_erased_person_is_nowhere_and_the_receipt_verifies(
    database: Database, cast: Cast
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        drafts = [Draft(cast.dev, "marketing", {"values": {"name": "Dev"}}, ids.new())]
        await send.send(db, cast.number.id, Origin("campaign", ids.new()), drafts)
    request_id = await erased(database, cast)
    async with database.organisation(cast.organisation_id) as db:
        assert await show.many(db, [cast.dev]) == []
        assert await show.search(db, "devendra", 10) == []
        for table in (
            "identity",
            "outgoing",
            "message",
            "service_window",
            "contact_tag",
            "attribute_value",
        ):
            count = await db.value(
                f"select count(*) from {table} where organisation_id = %s", (db.organisation_id,)
            )
            assert count == 0, table
        kept = await store.receipt(db, request_id)
    assert kept is not None
    receipt = json.dumps({"body": kept[0], "signature": kept[1].hex()})
    assert verify_receipt.verify(receipt, erase.public_key())["request"] == str(request_id)
    assert DEV_NAME not in receipt
    assert DEV_PHONE not in receipt


async def test_the_receipt_is_verified_by_one_file_alone(
    database: Database, cast: Cast, tmp_path: Path
) -> None:
    request_id = await erased(database, cast)
    async with database.organisation(cast.organisation_id) as db:
        kept = await store.receipt(db, request_id)
    assert kept is not None
    path = tmp_path / "receipt.json"
    for body, status in ((kept[0], 0), (kept[0].replace("2026", "2025"), 1)):
        path.write_text(json.dumps({"body": body, "signature": kept[1].hex()}))
        words = [sys.executable, "-I", verify_receipt.__file__, str(path), erase.public_key()]
        done = await asyncio.to_thread(subprocess.run, words, capture_output=True, check=False)
        assert done.returncode == status


async def test_erasing_again_changes_nothing(database: Database, cast: Cast) -> None:
    request_id = await erased(database, cast)
    async with database.organisation(cast.organisation_id) as db:
        assert not await erase.step(db, request_id)
        assert set(await store.steps(db, request_id)) == set(erase.STEPS)


async def test_a_person_erased_and_imported_again_is_not_messaged(
    database: Database, cast: Cast
) -> None:
    """Tomorrow's list says that they agreed in January; the erasure is newer than that."""
    january = clock.now() - timedelta(days=300)
    await erased(database, cast)
    with clock.moved(timedelta(days=1)):
        async with database.organisation(cast.organisation_id) as db:
            again = (await upsert.upsert(db, [Person(DEV_PHONE, name=DEV_NAME)]))[0]
            assert again.created
            said = Grant(again.contact_id, "marketing", "import", "list", "Yes.", "en", january)
            await give.grant(db, Actor("user", cast.asha), [said])
            assert await give.permitted(db, [again.contact_id], "marketing") == {}
            drafts = [Draft(again.contact_id, "marketing", {"values": {}}, ids.new())]
            queued = await send.send(db, cast.number.id, Origin("campaign", ids.new()), drafts)
            assert queued[0].code == "consent.missing"
            new = Grant(again.contact_id, "marketing", "form", "till", "Yes.", "en", clock.now())
            await give.grant(db, Actor("user", cast.asha), [new])
            assert again.contact_id in await give.permitted(db, [again.contact_id], "marketing")


async def test_a_cold_copy_from_before_a_stop_still_refuses(
    installation: Installation, database: Database, cast: Cast
) -> None:
    """The copied data database meets today's keyring and today's ledger of no."""
    import psycopg

    from indokona.kernel.wired import Addresses

    with cloned(installation) as today:
        async with opened(installation, today) as live:
            from tests.fixtures.cast import founded

            people = await founded(live)
        copy = today.data.rsplit("/", 1)[-1].split("?")[0] + "_copy"
        with psycopg.connect(installation.data.url(), autocommit=True) as connection:
            source = copy.removesuffix("_copy")
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s",
                (source,),
            )
            connection.execute(
                f"create database {copy} template {source} owner indokona_owner".encode()
            )
        try:
            async with (
                opened(installation, today) as live,
                live.organisation(people.organisation_id) as db,
            ):
                await withdraw.stop(db, Actor("person", people.dev), people.dev, "chat")
            restored = Addresses(today.data.replace(f"/{source}", f"/{copy}"), today.keyring)
            async with opened(installation, restored) as old:
                async with old.organisation(people.organisation_id) as db:
                    assert people.dev in await give.permitted(db, [people.dev], "marketing"), (
                        "the copy is older"
                    )
                assert await withdraw.catch_up(old) == 1
                async with old.organisation(people.organisation_id) as db:
                    assert await give.permitted(db, [people.dev], "marketing") == {}
                assert await withdraw.catch_up(old) == 0, "nothing is applied twice"
        finally:
            with psycopg.connect(installation.data.url(), autocommit=True) as connection:
                connection.execute(f"drop database {copy} with (force)".encode())
