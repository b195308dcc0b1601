"""A person's own page: by a link from their chat, and by nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.choices.chats import answers, token_in
from tests.fixtures.cast import DEV_NAME, DEV_PHONE, Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import served
from tests.fixtures.webhooks import arrives, text
from tests.messaging.test_gate import campaign
from tests.privacy.test_erasure import erased

from indokona.app import worker
from indokona.consent.actions import doubt, give
from indokona.contacts.actions import show
from indokona.kernel import clock, ids
from indokona.kernel.database import Database
from indokona.messaging.actions import send, thread
from indokona.messaging.facts import Origin

PHONE = DEV_PHONE.lstrip("+")
ZONE = "Asia/Kolkata"


async def asked_for(database: Database, cast: Cast, words: str = "PREFERENCES") -> str:
    """The token that Dev gets for a word."""
    await arrives(database, cast, text(words, phone=PHONE))
    return token_in((await answers(database, cast))[-1], "preferences")


def choice(purpose: str = "marketing", **values: Any) -> dict[str, Any]:
    return {"purpose": purpose, "yes": True, **values}


def body(*choices: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {"choices": list(choices), "zone": ZONE, "language": "en", **values}


async def refusal(answer: httpx.Response) -> tuple[int, dict[str, Any]]:
    return answer.status_code, answer.json()


async def test_the_page_shows_choices_and_not_whose_they_are(
    installation: Installation, database: Database, cast: Cast
) -> None:
    token = await asked_for(database, cast)
    async with served(installation, database, cast) as api:
        page = await api.nobody.get(f"/rights/preferences/{token}")
        hindi = await api.nobody.get(f"/rights/preferences/{token}?language=hi")
    shown = page.json()
    assert {one["purpose"]: one["state"] for one in shown["standing"]} == {
        "marketing": "given", "utility": "given",
    }  # fmt: skip
    assert shown["organisation"] == "Tea House"
    assert "Tea House" in shown["words"]["marketing"]
    assert hindi.json()["words"]["marketing"].startswith("हाँ")
    assert shown["my_data"].endswith("?text=MY%20DATA")
    for secret in (DEV_NAME, DEV_PHONE, PHONE, str(cast.dev), PHONE[-4:]):
        assert secret not in page.text


async def test_every_change_is_a_row_with_words_version_language_and_method(
    installation: Installation, database: Database, cast: Cast
) -> None:
    token = await asked_for(database, cast)
    path = f"/rights/preferences/{token}"
    async with served(installation, database, cast) as api:
        wanted = body(
            choice(quiet_from=1260, quiet_to=480, most=2),
            choice("utility", yes=False),
            language="hi",
        )
        saved = await api.nobody.put(path, json=wanted)
        assert saved.status_code == 200, saved.text
        again = await api.nobody.put(path, json=wanted)
        back = await api.nobody.put(path, json=body(choice(), choice("utility"), language="hi"))
    states = {one["purpose"]: one for one in saved.json()["standing"]}
    assert states["utility"]["state"] == "withdrawn"
    assert states["marketing"]["wish"] == {
        "quiet_from": 1260,
        "quiet_to": 480,
        "zone": ZONE,
        "most": 2,
    }
    assert again.json() == saved.json(), "the same again changes nothing"
    assert {one["state"] for one in back.json()["standing"]} == {"given"}
    async with database.organisation(cast.organisation_id) as db:
        lines = await give.timeline(db, cast.dev)
        person = await show.one(db, cast.dev)
    told = [(one.act, one.purpose) for one in lines[2:]]
    assert told == [
        ("withdraw", "utility"), ("prefer", "marketing"), ("language", "service"), ("prefer", "marketing"),
        ("give", "utility"),
    ]  # fmt: skip
    assert person.language == "hi"
    assert {one.method for one in lines[2:]} == {"preference page"}
    prefer, given = lines[3], lines[-1]
    assert (
        prefer.source
        == "quiet 21:00-08:00 Asia/Kolkata, at most 2 a week (preference page, version 1)"
    )
    assert prefer.wording is not None
    assert given.wording == "हाँ, Tea House मेरे ऑर्डर और मेरे सवालों के बारे में मुझे WhatsApp पर लिख सकता है।"
    said = (await answers(database, cast))[-1]
    assert given.wording in said, "a new yes is confirmed in the chat"
    token_in(said, "verify.html")


async def test_a_no_on_the_page_cancels_what_waits(
    installation: Installation, database: Database, cast: Cast
) -> None:
    token = await asked_for(database, cast)
    async with database.organisation(cast.organisation_id) as db:
        origin = Origin("campaign", ids.new())
        await send.send(db, cast.number.id, origin, campaign([cast.dev] * 2))
    async with served(installation, database, cast) as api:
        await api.nobody.put(f"/rights/preferences/{token}", json=body(choice(yes=False)))
    async with database.organisation(cast.organisation_id) as db:
        assert (await send.counts(db, origin.id))["refused:consent.withdrawn"] == 2


async def test_a_yes_after_stop_takes_the_stop_back_for_that_purpose_alone(
    installation: Installation, database: Database, cast: Cast
) -> None:
    token = await asked_for(database, cast, "STOP")
    async with served(installation, database, cast) as api:
        await api.nobody.put(f"/rights/preferences/{token}", json=body(choice()))
    async with database.organisation(cast.organisation_id) as db:
        assert cast.dev in await give.permitted(db, [cast.dev], "marketing")
        assert await give.permitted(db, [cast.dev], "utility") == {}


@pytest.mark.parametrize(
    "bad",
    [
        body(choice(quiet_from=60)), body(choice(quiet_from=60, quiet_to=60)), body(choice(most=0)),
        body(choice(most=101)), body(choice(quiet_from=-1, quiet_to=60)), body(choice(quiet_from=0, quiet_to=1440)),
        body(choice("authentication")), body(choice(), choice()), body(choice(), zone="Mars/Olympus"),
        body(choice(), zone="../../etc/passwd"), body(choice(), language="xx"), body(choice(), more=1), {},
        [], body(choice(quiet_from=60, quiet_to=90), zone="localtime"),
    ],
)  # fmt: skip
async def test_a_bad_wish_is_refused_and_nothing_is_half_kept(
    installation: Installation, database: Database, cast: Cast, bad: Any
) -> None:
    token = await asked_for(database, cast)
    async with served(installation, database, cast) as api:
        answer = await api.nobody.put(f"/rights/preferences/{token}", json=bad)
    assert answer.status_code == 422, answer.text
    async with database.organisation(cast.organisation_id) as db:
        assert len(await give.timeline(db, cast.dev)) == 2
        assert await db.rows("select 1 from preference") == []


async def test_guessed_ended_older_and_revoked_links_look_alike_and_tell_nothing(
    installation: Installation, database: Database, cast: Cast
) -> None:
    older = await asked_for(database, cast)
    newest = await asked_for(database, cast)
    async with served(installation, database, cast) as api:
        get = api.nobody.get
        assert (await get(f"/rights/preferences/{newest}")).status_code == 200
        dead = [await refusal(await get(f"/rights/preferences/{one}")) for one in ("guess", older)]
        with clock.moved(timedelta(days=91)):
            dead.append(await refusal(await get(f"/rights/preferences/{newest}")))
        async with database.organisation(cast.organisation_id) as db:
            await doubt.suspend(db, [cast.dev])
        dead.append(await refusal(await get(f"/rights/preferences/{newest}")))
        put = await api.nobody.put(f"/rights/preferences/{older}", json=body(choice(yes=False)))
        dead.append(await refusal(put))
    assert {status for status, _ in dead} == {404}
    assert all(told == dead[0][1] for _, told in dead)
    assert dead[0][1]["code"] == "preferences.dead"


async def test_an_erased_persons_link_is_dead_and_their_wishes_are_gone(
    installation: Installation, database: Database, cast: Cast
) -> None:
    token = await asked_for(database, cast)
    async with served(installation, database, cast) as api:
        await api.nobody.put(f"/rights/preferences/{token}", json=body(choice(most=1)))
        await erased(database, cast)
        assert (await api.nobody.get(f"/rights/preferences/{token}")).status_code == 404
    async with database.organisation(cast.organisation_id) as db:
        assert await db.rows("select 1 from preference") == []


async def test_guessing_is_slowed_down(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        told = [(await api.nobody.get("/rights/preferences/guess")).status_code for _ in range(62)]
    assert (told[0], told[-1]) == (404, 429)


async def test_no_member_sees_the_link(database: Database, cast: Cast) -> None:
    token = await asked_for(database, cast)
    async with database.organisation(cast.organisation_id) as db:
        rows = await db.rows(
            "select id, content_sealed from outgoing where origin_kind = 'consent'"
        )
        intent = (rows[0][0], cast.dev, cast.number.id, "out", "service", "text", None, "consent", ids.new(), None, 1,
                  None, None, clock.now())  # fmt: skip
        from indokona.messaging import store_dispatch

        await store_dispatch.insert_messages(db, [intent])
        seen = await thread.page(db, cast.dev, None, 10)
    words = " ".join(str(one.content) for one in seen)
    assert token not in words
    assert thread.LINK_ONLY in words


async def test_links_whose_time_has_passed_are_forgotten(
    installation: Installation, database: Database, cast: Cast
) -> None:
    await asked_for(database, cast)
    with clock.moved(timedelta(days=91)):
        assert (await worker.expire(database))["preference_link"] == 1
