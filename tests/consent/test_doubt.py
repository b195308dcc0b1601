"""A number that comes back with another person behind it: no message, no history, until they agree anew."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from tests.contacts.test_identities import B, C, who
from tests.fixtures.cast import DEV_PHONE, Cast, consented
from tests.fixtures.database import Installation
from tests.fixtures.http import served
from tests.fixtures.webhooks import arrives, changed, status, text, was_sent
from tests.messaging.test_gate import campaign

from indokona.consent import rules
from indokona.consent.actions import give, withdraw
from indokona.contacts.actions import show
from indokona.kernel import clock, ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database
from indokona.messaging import content
from indokona.messaging.actions import send, thread
from indokona.messaging.facts import Origin

PHONE = DEV_PHONE.lstrip("+")


async def states(database: Database, cast: Cast) -> set[str]:
    async with database.organisation(cast.organisation_id) as db:
        return {one.state for one in await give.standing(db, cast.dev)}


async def by_message(database: Database, cast: Cast) -> None:
    """Somebody else writes from Dev's number."""
    await arrives(database, cast, text("who is this?", phone=PHONE, user_id=C))


async def by_delivery(database: Database, cast: Cast) -> None:
    """A message to Dev arrives at somebody else."""
    message_id = await was_sent(database, cast)
    await status(
        database, cast, id="wamid.D", status="delivered", recipient_user_id=C,
        biz_opaque_callback_data=f"{content.CALLBACK}{message_id.hex}",
    )  # fmt: skip


@pytest.mark.parametrize("comes", [by_message, by_delivery])
async def test_another_user_id_without_news_suspends_and_hides(
    database: Database, cast: Cast, comes
) -> None:
    await arrives(database, cast, text("my secret", phone=PHONE, user_id=B))
    async with database.organisation(cast.organisation_id) as db:
        origin = Origin("campaign", ids.new())
        await send.send(db, cast.number.id, origin, campaign([cast.dev] * 3))
    await comes(database, cast)
    assert await states(database, cast) == {"suspended"}
    async with database.organisation(cast.organisation_id) as db:
        assert (await send.counts(db, origin.id))["refused:consent.suspended"] == 3
        assert await thread.page(db, cast.dev, None, 10) == []
        assert await thread.newest(db, [cast.dev]) == {}
        assert len(await thread.whole(db, cast.dev, None, 10)) >= 1, "a person's package has it all"
        reached = (await show.reach(db, [cast.dev]))[cast.dev]
        queued = await send.send(db, cast.number.id, origin, campaign([cast.dev]))
    assert reached.phone is None, "an answer to Dev must not reach the number's new holder"
    assert queued[0].code == "consent.suspended"


async def test_only_a_new_yes_of_the_person_ends_it(database: Database, cast: Cast) -> None:
    await arrives(database, cast, text("my secret", phone=PHONE, user_id=B))
    await by_message(database, cast)
    await consented(database, cast.organisation_id, [cast.dev], *rules.PURPOSES)
    assert await states(database, cast) == {"suspended"}, "a list or a member changes nothing"
    await arrives(database, cast, text("hello?", user_id=B))
    assert await states(database, cast) == {"suspended"}, "a message alone is no yes"
    earlier = str(int((clock.now() - timedelta(hours=1)).timestamp()))
    await arrives(database, cast, text("START", user_id=B, timestamp=earlier))
    assert await states(database, cast) == {"suspended"}, "a yes from before the doubt ends nothing"
    await arrives(database, cast, text("START", user_id=B))
    async with database.organisation(cast.organisation_id) as db:
        assert cast.dev in await give.permitted(db, [cast.dev], "marketing")
        seen = await thread.page(db, cast.dev, None, 20)
    assert "my secret" in [one.content["text"] for one in seen if one.content]


async def test_a_stop_that_stood_before_stands_after(database: Database, cast: Cast) -> None:
    await arrives(database, cast, text("hi", phone=PHONE, user_id=B))
    async with database.organisation(cast.organisation_id) as db:
        await withdraw.stop(db, Actor("person", cast.dev), cast.dev, "chat", ["marketing"])
    await by_message(database, cast)
    async with database.organisation(cast.organisation_id) as db:
        why = await give.why_not(db, [cast.dev], "marketing")
        others = await give.why_not(db, [cast.dev], "utility")
    assert (why[cast.dev], others[cast.dev]) == ("consent.withdrawn", "consent.suspended")


async def test_a_stop_in_doubt_is_not_taken_back_by_what_was_said_before(
    database: Database, cast: Cast
) -> None:
    await arrives(database, cast, text("hi", phone=PHONE, user_id=B))
    await by_message(database, cast)
    await arrives(database, cast, text("STOP", user_id=B))
    async with database.organisation(cast.organisation_id) as db:
        why = await give.why_not(db, [cast.dev], "marketing")
    assert why[cast.dev] == "consent.withdrawn"


@pytest.mark.parametrize("news", [True, False])
async def test_a_change_that_whatsapp_tells_of_is_no_doubt(
    database: Database, cast: Cast, news: bool
) -> None:
    await arrives(database, cast, text("hi", phone=PHONE, user_id=B))
    if news:
        told = changed("user_changed_user_id", previous_user_id=B, user_id=C)
        await arrives(database, cast, told)
        await arrives(database, cast, text("still me", phone=PHONE, user_id=C))
    else:
        await arrives(database, cast, text("still me", phone=PHONE, user_id=B))
    assert await who(database, cast, phone=DEV_PHONE) == cast.dev
    assert "suspended" not in await states(database, cast)


async def test_ten_numbers_that_change_hands_leave_nobody_to_write_to(
    database: Database, cast: Cast
) -> None:
    people: list[UUID] = []
    for n in range(10):
        phone = f"9198765{n:05}"
        await arrives(database, cast, text("hi", phone=phone, user_id=f"IN.1{n:04}"))
        people.append(await who(database, cast, phone=f"+{phone}"))
    await consented(database, cast.organisation_id, people, "marketing")
    for n in range(10):
        phone = f"9198765{n:05}"
        await arrives(database, cast, text("new here", phone=phone, user_id=f"IN.2{n:04}"))
    async with database.organisation(cast.organisation_id) as db:
        queued = await send.send(
            db, cast.number.id, Origin("campaign", ids.new()), campaign(people)
        )
        pages = [await thread.page(db, one, None, 10) for one in people]
    assert {one.code for one in queued} == {"consent.suspended"}
    assert pages == [[]] * 10


async def test_the_contact_page_says_so(
    installation: Installation, database: Database, cast: Cast
) -> None:
    await arrives(database, cast, text("hi", phone=PHONE, user_id=B))
    await by_message(database, cast)
    async with served(installation, database, cast) as api:
        shown = (await api.asha.get(f"/api/contacts/{cast.dev}/consent-state")).json()
    assert {one["state"] for one in shown} == {"suspended"}
    assert {one["may_write"] for one in shown} == {False}
