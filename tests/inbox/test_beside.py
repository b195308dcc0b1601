"""What stands beside the messages: notes, drafts, who is there, quick replies; and finding one's work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import served
from tests.fixtures.webhooks import arrives, text
from tests.inbox.test_inbox import only, writes

from indokona.app import wiring
from indokona.inbox import personal_data
from indokona.kernel import clock, events
from indokona.kernel.database import Database


async def test_a_note_stands_in_the_thread_and_goes_with_its_person(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        await writes(database, cast, "hello")
        where = f"/api/conversations/{(await only(api.bilal))['id']}"
        note = await api.bilal.post(f"{where}/notes", json={"text": " is cross about the rye "})
        assert note.status_code == 201
        await writes(database, cast, "anybody?")
        thread = (await api.asha.get(f"{where}/messages")).json()
        assert [(one["direction"], one["content"]["text"]) for one in thread] == [
            ("in", "anybody?"), ("note", "is cross about the rye"), ("in", "hello"),
        ]  # fmt: skip
        assert thread[1]["author_id"] == str(cast.bilal)
        pages = [
            (await api.asha.get(f"{where}/messages", params={"limit": 1, **more})).json()[0]["kind"]
            for more in ({}, {"before": _key(thread[0])}, {"before": _key(thread[1])})
        ]
        assert pages == ["text", "note", "text"]
    async with database.organisation(cast.organisation_id) as db:
        assert await db.value("select count(*) from outgoing") == 0, "a note is never sent"
        exported = (await personal_data.EXPORTS["note"](db, cast.dev, None)).records
        assert [record["text"] for record in exported] == ["is cross about the rye"]
        assert (await personal_data.erase(db, cast.dev))["note"] == 1
        assert await db.value("select count(*) from note") == 0


def _key(message: dict[str, Any]) -> str:
    from uuid import UUID

    from indokona.kernel import paging

    return paging.encode(UUID(message["id"]))


async def test_a_draft_is_ones_own_and_a_second_tab_loses_nothing(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        await writes(database, cast, "hello")
        where = f"/api/conversations/{(await only(api.bilal))['id']}/draft"
        assert (await api.bilal.get(where)).json() == {
            "text": "", "note": False, "changed_at": None,
        }  # fmt: skip
        first = (await api.bilal.put(where, json={"text": "Good "})).json()
        blind = await api.bilal.put(where, json={"text": "I saw none"})
        assert (blind.status_code, blind.json()["code"]) == (409, "draft.changed")
        again = await api.bilal.put(where, json={"text": "Good "})
        assert (again.status_code, again.json()) == (200, first), "its first answer was lost"
        second = await api.bilal.put(where, json={"text": "Good day", "seen": first["changed_at"]})
        assert second.status_code == 200
        late = await api.bilal.put(where, json={"text": "Bad", "seen": first["changed_at"]})
        assert (late.status_code, late.json()["code"]) == (409, "draft.changed")
        assert (await api.bilal.get(where)).json()["text"] == "Good day"
        chosen = {"text": "Cross", "note": True, "overwrite": True}
        assert (await api.bilal.put(where, json=chosen)).status_code == 200
        kept = (await api.bilal.get(where)).json()
        assert (kept["text"], kept["note"]) == ("Cross", True), "a note stays a note"
        assert (await api.asha.get(where)).json()["text"] == "", (
            "another member's draft is not seen"
        )
        assert (await api.bilal.delete(where)).status_code == 204
        assert (await api.bilal.get(where)).json()["text"] == ""
        await api.bilal.put(where, json={"text": "forgotten"})
    async with database.organisation(cast.organisation_id) as db:
        sealed = await db.value("select text_sealed from draft")
        assert b"forgotten" not in sealed
        assert (await personal_data.expire(db, clock.now()))["draft"] == 0
        assert (await personal_data.expire(db, clock.now() + timedelta(days=31)))["draft"] == 1


async def test_who_looks_and_types_is_known_for_fifteen_seconds(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        await writes(database, cast, "hello")
        where = f"/api/conversations/{(await only(api.bilal))['id']}"
        assert (await api.bilal.put(f"{where}/presence", json={"typing": True})).status_code == 204
        seen = [{"user_id": str(cast.bilal), "typing": True}]
        assert (await api.asha.get(where)).json()["present"] == seen
        assert (await api.asha.get(f"{where}/presence")).json() == seen
        assert (await api.bilal.get(f"{where}/presence")).json() == []
        with clock.moved(timedelta(seconds=16)):
            assert (await api.asha.get(f"{where}/presence")).json() == []
        await api.bilal.delete(f"{where}/presence")
        assert (await api.asha.get(f"{where}/presence")).json() == []


async def test_quick_replies_are_the_organisations(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        made = await api.bilal.post("/api/quick-replies", json={"name": "hours", "text": "8 to 6."})
        assert made.status_code == 201
        again = await api.asha.post("/api/quick-replies", json={"name": "Hours", "text": "other"})
        assert (again.status_code, again.json()["code"]) == (409, "quick_reply.exists")
        where = f"/api/quick-replies/{made.json()['id']}"
        assert (
            await api.asha.put(where, json={"name": "open", "text": "9 to 5."})
        ).status_code == 200
        assert [one["text"] for one in (await api.bilal.get("/api/quick-replies")).json()] == [
            "9 to 5."
        ]
        assert (await api.chitra.get("/api/quick-replies")).json() == []
        assert (await api.chitra.delete(where)).status_code == 404
        assert (await api.asha.delete(where)).status_code == 204
        assert (await api.bilal.get("/api/quick-replies")).json() == []


async def test_views_and_counts_of_ones_work(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        for n in range(4):
            await arrives(database, cast, text(f"m{n}", phone=f"91987650000{n}"))
        await events.hand_on(database, "inbox", wiring.handlers(database)["inbox"])
        all_ = (await api.bilal.get("/api/conversations")).json()["items"]
        one, two = (f"/api/conversations/{found['id']}" for found in all_[:2])
        await api.bilal.put(f"{one}/assignee", json={"assignee_id": str(cast.bilal)})
        await api.bilal.put(f"{one}/read")
        await api.bilal.put(f"{two}/state", json={"state": "resolved"})

        async def listed(**asked: Any) -> int:
            return len((await api.bilal.get("/api/conversations", params=asked)).json()["items"])

        assert [await listed(view=v) for v in ("all", "mine", "unassigned", "unread")] == [
            4,
            1,
            3,
            3,
        ]
        assert await listed(view="unread", state="open") == 2
        assert await listed(contact_id=all_[3]["contact_id"]) == 1
        assert (await api.bilal.get("/api/conversations/counts")).json() == {
            "all": 3, "unread": 2, "mine": 1, "mine_unread": 0, "unassigned": 2, "unassigned_unread": 2,
        }  # fmt: skip
        person = (await api.bilal.get(f"{one}/person")).json()
        assert person["id"] == all_[0]["contact_id"]
        assert "9876500003" not in str(person), "an agent sees no number"
        there = {
            found["user_id"]
            for found in (await api.bilal.get("/api/conversations/colleagues")).json()
        }
        assert there == {str(cast.asha), str(cast.bilal)}
