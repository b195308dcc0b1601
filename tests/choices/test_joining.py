"""A hosted page gives nothing; the person's word from WhatsApp does, once, within its time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.choices.chats import answers, token_in
from tests.fixtures.cast import DEV_PHONE, Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import Api, served
from tests.fixtures.webhooks import arrives, text

from indokona.app import worker
from indokona.choices import joining_rules
from indokona.consent.actions import give, withdraw
from indokona.kernel import clock
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database

PHONE = DEV_PHONE.lstrip("+")
OFFERS, ORDERS = "Yes, Tea House may send me offers.", "Yes, Tea House may write about orders."
BOTH = {"en": {"marketing": OFFERS, "utility": ORDERS}}


async def made(api: Api, cast: Cast, keyword: str = "Join Tea!", **changed: Any) -> dict[str, Any]:
    page = {"number_id": str(cast.number.id), "keyword": keyword, "words": BOTH, **changed}
    answer = await api.asha.post("/api/join-pages", json=page)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def slug(page: dict[str, Any]) -> str:
    return str(page["url"].rsplit("/", 1)[1])


async def ticked(api: Api, page: dict[str, Any], *purposes: str, **changed: Any) -> dict[str, Any]:
    body = {"purposes": list(purposes), "version": page["version"], "language": "en", **changed}
    answer = await api.nobody.post(f"/rights/join/{slug(page)}", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def stop_all(database: Database, cast: Cast) -> None:
    """Dev begins without a consent that holds."""
    async with database.organisation(cast.organisation_id) as db:
        await withdraw.stop(db, Actor("person", cast.dev), cast.dev, "chat")


async def live(database: Database, cast: Cast) -> set[str]:
    async with database.organisation(cast.organisation_id) as db:
        found = await give.standing(db, cast.dev)
    return {one.purpose for one in found if one.may_write}


async def test_a_click_gives_nothing_and_the_word_gives_what_was_ticked(
    installation: Installation, database: Database, cast: Cast
) -> None:
    await stop_all(database, cast)
    async with served(installation, database, cast) as api:
        page = await made(api, cast)
        shown = (await api.nobody.get(f"/rights/join/{slug(page)}")).json()
        assert (shown["organisation"], shown["words"]) == ("Tea House", BOTH["en"])
        confirming = await ticked(api, page, "marketing")
        assert await live(database, cast) == set()
        await arrives(database, cast, text(confirming["text"].lower() + " 🙏", phone=PHONE))
    assert await live(database, cast) == {"marketing"}
    async with database.organisation(cast.organisation_id) as db:
        line = (await give.timeline(db, cast.dev))[-1]
    assert (line.act, line.method, line.wording) == ("give", "join page", OFFERS)
    assert line.source == f"{page['url']}, version 1, keyword Join Tea!"
    said = (await answers(database, cast))[-1]
    assert OFFERS in said
    token_in(said, "preferences")
    token_in(said, "verify.html")


async def test_a_code_counts_once_in_its_time_and_for_its_page(
    installation: Installation, database: Database, cast: Cast
) -> None:
    await stop_all(database, cast)
    async with served(installation, database, cast) as api:
        page = await made(api, cast)
        other = await made(api, cast, "COFFEE")
        late = await ticked(api, page, "marketing")
        with clock.moved(joining_rules.CHOICE_LIVES + timedelta(seconds=1)):
            await arrives(database, cast, text(late["text"], phone=PHONE))
        foreign = (await ticked(api, page, "utility"))["text"].rsplit(" ", 1)[1]
        await arrives(database, cast, text(f"COFFEE {foreign}", phone=PHONE))
        await arrives(database, cast, text("Join Tea BCDFGHJK", phone=PHONE))
        assert await live(database, cast) == set()
        assert len([one for one in await answers(database, cast) if "too old" in one]) == 3
        good = await ticked(api, page, "marketing")
        await arrives(database, cast, text(good["text"], phone=PHONE))
        await stop_all(database, cast)
        await arrives(database, cast, text(good["text"], phone=PHONE))
        assert await live(database, cast) == set(), "a replayed code gives nothing"
        assert other["keyword"] == "COFFEE"


async def test_a_keyword_alone_gives_one_purpose_and_of_two_leads_to_the_page(
    installation: Installation, database: Database, cast: Cast
) -> None:
    await stop_all(database, cast)
    async with served(installation, database, cast) as api:
        page = await made(api, cast)
        single = await made(api, cast, "OFFERS", words={"en": {"marketing": OFFERS}})
        assert single["keyword_url"] == "https://wa.me/9180?text=OFFERS"
        await arrives(database, cast, text("join tea", phone=PHONE))
        assert await live(database, cast) == set()
        assert page["url"] in (await answers(database, cast))[-1]
        await arrives(database, cast, text("offers", phone=PHONE))
        assert await live(database, cast) == {"marketing"}
        await stop_all(database, cast)
        await arrives(database, cast, text("are there offers today?", phone=PHONE))
        assert await live(database, cast) == set()


async def test_a_word_that_arrives_late_takes_back_no_newer_stop(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        confirming = await ticked(api, await made(api, cast), "marketing")
        earlier = str(int((clock.now() - timedelta(minutes=5)).timestamp()))
        await stop_all(database, cast)
        await arrives(database, cast, text(confirming["text"], phone=PHONE, timestamp=earlier))
    assert await live(database, cast) == set()


async def test_other_words_are_a_new_version_and_an_old_one_is_not_agreed_to_unread(
    installation: Installation, database: Database, cast: Cast
) -> None:
    await stop_all(database, cast)
    async with served(installation, database, cast) as api:
        page = await made(api, cast)
        before = await ticked(api, page, "marketing")
        path, changed = f"/api/join-pages/{page['id']}", {"en": {"marketing": f"{OFFERS} Daily."}}
        same = {key: page[key] for key in ("number_id", "keyword", "words")}
        assert (await api.asha.put(path, json=same)).json()["version"] == 1
        newer = (await api.asha.put(path, json={**same, "words": changed})).json()
        assert newer["version"] == 2
        body = {"purposes": ["marketing"], "version": 1, "language": "en"}
        refused = await api.nobody.post(f"/rights/join/{slug(page)}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "join.changed")
        await arrives(database, cast, text(before["text"], phone=PHONE))
    async with database.organisation(cast.organisation_id) as db:
        line = (await give.timeline(db, cast.dev))[-1]
    assert line.wording == OFFERS, "what was read stands, not what was written later"
    assert "version 1" in (line.source or "")


@pytest.mark.parametrize(
    ("keyword", "code"),
    [("STOP", "join.keyword_reserved"), ("stop tea", "join.keyword_reserved"), ("!!", "join.keyword_reserved"),
     ("मेरा डेटा", "join.keyword_reserved"), ("tea bcdfghjk", "join.keyword_reserved"),
     ("join  TEA", "join.keyword_taken")],
)  # fmt: skip
async def test_a_keyword_that_means_something_else_is_refused(
    installation: Installation, database: Database, cast: Cast, keyword: str, code: str
) -> None:
    async with served(installation, database, cast) as api:
        await made(api, cast)
        page = {"number_id": str(cast.number.id), "keyword": keyword, "words": BOTH}
        refused = await api.asha.post("/api/join-pages", json=page)
        assert refused.json()["code"] == code
        assert len((await api.asha.get("/api/join-pages")).json()) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"words": {}}, {"words": {"en": {}}}, {"words": {"en": {"marketing": "short"}}},
        {"words": {"en": {"marketing": "x" * 301}}}, {"words": {"en": {"authentication": OFFERS}}},
        {"words": {"en": {"marketing": OFFERS}, "hi": {"utility": OFFERS}}}, {"words": {"xx": BOTH["en"]}},
        {"keyword": ""}, {"keyword": "k" * 31}, {"number_id": "none"},
    ],
)  # fmt: skip
async def test_a_page_that_cannot_be_agreed_to_is_refused(
    installation: Installation, database: Database, cast: Cast, changed: dict[str, Any]
) -> None:
    async with served(installation, database, cast) as api:
        page = {"number_id": str(cast.number.id), "keyword": "TEA", "words": BOTH, **changed}
        assert (await api.asha.post("/api/join-pages", json=page)).status_code == 422
        assert (await api.asha.get("/api/join-pages")).json() == []


async def test_nothing_ticked_or_not_offered_is_refused(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        page = await made(api, cast, words={"en": {"marketing": OFFERS}})
        for purposes, language, status in (
            ([], "en", 422), (["utility"], "en", 422), (["marketing"], "hi", 409), (["all"], "en", 422),
        ):  # fmt: skip
            body = {"purposes": purposes, "version": 1, "language": language}
            answer = await api.nobody.post(f"/rights/join/{slug(page)}", json=body)
            assert answer.status_code == status, (purposes, answer.text)


async def test_a_closed_page_a_guessed_one_and_a_foreign_number(
    installation: Installation, database: Database, cast: Cast
) -> None:
    await stop_all(database, cast)
    async with served(installation, database, cast) as api:
        page = await made(api, cast, words={"en": {"marketing": OFFERS}})
        foreign = {"number_id": str(cast.number.id), "keyword": "TEA", "words": BOTH}
        assert (await api.chitra.post("/api/join-pages", json=foreign)).status_code == 404
        assert (await api.bilal.delete(f"/api/join-pages/{page['id']}")).status_code == 403
        assert (await api.asha.delete(f"/api/join-pages/{page['id']}")).status_code == 204
        closed = await api.nobody.get(f"/rights/join/{slug(page)}")
        guessed = await api.nobody.get("/rights/join/nothere")
        assert (closed.status_code, closed.json()) == (404, guessed.json())
        await arrives(database, cast, text("Join Tea", phone=PHONE))
        assert await live(database, cast) == set()
        again = await made(api, cast)
        assert again["id"] != page["id"], "its keyword is free again"


async def test_codes_to_print_are_pictures(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        page = await made(api, cast)
        for what in ("page", "keyword"):
            code = await api.asha.get(f"/api/join-pages/{page['id']}/{what}.svg")
            assert code.headers["content-type"] == "image/svg+xml"
            assert code.text.startswith("<svg")
            assert "<script" not in code.text
            other = await api.chitra.get(f"/api/join-pages/{page['id']}/{what}.svg")
            assert other.status_code == 404


async def test_ticks_that_nobody_confirmed_are_forgotten(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        await ticked(api, await made(api, cast), "marketing")
    with clock.moved(timedelta(hours=3)):
        assert (await worker.expire(database))["join_choice"] == 1


@pytest.mark.parametrize(
    ("said", "readings"),
    [
        ("JOIN TEA 4F7K2M9Q", [("join tea 4f7k2m9q", None), ("join tea", "4f7k2m9q")]),
        ("join tea", [("join tea", None)]),
        ("4f7k2m9q", [("4f7k2m9q", None)]),
        ("", []),
        (
            f"join{' ' * 200}the queue, please, I want to be there tomorrow morning and not later",
            [],
        ),
        ("join tea 4f7k2m9a", [("join tea 4f7k2m9a", None)]),
    ],
)
def test_how_a_keyword_is_read(said: str, readings: list[tuple[str, str | None]]) -> None:
    assert [(one.keyword, one.code) for one in joining_rules.heard(said)] == readings


def test_codes_are_read_back_and_do_not_repeat() -> None:
    codes = {joining_rules.new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(joining_rules.heard(f"tea {code.upper()}")[1].code == code for code in codes)
