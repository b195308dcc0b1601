"""What a page shows and somebody else changes is an event, so that the page asks again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from tests.fixtures.cast import DEV_PHONE, Cast
from tests.fixtures.webhooks import arrives, status, text, was_sent

from indokona.accounts.actions import members
from indokona.accounts.rules import permissions
from indokona.app import wiring
from indokona.inbox import store as inbox
from indokona.inbox.actions import conversations, notes
from indokona.kernel import clock, events, ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database
from indokona.kernel.edge import Caller
from indokona.messaging import content
from indokona.numbers.actions import show as numbers
from indokona.privacy.actions import desk, erase
from indokona.templates import actions as templates
from indokona.templates import store

ROOT = Path(__file__).resolve().parents[2]
#: What no page shows, or only by what comes of it.
UNSEEN = {
    "accounts.code_requested", "accounts.password_reset_asked", "messaging.rights_asked", "privacy.code_asked",
}  # fmt: skip


def _raw(**value: Any) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value))


async def _news(database: Database, cast: Cast, known: int = 0) -> list[tuple[str, UUID]]:
    """What was published since `known` events were."""
    async with database.glance() as scout:
        rows = await scout.rows(
            "select kind, subject_id from event where organisation_id = %s order by id",
            (cast.organisation_id,),
        )
    return [(kind, subject_id) for kind, subject_id in rows[known:]]


async def test_what_a_colleague_does_in_the_inbox_is_news(database: Database, cast: Cast) -> None:
    await arrives(database, cast, text("hello", phone=DEV_PHONE.lstrip("+")))
    assert [kind for kind, _ in await _news(database, cast)] == ["messaging.received"]
    await events.hand_on(database, "inbox", wiring.handlers(database)["inbox"])
    who = Caller(Actor("user", cast.asha), cast.asha, cast.organisation_id, frozenset())
    async with database.organisation(cast.organisation_id) as db:
        one = await inbox.one(db, await db.value("select id from conversation"))
        assert one
    assert (await _news(database, cast))[1:] == [("inbox.changed", one.id)], "once it is to be seen"
    before = len(await _news(database, cast))
    async with database.organisation(cast.organisation_id) as db:
        await conversations.assign(db, who, one.id, cast.bilal)
        await conversations.set_state(db, one.id, "resolved")
        await notes.write(db, one, cast.asha, "Likes first flush.")
        await conversations.reply(db, one.id, {"type": "text", "text": "Hello!"})
    assert await _news(database, cast, before) == [("inbox.changed", one.id)] * 4


async def test_statuses_that_come_together_are_one_news(database: Database, cast: Cast) -> None:
    message = await was_sent(database, cast)
    await status(database, cast, id="wamid.X", status="sent", biz_opaque_callback_data="of nobody")
    assert await _news(database, cast) == []
    ours = f"{content.CALLBACK}{message.hex}"
    await status(database, cast, id="wamid.X", status="sent", biz_opaque_callback_data=ours)
    assert await _news(database, cast) == [("messaging.moved", cast.number.id)]


async def test_another_role_is_news(database: Database, cast: Cast) -> None:
    rights = permissions("owner")
    who = Caller(Actor("user", cast.asha), cast.asha, cast.organisation_id, rights)
    async with database.organisation(cast.organisation_id) as db:
        await members.change_role(db, who, cast.bilal, "marketer")
        await members.change_role(db, who, cast.bilal, "marketer")
        await members.remove(db, who, cast.bilal)
    assert await _news(database, cast) == [("accounts.members_changed", cast.bilal)] * 2


async def test_what_meta_says_of_templates_and_numbers_is_news(
    database: Database, cast: Cast
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        row = store.TemplateRow(
            ids.new(), cast.number.waba_row_id, "offer", "en", "UTILITY", "77", "PENDING", None, ids.new(), {}, None
        )  # fmt: skip
        await store.insert(db, row, clock.now())
        await store.follow(db, [row], clock.now(), clock.now())
        await templates.apply_status(db, _raw(event="APPROVED", message_template_id=77))
        await templates.apply_status(db, _raw(event="APPROVED", message_template_id=78))
        change = {"previous_category": "UTILITY", "new_category": "MARKETING"}
        await templates.apply_category(db, _raw(message_template_id=77, **change))
        quality = _raw(display_phone_number=cast.number.display, event="FLAGGED")
        await numbers.apply_quality(db, quality)
        await numbers.mark_reconnect(db, cast.number.id)
    assert sorted(await _news(database, cast)) == sorted(
        [
            ("templates.changed", row.id),
            ("templates.changed", row.id),
            ("numbers.changed", cast.number.portfolio_id),
            ("numbers.changed", cast.number.id),
        ]
    )


async def test_how_a_request_stands_is_news_with_every_turn(database: Database, cast: Cast) -> None:
    async with database.organisation(cast.organisation_id) as db:
        asked = (await desk.access_by_officer(db, Actor("user", cast.asha), cast.dev)).request_id
        erasing = await desk.erase_by_officer(db, Actor("user", cast.asha), cast.dev)
    turns = [("privacy.changed", asked)] * 2 + [("privacy.changed", erasing)] * 2
    assert await _news(database, cast) == turns
    more = True
    while more:
        async with database.organisation(cast.organisation_id) as db:
            more = await erase.step(db, erasing)
    assert (await _news(database, cast))[-1] == ("privacy.changed", erasing)
    assert len(await _news(database, cast)) == len(turns) + 1


def test_pages_listen_to_what_is_published_and_to_nothing_else() -> None:
    script = (ROOT / "web/src/lib/live.ts").read_text()
    heard = set(re.findall(r"^  '([a-z_]+\.[a-z_]+)': ", script, re.MULTILINE))
    published = {
        word
        for path in (ROOT / "src/indokona").glob("*/events.py")
        for word in re.findall(r'^[A-Z_]+ = "([a-z_]+\.[a-z_]+)"', path.read_text(), re.MULTILINE)
    }
    assert heard == published - UNSEEN
