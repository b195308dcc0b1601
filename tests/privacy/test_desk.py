"""The desk: who proves their number is let in, and whatever they ask has a clock and an answer."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from tests.fixtures.cast import DEV_PHONE, Cast
from tests.fixtures.webhooks import arrives, text

from indokona.app import wiring
from indokona.consent.actions import give
from indokona.contacts.actions import restrict, show
from indokona.contacts.errors import ContactRestricted
from indokona.inbox.actions import conversations
from indokona.kernel import clock, events, ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database
from indokona.kernel.errors import TooMany
from indokona.messaging.actions import send
from indokona.messaging.facts import Draft, Origin
from indokona.privacy import personal_data, store
from indokona.privacy.actions import answer, ask, desk, door, remind
from indokona.privacy.actions.ask import Wish
from indokona.privacy.errors import Answered, NotConfirmed, NotLetIn, WordsMissing


async def knocked(database: Database, cast: Cast, phone: str = DEV_PHONE) -> tuple[str, str | None]:
    """The flow, and the code if one went out."""
    flow = await door.knock(database, cast.organisation_id, phone, "203.0.113.9")
    async with database.organisation(cast.organisation_id) as db:
        newest = await db.value("select id from desk_door order by id desc limit 1")
        code = await door.code_of(db, newest)
    return flow, code.code if code else None


async def asked(database: Database, cast: Cast, kind: str, words: str = "", **more: bool) -> UUID:
    async with database.organisation(cast.organisation_id) as db:
        wish = Wish(kind, cast.dev, "form", Actor("person", cast.dev), words, **more)
        return (await ask.ask(db, wish)).request_id


async def test_the_code_on_the_number_lets_its_person_in_once(
    database: Database, cast: Cast
) -> None:
    flow, code = await knocked(database, cast)
    assert code is not None
    inside = await door.enter(database, cast.organisation_id, flow, code)
    async with database.organisation(cast.organisation_id) as db:
        assert await door.who(db, inside.token) == cast.dev
    with pytest.raises(NotLetIn):
        await door.enter(database, cast.organisation_id, flow, code)
    async with database.organisation(cast.stranger_id) as db:
        with pytest.raises(NotLetIn):
            await door.who(db, inside.token)
    with clock.moved(door.SESSION_LIVES + timedelta(seconds=1)):
        async with database.organisation(cast.organisation_id) as db:
            with pytest.raises(NotLetIn):
                await door.who(db, inside.token)


async def test_five_wrong_guesses_are_the_end_of_a_code(database: Database, cast: Cast) -> None:
    flow, code = await knocked(database, cast)
    assert code is not None
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _ in range(door.MOST_TRIES):
        with pytest.raises(NotLetIn):
            await door.enter(database, cast.organisation_id, flow, wrong)
    with pytest.raises(NotLetIn):
        await door.enter(database, cast.organisation_id, flow, code)


async def test_a_code_is_over_after_ten_minutes(database: Database, cast: Cast) -> None:
    flow, code = await knocked(database, cast)
    assert code is not None
    with clock.moved(door.CODE_LIVES + timedelta(seconds=1)), pytest.raises(NotLetIn):
        await door.enter(database, cast.organisation_id, flow, code)


async def test_a_number_that_nobody_knows_gets_the_same_answer_and_no_code(
    database: Database, cast: Cast
) -> None:
    flow, code = await knocked(database, cast, "+919800000009")
    assert code is None
    assert len(flow) == len((await knocked(database, cast))[0])
    with pytest.raises(NotLetIn):
        await door.enter(database, cast.organisation_id, flow, "123456")


async def test_a_number_is_not_sent_codes_without_end(database: Database, cast: Cast) -> None:
    spelled = (
        DEV_PHONE,
        f"{DEV_PHONE[:3]} {DEV_PHONE[3:]}",
        f"00{DEV_PHONE[1:]}",
        f"({DEV_PHONE})",
    )
    for n in range(door.A_NUMBER):
        await knocked(database, cast, spelled[n % len(spelled)])
    with pytest.raises(TooMany):
        await knocked(database, cast, f"{DEV_PHONE[:6]}-{DEV_PHONE[6:]}")


async def test_an_objection_ends_marketing_at_once(database: Database, cast: Cast) -> None:
    request_id = await asked(database, cast, "objection")
    async with database.organisation(cast.organisation_id) as db:
        assert await give.permitted(db, [cast.dev], "marketing") == {}
        assert await give.permitted(db, [cast.dev], "utility") != {}
        assert (await desk.show(db, request_id)).state == "done"


async def test_a_restriction_closes_everything_until_it_is_answered(
    database: Database, cast: Cast
) -> None:
    request_id = await asked(database, cast, "restriction")
    draft = Draft(cast.dev, "marketing", {"values": {}}, ids.new())
    async with database.organisation(cast.organisation_id) as db:
        queued = await send.send(db, cast.number.id, Origin("campaign", ids.new()), [draft])
        assert queued[0].code == "contact.restricted"
        assert (await show.one(db, cast.dev)).is_restricted
        with pytest.raises(ContactRestricted):
            await restrict.check_readable(db, cast.dev)
        await answer.answer(
            db, Actor("user", cast.asha), request_id, was_done=True, words="The dispute is settled."
        )
        queued = await send.send(db, cast.number.id, Origin("campaign", ids.new()), [draft])
        assert queued[0].code is None
        assert not (await show.one(db, cast.dev)).is_restricted


async def test_nobody_reads_messages_files_or_recipients_of_who_restricted_their_data(
    database: Database, cast: Cast
) -> None:
    await arrives(database, cast, text("hello", phone=DEV_PHONE.lstrip("+")))
    await events.hand_on(database, "inbox", wiring.handlers(database)["inbox"])
    async with database.organisation(cast.organisation_id) as db:
        conversation_id, message_id = (
            await db.rows("select id, last_message_id from conversation")
        )[0]
        assert (await conversations.show(db, conversation_id)).newest is not None
        await conversations.readable(db, conversation_id, message_id)
    await asked(database, cast, "restriction")
    async with database.organisation(cast.organisation_id) as db:
        assert (await conversations.show(db, conversation_id)).newest is None
        for reads in (
            conversations.readable(db, conversation_id, message_id),
            conversations.thread_of(db, await conversations.row(db, conversation_id), None, 10),
        ):
            with pytest.raises(ContactRestricted):
                await reads


async def test_a_correction_waits_with_its_words_for_an_answer(
    database: Database, cast: Cast
) -> None:
    with pytest.raises(WordsMissing):
        await asked(database, cast, "correction", "  ")
    request_id = await asked(database, cast, "correction", "My name is Devendra.")
    async with database.organisation(cast.organisation_id) as db:
        officer, row = Actor("user", cast.asha), await desk.show(db, request_id)
        assert row.state == "open"
        assert (await answer.opened_words(db, [row]))[row.id] == ("My name is Devendra.", None)
        await answer.answer(db, officer, request_id, was_done=False, words="It stands so already.")
        row = await desk.show(db, request_id)
        assert (row.state, row.reason) == ("refused", "refused")
        assert (await answer.opened_words(db, [row]))[row.id][1] == "It stands so already."
        with pytest.raises(Answered):
            await answer.answer(db, officer, request_id, was_done=True, words="Again.")


async def test_an_erasure_at_the_desk_needs_its_confirmation(
    database: Database, cast: Cast
) -> None:
    with pytest.raises(NotConfirmed):
        await asked(database, cast, "erasure")
    request_id = await asked(database, cast, "erasure", is_confirmed=True)
    async with database.organisation(cast.organisation_id) as db:
        assert (await desk.show(db, request_id)).state == "running"
    assert await asked(database, cast, "erasure", is_confirmed=True) == request_id


async def test_who_is_late_is_reminded_each_time_once(database: Database, cast: Cast) -> None:
    await asked(database, cast, "complaint", "Nobody answers me.")
    sent = []
    for days in (1, 4, 4, 6, 8, 9):
        async with database.organisation(cast.organisation_id) as db:
            now = clock.now() + timedelta(days=days)
            sent.append((await remind.remind(db, now))["reminder"])
    assert sent == [0, 1, 0, 1, 1, 0]


async def test_a_package_tells_what_was_asked_and_answered(database: Database, cast: Cast) -> None:
    await asked(database, cast, "complaint", "Nobody answers me.")
    async with database.organisation(cast.organisation_id) as db:
        told = (await personal_data.EXPORTS["request"](db, cast.dev, None)).records
        rows = await store.every(db, cast.dev)
    assert [one["words"] for one in told] == ["Nobody answers me."]
    assert rows[0].clock == "it-rules-grievance"
