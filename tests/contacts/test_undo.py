"""An import taken back: its consents, its tags, and the people whom nobody touched."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.contacts.test_import import STATED, imported
from tests.fixtures.cast import DEV_PHONE, Cast, consented
from tests.fixtures.database import Installation
from tests.fixtures.http import served
from tests.fixtures.webhooks import arrives, text, was_sent

from indokona.consent.actions import give, withdraw
from indokona.contacts.actions import undoing
from indokona.kernel import clock, jobs, keyring
from indokona.kernel.database import Database

PEOPLE = 220


def file(count: int = PEOPLE) -> bytes:
    lines = [f"P {n},+9198123{n:05d},Agra" for n in range(count)]
    return ("name,phone,city\n" + "\n".join([*lines, f"Dev,{DEV_PHONE},Agra"]) + "\n").encode()


async def found(asha: httpx.AsyncClient, number: int) -> str:
    answer = await asha.post("/api/contacts/search", json={"text": f"+9198123{number:05d}"})
    return str(answer.json()[0]["id"])


async def counted(database: Database, cast: Cast) -> tuple[int, ...]:
    async with database.organisation(cast.organisation_id) as db:
        return tuple(
            [
                int(await db.value(sql))
                for sql in (
                    "select count(*) from contact where fenced_at is null",
                    "select count(*) from identity where valid_to is null",
                    "select count(*) from contact_tag",
                    "select count(*) from attribute_value",
                    "select count(*) from consent_live where purpose = 'marketing'",
                    "select count(*) from consent where act = 'undo'",
                )
            ]
        )


class Killed(Exception):
    """The worker died inside a step."""


async def undone(database: Database, cast: Cast, import_id: str) -> int:
    """Work the undoing off; each step dies once before its commit. Returns how many died."""
    more, died = True, 0
    while more:
        with pytest.raises(Killed):
            await killed(database, cast, import_id)
        died += 1
        async with database.organisation(cast.organisation_id) as db:
            more = await undoing.step(db, UUID(import_id))
    return died


async def killed(database: Database, cast: Cast, import_id: str) -> None:
    """A step that dies before its commit."""
    async with database.organisation(cast.organisation_id) as db:
        await undoing.step(db, UUID(import_id))
        raise Killed


async def test_undoing_takes_everything_back_and_a_kill_between_steps_changes_nothing(
    installation: Installation, database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "BATCH", 60)
    async with served(installation, database, cast) as api:
        await api.asha.post("/api/attributes", json={"name": "city", "storage": "open"})
        before = await counted(database, cast)
        made = await imported(api.asha, database, cast, file(), tag="fair", **STATED)
        assert (made["created"], made["updated"], made["undo_until"] is not None) == (
            PEOPLE,
            1,
            True,
        )
        edited, wrote, agreed, tagged = [await found(api.asha, n) for n in range(4)]
        await api.asha.patch(f"/api/contacts/{edited}", json={"name": "Known Now"})
        await arrives(database, cast, text("hello", phone="919812300001"))
        await consented(database, cast.organisation_id, [UUID(agreed)], "utility")
        vip = (await api.asha.post("/api/tags", json={"name": "vip"})).json()["id"]
        body = {"add": [vip], "contact_ids": [tagged]}
        await api.asha.post("/api/contacts/tags", json=body)

        where = f"/api/imports/{made['id']}"
        begun = await api.asha.post(f"{where}/undo")
        assert (begun.status_code, begun.json()["state"]) == (202, "undoing")
        assert await undone(database, cast, made["id"]) > 10
        end = (await api.asha.get(where)).json()
        assert (end["state"], end["undone_contacts"], end["undo_kept"]) == ("undone", PEOPLE - 4, 4)
        assert (end["undone_consents"], end["undone_tags"]) == (PEOPLE + 1, PEOPLE + 1)
        after = await counted(database, cast)
        assert after == (before[0] + 4, before[1] + 4, 1, 5, before[4], PEOPLE + 1)
        for kept in (edited, wrote, agreed, tagged):
            assert (await api.asha.get(f"/api/contacts/{kept}")).status_code == 200
        again = await api.asha.post(f"{where}/undo")
        assert (again.status_code, again.json()["code"]) == (409, "import.not_undoable")
    async with database.organisation(cast.organisation_id) as db:
        gone = [r[0] for r in await db.rows("select id from contact where fenced_at is not null")]
        assert len(gone) == PEOPLE - 4
        sealer = await database.keyring.sealer(cast.organisation_id, keyring.CONTACT, gone)
        assert not any(sealer.knows(one) for one in gone), "their keys are destroyed"
        assert (
            await db.value(
                "select count(*) from contact where fenced_at is not null and name_sealed is not null"
            )
            == 0
        )
        assert cast.dev in await give.permitted(db, [cast.dev], "marketing"), (
            "an earlier yes stands again"
        )
        assert await give.permitted(db, [UUID(edited)], "marketing") == {}
        await withdraw.start(db, UUID(edited), "chat", "START")
        assert await give.permitted(db, [UUID(edited)], "marketing") == {}, (
            "START revives no undone consent"
        )


async def test_people_taken_back_can_be_imported_again_and_written_to(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        first = await imported(api.asha, database, cast, file(5), **STATED)
        await api.asha.post(f"/api/imports/{first['id']}/undo")
        await jobs.run_steps(database, undoing.step, cast.organisation_id, UUID(first["id"]))
        second = await imported(api.asha, database, cast, file(5), **STATED)
        assert second["created"] == 5
        who = UUID(await found(api.asha, 3))
        async with database.organisation(cast.organisation_id) as db:
            assert who in await give.permitted(db, [who], "marketing")


async def test_a_stop_is_not_undone_and_after_a_day_nothing_is(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        made = await imported(api.asha, database, cast, file(3), **STATED)
        who = await found(api.asha, 1)
        assert (await api.asha.post(f"/api/contacts/{who}/opt-out", json={})).status_code == 200
        with clock.moved(timedelta(hours=24, minutes=1)):
            from indokona.contacts.errors import ImportTooOld
            from indokona.kernel.audit import MACHINE

            async with database.organisation(cast.organisation_id) as db:
                with pytest.raises(ImportTooOld):
                    await undoing.begin(db, MACHINE, UUID(made["id"]))
        other: Any = await api.chitra.post(f"/api/imports/{made['id']}/undo")
        assert other.status_code == 404
        await api.asha.post(f"/api/imports/{made['id']}/undo")
        await jobs.run_steps(database, undoing.step, cast.organisation_id, UUID(made["id"]))
        assert (await api.asha.get(f"/api/contacts/{who}")).status_code == 200, (
            "who said no is kept as a no"
        )
        async with database.organisation(cast.organisation_id) as db:
            assert await db.value("select count(*) from opt_out where contact_id = %s", (who,)) > 0
            assert await give.permitted(db, [UUID(who)], "marketing") == {}


async def test_a_message_that_was_on_its_way_brings_its_person_back(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        made = await imported(api.asha, database, cast, file(3), **STATED)
        person = await found(api.asha, 0)
        await api.asha.post(f"/api/imports/{made['id']}/undo")
        stage = None
        while stage != "shred":
            async with database.organisation(cast.organisation_id) as db:
                assert await undoing.step(db, UUID(made["id"]))
                stage = await db.value(
                    "select undo_stage from contact_import where id = %s", (UUID(made["id"]),)
                )
        assert (await api.asha.get(f"/api/contacts/{person}")).status_code == 404, "hidden"
        await was_sent(database, cast, contact_id=UUID(person), direction="in")
        await jobs.run_steps(database, undoing.step, cast.organisation_id, UUID(made["id"]))
        assert await found(api.asha, 0) == person
        shown = (await api.asha.get(f"/api/imports/{made['id']}")).json()
        assert (shown["state"], shown["undone_contacts"]) == ("undone", 2)
