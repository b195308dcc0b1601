"""STOP, START and Meta's own stop and resume, as they arrive."""

from __future__ import annotations

import json
import time

import msgspec
import pytest
from tests.fixtures.cast import DEV_PHONE, Cast, consented
from tests.fixtures.webhooks import arrives, status, text, was_sent

from indokona.app import wiring
from indokona.consent import rules
from indokona.consent.actions import give
from indokona.kernel import events
from indokona.kernel.database import Database
from indokona.messaging import content
from indokona.whatsapp.webhooks import Change

PHONE = DEV_PHONE.lstrip("+")


async def live(database: Database, cast: Cast) -> set[str]:
    async with database.organisation(cast.organisation_id) as db:
        return {p for p in rules.PURPOSES if await give.permitted(db, [cast.dev], p)}


async def test_stop_leaves_codes_and_a_second_stop_does_not(database: Database, cast: Cast) -> None:
    await consented(database, cast.organisation_id, [cast.dev], "authentication")
    await arrives(database, cast, text("Stop!", phone=PHONE))
    assert await live(database, cast) == {"authentication"}
    await arrives(database, cast, text("STOP", phone=PHONE))
    assert await live(database, cast) == set()


async def test_stop_all_takes_everything_and_start_gives_back_what_was_agreed(
    database: Database, cast: Cast
) -> None:
    await consented(database, cast.organisation_id, [cast.dev], "authentication")
    await arrives(database, cast, text("stop all", phone=PHONE))
    assert await live(database, cast) == set()
    await arrives(database, cast, text("START", phone=PHONE))
    assert await live(database, cast) == {"marketing", "utility"}


@pytest.mark.parametrize(
    ("words", "act"),
    [
        ("STOP", "stop"), ("  stop!! 🙏", "stop"), ("बंद करो", "stop"), ("Band karo.", "stop"),
        ("stop all", "stop_all"), ("MY DATA", "my_data"), ("मेरा डेटा", "my_data"),
        ("mera data hatao", "delete_me"), ("delete me", "delete_me"), ("शुरू", "start"),
        ("please stop by the shop", None), ("stopp", None), ("", None), ("🙏", None),
    ],
)  # fmt: skip
def test_only_the_whole_message_is_an_order(words: str, act: str | None) -> None:
    assert rules.act_of(words) == act


async def test_a_sentence_with_stop_in_it_is_shown_to_an_agent_not_guessed(
    database: Database, cast: Cast
) -> None:
    await arrives(database, cast, text("could you stop by tomorrow?", phone=PHONE))
    for name, handlers in wiring.handlers(database).items():
        await events.hand_on(database, name, handlers)
    async with database.organisation(cast.organisation_id) as db:
        assert await db.rows("select attention from conversation") == [("mentions_stop",)]
    assert await live(database, cast) == {"marketing", "utility"}


async def test_a_refusal_of_meta_because_the_person_stopped_is_a_withdrawal(
    database: Database, cast: Cast
) -> None:
    message_id = await was_sent(database, cast)
    for _ in range(3):
        await status(
            database, cast, id="wamid.F", status="failed", errors=[{"code": 131050}],
            biz_opaque_callback_data=f"{content.CALLBACK}{message_id.hex}",
        )  # fmt: skip
    assert await live(database, cast) == {"utility"}
    entries = await database.ledger.after(cast.organisation_id, 0)
    assert len(entries) == 1, "told three times, written once"


async def test_metas_own_stop_and_resume_land_in_the_ledger(database: Database, cast: Cast) -> None:
    now = int(time.time())
    for choice, at, expected in (
        ("stop", now - 60, {"utility"}), ("resume", now + 1, {"marketing", "utility"}),
        ("stop", now + 2, {"utility"}), ("resume", now + 1 - 3600, {"utility"}), ("resume", 0, {"utility"}),
    ):  # fmt: skip
        value = {
            "metadata": {"phone_number_id": cast.number.phone_number_id},
            "user_preferences": [{"wa_id": PHONE, "category": "marketing_messages", "value": choice,
                                  "timestamp": at}],
        }  # fmt: skip
        change = Change("user_preferences", "7001", None, msgspec.Raw(json.dumps(value).encode()))
        async with database.organisation(cast.organisation_id) as db:
            await wiring.HANDLED["user_preferences"](db, [change])
        assert await live(database, cast) == expected
