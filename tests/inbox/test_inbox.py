"""The shared inbox: who wrote, what was answered, whose turn it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.fixtures.cast import DEV_NAME, DEV_PHONE, Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import served
from tests.fixtures.webhooks import arrives, text, was_sent

from indokona.app import wiring
from indokona.kernel import clock, events, ids
from indokona.kernel.database import Database
from indokona.messaging.actions import send
from indokona.messaging.facts import Draft, Origin

PHONE = DEV_PHONE.lstrip("+")


async def writes(database: Database, cast: Cast, words: str) -> None:
    await arrives(database, cast, text(words, phone=PHONE))
    await events.hand_on(database, "inbox", wiring.handlers(database)["inbox"])


async def only(bilal: httpx.AsyncClient, **asked: Any) -> dict[str, Any]:
    items = (await bilal.get("/api/conversations", params=asked)).json()["items"]
    assert len(items) == 1
    found: dict[str, Any] = items[0]
    return found


async def test_a_message_opens_a_conversation_and_only_who_says_so_has_read_it(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        assert (await api.bilal.get("/api/conversations")).json() == {"items": [], "after": None}
        for words in ("hello", "anybody?"):
            await writes(database, cast, words)
        found = await only(api.bilal)
        assert (found["name"], found["unread"], found["state"]) == (DEV_NAME, 2, "open")
        newest = found["newest"]
        assert (newest["direction"], newest["state"], newest["text"]) == (
            "in",
            "received",
            "anybody?",
        )
        assert "phone" not in str(found).lower(), "an agent sees no number"
        where = f"/api/conversations/{found['id']}"
        thread = (await api.bilal.get(f"{where}/messages")).json()
        assert [m["content"]["text"] for m in thread] == ["anybody?", "hello"]
        assert (await only(api.bilal))["unread"] == 2, "asking is not reading"
        for up_to, unread in ((thread[1], 1), (thread[0], 0), (thread[1], 0)):
            seen = await api.bilal.put(f"{where}/read", json={"up_to": up_to["id"]})
            assert (seen.status_code, (await only(api.asha))["unread"]) == (204, unread)


async def test_an_answer_is_seen_at_once_as_queued(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        await writes(database, cast, "hello")
        where = f"/api/conversations/{(await only(api.bilal))['id']}/messages"
        assert (await api.bilal.post(where, json={"text": "good day"})).status_code == 202
        newest = (await api.bilal.get(where)).json()[0]
        assert (newest["content"]["text"], newest["state"]) == ("good day", "queued")


async def test_an_agent_does_not_see_the_link_to_all_of_a_persons_data(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        await writes(database, cast, "hello")
        where = f"/api/conversations/{(await only(api.bilal))['id']}/messages"
        secret = "https://x.example/rights/package/TOKEN"
        async with database.organisation(cast.organisation_id) as db:
            draft = Draft(cast.dev, "service", {"type": "text", "text": secret})
            sent = await send.send(db, cast.number.id, Origin("request", ids.new()), [draft])
        what = {"purpose": "service", "kind": "text", "origin_kind": "request"}
        await was_sent(database, cast, id=sent[0].message_id, **what)
        thread = await api.bilal.get(where)
        assert len(thread.json()) == 2
        assert "TOKEN" not in thread.text


async def test_after_24_hours_only_a_template_may_be_sent(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        await writes(database, cast, "hello")
        found = await only(api.bilal)
        where = f"/api/conversations/{found['id']}/messages"
        with clock.moved(timedelta(hours=24, seconds=1)):
            asha = api.asha  # sessions idle out after 12 hours; the window is asked of the action
            from indokona.inbox.actions import conversations
            from indokona.messaging.errors import WindowClosed

            async with database.organisation(cast.organisation_id) as db:
                with pytest.raises(WindowClosed):
                    await conversations.reply(db, found["id"], {"type": "text", "text": "late"})
        assert (await asha.post(where, json={"text": "in time"})).status_code == 202


@pytest.mark.parametrize(
    "body",
    [
        {}, {"text": ""}, {"text": "   "}, {"text": "x" * 4097},
        {"text": "a", "media": {"kind": "image", "id": "1"}},
        {"media": {"kind": "gif", "id": "1"}}, {"media": {"kind": "image", "id": "../x"}},
    ],
)  # fmt: skip
async def test_an_answer_that_whatsapp_would_refuse_is_refused_here(
    installation: Installation, database: Database, cast: Cast, body: dict[str, Any]
) -> None:
    async with served(installation, database, cast) as api:
        await writes(database, cast, "hello")
        where = f"/api/conversations/{(await only(api.bilal))['id']}/messages"
        answer = await api.bilal.post(where, json=body)
        assert answer.status_code == 422
        assert len((await api.bilal.get(where)).json()) == 1


async def test_assigning_resolving_and_reopening(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        await writes(database, cast, "hello")
        where = f"/api/conversations/{(await only(api.bilal))['id']}"
        mine = {"assignee_id": str(cast.bilal)}
        assert (await api.asha.put(f"{where}/assignee", json=mine)).status_code == 204
        assert (await only(api.bilal, mine=True))["assignee_id"] == str(cast.bilal)
        stranger = {"assignee_id": str(cast.chitra)}
        assert (await api.asha.put(f"{where}/assignee", json=stranger)).status_code == 422
        assert (
            await api.bilal.put(f"{where}/state", json={"state": "resolved"})
        ).status_code == 204
        assert (await api.bilal.get("/api/conversations", params={"state": "open"})).json()[
            "items"
        ] == []
        await writes(database, cast, "one more thing")
        assert (await only(api.bilal, state="open"))["unread"] == 2
        assert (
            await api.asha.put(f"{where}/assignee", json={"assignee_id": None})
        ).status_code == 204
        assert (await api.bilal.get("/api/conversations", params={"mine": True})).json()[
            "items"
        ] == []


async def test_pages_go_on_where_they_ended(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        for n in range(7):
            await arrives(database, cast, text(f"m{n}", phone=f"91987650000{n}"))
        await events.hand_on(database, "inbox", wiring.handlers(database)["inbox"])
        seen, after = [], None
        while True:
            asked = {"limit": 3, **({"after": after} if after else {})}
            page = (await api.bilal.get("/api/conversations", params=asked)).json()
            seen += [item["id"] for item in page["items"]]
            after = page["after"]
            if after is None:
                break
        assert len(seen) == len(set(seen)) == 7
        missing = await api.bilal.get(f"/api/conversations/{ids.new()}/messages")
        assert missing.status_code == 404
