"""Decoys and sliding counts raise alarms; who saw a person is told to those who may know."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation
from tests.fixtures.given import given, records
from tests.fixtures.http import Api, served

from indokona.inbox import store as inbox
from indokona.kernel import clock, closing, ids
from indokona.kernel.database import Database
from indokona.messaging.actions import send
from indokona.messaging.facts import Draft, Origin
from indokona.privacy.actions import alarms


@pytest.fixture
async def api(installation: Installation, database: Database, cast: Cast) -> AsyncIterator[Api]:
    async with served(installation, database, cast) as found:
        yield found


async def look(database: Database, most: int = 500) -> None:
    await closing.close_due(database, alarms.watcher(most))
    await alarms.look_for_sends(database)


async def raised(database: Database, cast: Cast) -> list[tuple[str, UUID, str]]:
    async with database.organisation(cast.organisation_id) as db:
        found = await alarms.every(db, unseen=True)
    return sorted((one.kind, one.actor_id, one.act) for one in found)


async def conversation(database: Database, cast: Cast) -> UUID:
    row_id = ids.new()
    async with database.organisation(cast.organisation_id) as db:
        await inbox.upsert(db, [(row_id, cast.dev, cast.number.id, ids.new(), clock.now())])
    return row_id


async def test_who_touches_a_decoy_raises_one_alarm_a_day(
    api: Api, database: Database, cast: Cast
) -> None:
    talk = await conversation(database, cast)
    async with database.organisation(cast.organisation_id) as db:
        draft = Draft(cast.dev, "utility", {"values": {}}, ids.new())
        await send.send(db, cast.number.id, Origin("campaign", cast.bilal), [draft])
    await api.asha.get(f"/api/contacts/{cast.dev}")
    assert (await api.asha.put(f"/api/contacts/{cast.dev}/honey")).status_code == 204
    await look(database)
    assert await raised(database, cast) == [], "marking is no touch, nor what was sent before"
    for _ in range(2):
        assert (await api.bilal.get(f"/api/conversations/{talk}/messages")).status_code == 200
        await look(database)
    assert await raised(database, cast) == [("honey", cast.bilal, "conversation.opened")]
    with clock.moved(timedelta(days=1)):
        async with database.organisation(cast.organisation_id) as db:
            draft = Draft(cast.dev, "utility", {"values": {}}, ids.new())
            await send.send(db, cast.number.id, Origin("campaign", cast.asha), [draft])
        await look(database)
        assert ("honey", cast.asha, alarms.SENT) in await raised(database, cast)
    assert (await api.asha.delete(f"/api/contacts/{cast.dev}/honey")).status_code == 204
    assert not (await api.asha.get(f"/api/contacts/{cast.dev}/views")).json()["is_honey"]


async def test_one_member_with_very_many_chats_raises_an_alarm(
    api: Api, database: Database, cast: Cast
) -> None:
    from indokona.contacts.actions import upsert
    from indokona.contacts.facts import Person
    from indokona.kernel import audit
    from indokona.kernel.audit import Actor

    async with database.organisation(cast.organisation_id) as db:
        known = await upsert.upsert(db, [Person(f"+9198123450{n:02}") for n in range(6)])
        for one in known[:5]:
            await audit.saw(
                db, Actor("user", cast.bilal), "conversation.opened", "contact", one.contact_id
            )
    await look(database, 6)
    assert await raised(database, cast) == []
    with clock.moved(timedelta(hours=23)):
        async with database.organisation(cast.organisation_id) as db:
            for one in (known[5], known[0]):
                await audit.saw(
                    db, Actor("user", cast.bilal), "contact.opened", "contact", one.contact_id
                )
        await look(database, 6)
    assert await raised(database, cast) == [("many_chats", cast.bilal, "conversation.opened")]


async def test_an_alarm_is_put_aside_once_and_only_by_who_may(
    api: Api, database: Database, cast: Cast
) -> None:
    await api.asha.put(f"/api/contacts/{cast.dev}/honey")
    await api.asha.get(f"/api/contacts/{cast.dev}")
    await look(database)
    (one,) = (await api.asha.get("/api/alarms")).json()
    assert (await api.bilal.get("/api/alarms")).status_code == 403
    assert (await api.chitra.put(f"/api/alarms/{one['id']}/seen")).status_code == 404
    assert (await api.asha.put(f"/api/alarms/{one['id']}/seen")).status_code == 204
    assert (await api.asha.put(f"/api/alarms/{one['id']}/seen")).status_code == 404
    assert await raised(database, cast) == []
    assert (await api.asha.get("/api/alarms")).json()[0]["seen_at"] is not None


async def test_owners_are_told_by_mail_once_a_day(
    api: Api, database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []

    async def tell(db: object, permission: str, kind: str, subject: str, text: str) -> int:
        assert permission == "owners.write"
        told.append(text)
        return 1

    monkeypatch.setattr("indokona.privacy.actions.alarms.members.write_to", tell)
    await api.asha.put(f"/api/contacts/{cast.dev}/honey")
    await api.asha.get(f"/api/contacts/{cast.dev}")
    await look(database)
    assert await alarms.mail_due(database, "https://tea.example") == 1
    assert await alarms.mail_due(database, "https://tea.example") == 0
    await conversation(database, cast)
    async with database.organisation(cast.organisation_id) as db:
        from indokona.kernel import audit
        from indokona.kernel.audit import Actor

        await audit.saw(db, Actor("user", cast.bilal), "contact.opened", "contact", cast.dev)
    await look(database)
    assert await alarms.mail_due(database, "https://tea.example") == 0, "not twice a day"
    with clock.moved(timedelta(days=1, minutes=1)):
        assert await alarms.mail_due(database, "https://tea.example") == 1
    assert "https://tea.example/privacy/audit" in told[0]
    assert len(told) == 2


async def test_who_saw_a_person_is_on_their_page_and_in_their_package(
    api: Api, database: Database, cast: Cast
) -> None:
    talk = await conversation(database, cast)
    await api.bilal.get(f"/api/conversations/{talk}")
    await api.asha.get(f"/api/contacts/{cast.dev}")
    seen = (await api.asha.get(f"/api/contacts/{cast.dev}/views")).json()["items"]
    assert [(one["act"], one["role"]) for one in seen] == [
        ("contact.opened", "owner"), ("conversation.opened", "agent"),
    ]  # fmt: skip
    assert (await api.bilal.get(f"/api/contacts/{cast.dev}/views")).status_code == 403
    async with database.organisation(cast.organisation_id) as db:
        whole = await given(db, cast.dev)
    lines = [(line["role"], line["member"]) for line in records(whole, "views")]
    assert lines == [("owner", 1), ("agent", 2)]
    assert str(cast.bilal) not in whole.read("index.html").decode()


async def test_failed_sign_ins_are_acts_of_the_members_organisations(
    api: Api, database: Database, cast: Cast
) -> None:
    from indokona.accounts.actions import sign_in

    await sign_in._tell_failed(database, cast.bilal)
    await sign_in._tell_failed(database, None)
    found = (await api.asha.get("/api/audit?act=sign_in.failed")).json()["items"]
    assert [one["subject_id"] for one in found] == [str(cast.bilal)]
    async with database.organisation(ids.PLATFORM) as db:
        assert await db.rows(
            "select subject_id from audit where organisation_id = %s", (ids.PLATFORM,)
        ) == [(ids.NIL,)]
