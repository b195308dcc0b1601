"""The gate: asked when queued, asked again when sent."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from tests.fixtures.cast import Cast, consented

from indokona.consent import store_terms
from indokona.consent.actions import give, withdraw
from indokona.contacts.actions import upsert
from indokona.contacts.facts import Person
from indokona.kernel import clock, ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database, Db
from indokona.messaging import rules, store, store_dispatch
from indokona.messaging.actions import gate, send
from indokona.messaging.facts import Draft, Origin
from indokona.messaging.rules import Answers, Words
from indokona.numbers.facts import Sender
from indokona.templates import store as templates
from indokona.templates.store import TemplateRow

NOW = datetime(2026, 11, 23, tzinfo=UTC)
WHO, CONSENT = ids.new_many(2)


def answers(**changed) -> Answers:
    known = {
        "closed": {}, "consents": {"marketing": {WHO: CONSENT}}, "windows": {WHO: NOW - timedelta(hours=1)},
        "reachable": frozenset([WHO]),
    }  # fmt: skip
    return Answers(**{**known, **changed})


@pytest.mark.parametrize(
    ("case", "changed", "code"),
    [
        (("marketing", "APPROVED", "marketing"), {}, None),
        (("marketing", "APPROVED", "marketing"), {"consents": {}}, "consent.missing"),
        (("marketing", "PAUSED", "marketing"), {}, "template.not_usable"),
        (("utility", "APPROVED", "marketing"), {}, "template.category_changed"),
        (
            ("marketing", "APPROVED", "marketing"),
            {"closed": {WHO: "contact.erased"}},
            "contact.erased",
        ),
        (
            ("marketing", "APPROVED", "marketing"),
            {"closed": {WHO: "contact.restricted"}},
            "contact.restricted",
        ),
        (("service",), {"closed": {WHO: "contact.restricted"}}, "contact.restricted"),
        (("marketing", "APPROVED", "marketing"), {"reachable": frozenset()}, "contact.unreachable"),
        (("marketing", "APPROVED", "marketing", False), {}, "template.changed"),
        (("marketing", "APPROVED", "marketing", True, False), {}, "template.file_missing"),
        (("marketing", "APPROVED", "marketing", True, True, False), {}, "template.elsewhere"),
        (("service",), {}, None),
        (("service",), {"windows": {WHO: NOW - timedelta(hours=24)}}, "window.closed"),
        (("service",), {"windows": {}}, "window.closed"),
    ],
)
def test_the_gate_refuses_with_the_first_reason(case, changed, code) -> None:
    purpose, *words = case
    asked = rules.refuse(WHO, purpose, Words(*words) if words else None, answers(**changed), NOW)
    assert asked == code


@pytest.mark.parametrize("why", ["contact.erased", "contact.restricted"])
def test_the_rights_desk_answers_who_restricted_the_use_of_their_data(why: str) -> None:
    asked = rules.refuse(WHO, "service", None, answers(closed={WHO: why}), NOW, rules.RIGHTS)
    assert asked == (why if why == "contact.erased" else None)


def campaign(contact_ids, purpose: str = "marketing") -> list[Draft]:
    template = ids.new()
    return [Draft(one, purpose, {"values": {"name": "x"}}, template) for one in contact_ids]


async def test_who_never_agreed_is_refused_as_a_row_with_its_reason(
    database: Database, cast: Cast
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        quiet = (await upsert.upsert(db, [Person("+919812340001")]))[0].contact_id
        origin = Origin("campaign", ids.new())
        queued = await send.send(db, cast.number.id, origin, campaign([cast.dev, quiet]))
        counts = await send.counts(db, origin.id)
    assert [one.code for one in queued] == [None, "consent.missing"]
    assert counts["refused:consent.missing"] == 1
    assert counts["recipients"] == 2


async def test_stop_cancels_what_is_queued_in_the_same_transaction(
    database: Database, cast: Cast
) -> None:
    origin = Origin("campaign", ids.new())
    async with database.organisation(cast.organisation_id) as db:
        await send.send(db, cast.number.id, origin, campaign([cast.dev] * 3))
    async with database.organisation(cast.organisation_id) as db:
        cancelled = await withdraw.stop(db, Actor("person", cast.dev), cast.dev, "chat")
    assert cancelled == 3
    async with database.organisation(cast.organisation_id) as db:
        lease = await store_dispatch.lease(
            db, cast.number.id, ids.new(), NOW, NOW + timedelta(days=9)
        )
        chunk = await store_dispatch.next_chunk(db, cast.number.id, NOW + timedelta(days=9))
        assert lease is not None
        assert chunk is not None
        rows = await store_dispatch.take(db, chunk, 100)
    assert [row.code for row in rows] == ["consent.withdrawn"] * 3


async def test_who_said_no_is_refused_for_that_reason_not_asked_again(
    database: Database, cast: Cast
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        quiet = (await upsert.upsert(db, [Person("+919812340001")]))[0].contact_id
        await withdraw.stop(db, Actor("person", cast.dev), cast.dev, "chat")
        origin = Origin("campaign", ids.new())
        queued = await send.send(db, cast.number.id, origin, campaign([cast.dev, quiet]))
    assert [one.code for one in queued] == ["consent.withdrawn", "consent.missing"]


async def test_after_stop_only_the_person_can_resume(database: Database, cast: Cast) -> None:
    async with database.organisation(cast.organisation_id) as db:
        await withdraw.stop(db, Actor("person", cast.dev), cast.dev, "chat")
        assert await give.permitted(db, [cast.dev], "marketing") == {}
    async with database.organisation(cast.organisation_id) as db:
        again = await withdraw.start(db, cast.dev, "chat", "START")
        live = [await give.permitted(db, [cast.dev], p) for p in ("marketing", "utility")]
    assert {consent for one in live for consent in one.values()} == set(again)
    assert len(again) == 2


async def test_nobody_else_can_resume_whatever_they_write_down(
    database: Database, cast: Cast
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        await withdraw.stop(db, Actor("person", cast.dev), cast.dev, "chat")
    await consented(database, cast.organisation_id, [cast.dev], "marketing", "utility")
    async with database.organisation(cast.organisation_id) as db:
        for purpose in ("marketing", "utility"):
            assert await give.permitted(db, [cast.dev], purpose) == {}
        await withdraw.start(db, cast.dev, "chat", "START")
        assert cast.dev in await give.permitted(db, [cast.dev], "marketing")


async def test_a_start_that_arrives_late_takes_back_no_newer_stop(
    database: Database, cast: Cast
) -> None:
    now = datetime.now(UTC)
    async with database.organisation(cast.organisation_id) as db:
        await withdraw.stop(db, Actor("person", cast.dev), cast.dev, "chat", said_at=now)
        earlier = now - timedelta(minutes=5)
        assert await withdraw.start(db, cast.dev, "chat", "START", said_at=earlier) == []
        assert await give.permitted(db, [cast.dev], "marketing") == {}


async def test_a_stop_is_newer_than_a_start_that_was_said_before_it_however_late_both_come(
    database: Database, cast: Cast
) -> None:
    now, person = datetime.now(UTC), Actor("person", cast.dev)
    async with database.organisation(cast.organisation_id) as db:
        await withdraw.stop(db, person, cast.dev, "chat", said_at=now - timedelta(hours=1))
        again = await withdraw.start(
            db, cast.dev, "chat", "START", said_at=now - timedelta(seconds=9)
        )
        assert len(again) == 2
        await withdraw.stop(db, person, cast.dev, "chat", said_at=now - timedelta(seconds=6))
        for purpose in ("marketing", "utility"):
            assert await give.permitted(db, [cast.dev], purpose) == {}


async def test_an_old_consent_written_down_after_stop_changes_nothing(
    database: Database, cast: Cast
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        await withdraw.stop(db, Actor("person", cast.dev), cast.dev, "chat")
    async with database.organisation(cast.organisation_id) as db:
        await db.run(
            "update opt_out set at = at + interval '1 hour' where organisation_id = %s",
            (db.organisation_id,),
        )
    await consented(database, cast.organisation_id, [cast.dev], "marketing")
    async with database.organisation(cast.organisation_id) as db:
        assert await give.permitted(db, [cast.dev], "marketing") == {}


async def test_a_reply_needs_an_open_window(database: Database, cast: Cast) -> None:
    draft = Draft(cast.dev, "service", {"type": "text", "text": "hello"})
    async with database.organisation(cast.organisation_id) as db:
        refused = await send.send(db, cast.number.id, Origin("conversation", ids.new()), [draft])
        await store.open_windows(db, [(cast.number.id, cast.dev, datetime.now(UTC))])
        queued = await send.send(db, cast.number.id, Origin("conversation", ids.new()), [draft])
    assert (refused[0].code, queued[0].code) == ("window.closed", None)


async def test_a_dead_holders_slice_is_unknown_and_never_posted_again(
    database: Database, cast: Cast
) -> None:
    origin, now = Origin("campaign", ids.new()), datetime.now(UTC)
    async with database.organisation(cast.organisation_id) as db:
        queued = await send.send(db, cast.number.id, origin, campaign([cast.dev] * 5))
    async with database.organisation(cast.organisation_id) as db:
        lease = await store_dispatch.lease(
            db, cast.number.id, ids.new(), now, now + timedelta(seconds=1)
        )
        chunk = await store_dispatch.next_chunk(db, cast.number.id, now + timedelta(seconds=1))
        assert lease is not None
        fence = lease.fence
        assert chunk is not None
        rows = await store_dispatch.take(db, chunk, 3)
        intents = [
            (r.id, cast.dev, cast.number.id, "out", "marketing", "template", ids.new(), "campaign", origin.id, None,
             fence, None, None, now)
            for r in rows
        ]  # fmt: skip
        await store_dispatch.insert_messages(db, intents)
        span = (chunk.after_id, rows[-1].id)
        await store_dispatch.open_slice(db, ids.new(), cast.number.id, chunk.id, fence, span, now)
        await store_dispatch.advance(db, chunk.id, rows[-1].id, "ready")
    later = now + timedelta(minutes=1)
    async with database.organisation(cast.organisation_id) as db:
        assert await store_dispatch.renew(db, cast.number.id, fence, later)
        second = await store_dispatch.lease(
            db, cast.number.id, ids.new(), later + timedelta(minutes=1), later
        )
        assert second is not None
        assert second.fence == fence + 1
        assert await store_dispatch.abandon_slices(db, cast.number.id, second.fence, later) == 3
        assert not await store_dispatch.renew(db, cast.number.id, fence, later), (
            "the old holder lost its lane"
        )
        chunk = await store_dispatch.next_chunk(db, cast.number.id, later)
        assert chunk is not None
        assert [r.id for r in await store_dispatch.take(db, chunk, 10)] == [
            q.message_id for q in queued[3:]
        ]
        counts = await send.counts(db, origin.id)
    assert counts["unknown"] == 3


async def test_a_template_that_cannot_go_refuses_its_own_messages_and_stops_nobody_elses(
    database: Database, cast: Cast
) -> None:
    body = {"type": "BODY", "text": "Fresh tea is here."}
    picture = {"type": "HEADER", "format": "IMAGE"}

    def template(name: str, *components: dict[str, str]) -> TemplateRow:
        shape = {
            "name": name,
            "language": "en",
            "category": "MARKETING",
            "components": list(components),
        }
        return TemplateRow(
            ids.new(), cast.number.waba_row_id, name, "en", "MARKETING", None, "APPROVED", None, ids.new(), shape, None
        )  # fmt: skip

    elsewhere = dataclasses.replace(template("elsewhere", body), waba_row_id=ids.new())
    known = [template("plain", body), template("pictured", picture, body), elsewhere]
    async with database.organisation(cast.organisation_id) as db:
        for one in known:
            await templates.insert(db, one, NOW)
        drafts = [Draft(cast.dev, "marketing", {"values": {}}, one.version_id) for one in known]
        await send.send(db, cast.number.id, Origin("campaign", ids.new()), drafts)
        rows = []
        while chunk := await store_dispatch.next_chunk(db, cast.number.id, NOW + timedelta(days=9)):
            rows += await store_dispatch.take(db, chunk, 10)
            await store_dispatch.advance(db, chunk.id, rows[-1].id, "done")
        sender = Sender(cast.number, "http://127.0.0.1:1", "token")
        asked = await gate.ask(db, sender, rows)
    decided = [asked.decide(row) for row in rows]
    codes = [None, "template.file_missing", "template.elsewhere"]
    assert [code for code, _ in decided] == codes
    assert [post is not None for _, post in decided] == [True, False, False]


async def test_a_damaged_message_is_refused_by_itself_and_stops_nobody_elses(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        tea = await approved(db, cast, "Tea, {{1}}.")
        said = [{"values": {"1": "Dev"}}, {"values": 3}, {"values": {"1": "Dev"}}]
        drafts = [Draft(cast.dev, "marketing", one, tea.version_id) for one in said]
        await send.send(db, cast.number.id, Origin("campaign", ids.new()), drafts)
        chunk = await store_dispatch.next_chunk(db, cast.number.id, NOW + timedelta(days=9))
        assert chunk is not None
        first, second, third = await store_dispatch.take(db, chunk, 10)
        rows = [
            first._replace(content_sealed=first.content_sealed[:-1] + b"?"),
            second,
            third,
        ]
        asked = await gate.ask(db, Sender(cast.number, "http://127.0.0.1:1", "token"), rows)
    decided = [asked.decide(row) for row in rows]
    assert [code for code, _ in decided] == ["message.damaged", "message.damaged", None]
    owner.execute("alter table identity no force row level security")
    owner.execute(
        "update identity set value_sealed = value_sealed || '?' where contact_id = %s", (cast.dev,)
    )
    owner.execute("alter table identity force row level security")
    async with database.organisation(cast.organisation_id) as db:
        asked = await gate.ask(db, Sender(cast.number, "http://127.0.0.1:1", "token"), rows)
    assert asked.decide(third) == ("contact.unreachable", None)


async def approved(db: Db, cast: Cast, text: str = "Tea.") -> TemplateRow:
    """A template that may be sent."""
    body = {"type": "BODY", "text": text}
    shape = {"name": "tea", "language": "en", "category": "MARKETING", "components": [body]}
    tea = TemplateRow(
        ids.new(), cast.number.waba_row_id, "tea", "en", "MARKETING", None, "APPROVED", None, ids.new(), shape, None
    )  # fmt: skip
    await templates.insert(db, tea, NOW)
    return tea


async def test_a_consent_that_ended_while_a_message_waited_lets_no_post_out(
    database: Database, cast: Cast
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        tea = await approved(db, cast)
        await store_terms.set_term(db, "marketing", 1, clock.now())
        draft = Draft(cast.dev, "marketing", {"values": {}}, tea.version_id)
        await send.send(db, cast.number.id, Origin("campaign", ids.new()), [draft])
        chunk = await store_dispatch.next_chunk(db, cast.number.id, NOW + timedelta(days=9))
        assert chunk is not None
        rows = await store_dispatch.take(db, chunk, 10)
        sender = Sender(cast.number, "http://127.0.0.1:1", "token")
        code, post = (await gate.ask(db, sender, rows)).decide(rows[0])
        assert (code, post is not None) == (None, True)
        with clock.moved(timedelta(days=2)):
            assert (await gate.ask(db, sender, rows)).decide(rows[0]) == ("consent.expired", None)
