"""The desk answers in the language of the word that somebody wrote."""

from __future__ import annotations

import json

import pytest
from tests.fixtures.cast import DEV_PHONE, Cast
from tests.fixtures.webhooks import arrives, text

from indokona.app import wiring
from indokona.choices import says as choices
from indokona.consent import words
from indokona.kernel import events
from indokona.kernel.database import Database
from indokona.privacy import says

LANGUAGES = sorted({one for act in words.lists().values() for one in act})


async def answered(database: Database, cast: Cast, word: str) -> dict[str, object]:
    """What goes out to Dev after they wrote a word."""
    await arrives(database, cast, text(word, phone=DEV_PHONE.lstrip("+")))
    await events.hand_on(database, "privacy.desk", wiring.handlers(database)["privacy.desk"])
    async with database.organisation(cast.organisation_id) as db:
        rows = await db.rows("select id, content_sealed from outgoing order by id desc limit 1")
        opener = await db.opener([rows[0][1]])
        said = opener.text(rows[0][1], "message.content", rows[0][0])
    told: dict[str, object] = json.loads(said or "{}")
    return told


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_right_is_answered_in_its_own_language(
    database: Database, cast: Cast, language: str
) -> None:
    mine = words.lists()
    told = await answered(database, cast, mine["my_data"][language][0])
    before, _, after = says.say("package", language, link="|").partition("|")
    assert str(told["text"]).startswith(before)
    assert str(told["text"]).endswith(after)
    asked = await answered(database, cast, mine["delete_me"][language][0])
    assert str(asked["text"]).startswith(says.say("question", language, link="|").partition("|")[0])
    assert str(says.say("yes", language)) in str(asked["buttons"])
    chosen = await answered(database, cast, mine["preferences"][language][0])
    assert str(chosen["text"]).startswith(choices.say("link", language, link="|").partition("|")[0])


def test_no_language_is_answered_in_another_and_who_has_not_read_it_is_said() -> None:
    for key in ("package", "question", "yes", "no", "kept"):
        assert len({says.say(key, one, link="") for one in LANGUAGES}) == len(LANGUAGES), key
    for key in ("stopped", "started", "link"):
        said = {choices.say(key, one, link="", receipt="") for one in LANGUAGES}
        assert len(said) == len(LANGUAGES), key
    unread = set(words.unchecked())
    assert set(says._data()["about"]["unchecked"]) == unread
    assert set(choices._data()["about"]["unchecked"]) == unread


def test_a_button_is_no_longer_than_whatsapp_shows() -> None:
    long = [
        one for language in LANGUAGES for one in ("yes", "no") if len(says.say(one, language)) > 20
    ]
    assert not long, "Meta refuses a title of more than 20 characters"
