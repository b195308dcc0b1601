"""Quiet hours and caps: by the wall clock of the person, asked when queued and when sent."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.cast import Cast
from tests.fixtures.webhooks import was_sent
from tests.messaging.test_gate import campaign

from indokona.choices import zones
from indokona.consent import rules, store, store_terms
from indokona.consent.actions import give
from indokona.consent.facts import Wish
from indokona.kernel import clock, ids
from indokona.kernel.arrays import packed
from indokona.kernel.database import Database
from indokona.messaging import store_dispatch
from indokona.messaging.actions import gate, send
from indokona.messaging.actions import wishes as wishes_of
from indokona.messaging.facts import Draft, Origin
from indokona.messaging.rules import FURTHEST_DUE
from indokona.numbers.facts import Sender
from indokona.templates import store as templates
from indokona.templates.store import TemplateRow

INDIA = "Asia/Kolkata"
BODY = {"type": "BODY", "text": "Fresh tea is here."}


def at(hour: int, minute: int = 0, zone: str = INDIA) -> datetime:
    return datetime(2026, 11, 28, hour, minute, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("start", "end", "now", "until"),
    [
        (21 * 60, 8 * 60, at(22), at(8) + timedelta(days=1)),
        (21 * 60, 8 * 60, at(7, 59), at(8)),
        (21 * 60, 8 * 60, at(8), None),
        (21 * 60, 8 * 60, at(20, 59), None),
        (21 * 60, 8 * 60, at(21), at(8) + timedelta(days=1)),
        (13 * 60, 15 * 60, at(14), at(15)),
        (13 * 60, 15 * 60, at(15), None),
        (0, 1439, at(0), at(23, 59)),
    ],
)
def test_quiet_hours_on_the_wall(start: int, end: int, now: datetime, until) -> None:
    assert rules.quiet_until(Wish(start, end, INDIA, None), now) == until


@given(
    st.integers(0, 1439), st.integers(0, 1439),
    st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: at(0) + timedelta(minutes=minutes)),
    st.sampled_from([INDIA, "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC"]),
)  # fmt: skip
def test_quiet_ends_outside_the_quiet_hours_within_a_day(start, end, now, zone) -> None:
    if start == end:
        return
    wish = Wish(start, end, zone, None)
    until = rules.quiet_until(wish, now)
    local = now.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    inside = start <= minute < end if start < end else minute >= start or minute < end
    assert (until is not None) == inside
    if until is not None:
        assert now < until <= now + timedelta(hours=25, minutes=1)


def test_a_market_knows_its_clocks() -> None:
    assert zones.of_market("IN", INDIA)[0] in (INDIA, "Asia/Calcutta")
    assert zones.of_market("US", "America/New_York")[0] == "America/New_York"
    assert zones.of_market("", "Europe/Berlin") == ("Europe/Berlin",)
    assert zones.of_market("SG", INDIA) == ("Asia/Singapore",)


async def wish(database: Database, cast: Cast, **wanted: int | None) -> None:
    """Dev's wish for marketing, by a clock of UTC."""
    values = {"quiet_from": None, "quiet_to": None, "most": None, **wanted}
    made = Wish(values["quiet_from"], values["quiet_to"], "UTC", values["most"])
    async with database.organisation(cast.organisation_id) as db:
        await store_terms.set_wish(db, cast.dev, "marketing", made, clock.now())


def around_now(ahead: int = 30) -> dict[str, int]:
    now = clock.now()
    minute = now.hour * 60 + now.minute
    return {"quiet_from": (minute - 60) % 1440, "quiet_to": (minute + ahead) % 1440}


async def taken(database: Database, cast: Cast) -> tuple[list[str | None], list[UUID]]:
    """What the gate says of all that is due now: codes, and whom quiet hours hold back."""
    async with database.organisation(cast.organisation_id) as db:
        rows = []
        while chunk := await store_dispatch.next_chunk(db, cast.number.id, clock.now()):
            rows += await store_dispatch.take(db, chunk, 100)
            await store_dispatch.advance(db, chunk.id, rows[-1].id, "done")
        if not rows:
            return [], []
        asked = await gate.ask(db, Sender(cast.number, "http://127.0.0.1:1", "t"), rows)
        quiet = [row.contact_id for row in rows if asked.waits_until(row)]
        codes = [asked.decide(row)[0] for row in rows]
    return codes, quiet


async def test_what_falls_into_quiet_hours_is_due_at_their_end(
    database: Database, cast: Cast
) -> None:
    await wish(database, cast, **around_now())
    async with database.organisation(cast.organisation_id) as db:
        origin = Origin("campaign", ids.new())
        queued = await send.send(db, cast.number.id, origin, campaign([cast.dev] * 2))
        due = await db.rows("select distinct due_at from chunk")
        counts = await send.counts(db, origin.id)
    assert [one.code for one in queued] == [None, None], "a wish for quiet is no refusal"
    assert timedelta(minutes=28) < due[0][0] - clock.now() < timedelta(minutes=31)
    assert counts["queued"] == 2
    assert await taken(database, cast) == ([], [])


async def test_a_long_night_is_asked_again_and_a_wish_taken_back_holds_within_the_hour(
    database: Database, cast: Cast
) -> None:
    await wish(database, cast, **around_now(10 * 60))
    async with database.organisation(cast.organisation_id) as db:
        await send.send(db, cast.number.id, Origin("campaign", ids.new()), campaign([cast.dev]))
        due = await db.value("select due_at from chunk")
    assert due <= clock.now() + FURTHEST_DUE, "further ahead is taken for a clock that was set back"
    with clock.moved(timedelta(minutes=51)):
        assert (await taken(database, cast))[1] == [cast.dev]
    await wish(database, cast)
    async with database.organisation(cast.organisation_id) as db:
        await db.run("update chunk set state = 'ready', after_id = %s", (ids.NIL,))
    with clock.moved(timedelta(minutes=52)):
        assert (await taken(database, cast))[1] == []


async def test_a_campaign_that_ends_takes_along_what_waited_for_the_morning(
    database: Database, cast: Cast
) -> None:
    await wish(database, cast, **around_now())
    async with database.organisation(cast.organisation_id) as db:
        origin = Origin("campaign", ids.new())
        await send.send(db, cast.number.id, origin, campaign([cast.dev]))
        assert not await send.is_idle(db, origin.id)
        assert await send.cancel(db, origin.id) == 1
        assert (await send.counts(db, origin.id))["refused:send.cancelled"] == 1


async def test_quiet_wanted_after_it_was_queued_is_asked_at_dispatch(
    database: Database, cast: Cast
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        await send.send(db, cast.number.id, Origin("campaign", ids.new()), campaign([cast.dev]))
    await wish(database, cast, **around_now())
    _, quiet = await taken(database, cast)
    assert quiet == [cast.dev]


async def test_a_cap_refuses_what_is_over_it_when_queued_and_when_sent(
    database: Database, cast: Cast
) -> None:
    await wish(database, cast, most=2)
    await was_sent(database, cast)
    async with database.organisation(cast.organisation_id) as db:
        origin = Origin("campaign", ids.new())
        queued = await send.send(db, cast.number.id, origin, campaign([cast.dev] * 3))
    assert [one.code for one in queued] == [None, "consent.capped", "consent.capped"]
    await was_sent(database, cast)
    codes, _ = await taken(database, cast)
    assert codes == ["template.not_usable"], "the template is asked first"


async def test_a_cap_is_asked_again_when_sent(database: Database, cast: Cast) -> None:
    """Two were queued when one was welcome; a template that can be used lets the first pass alone."""
    shape = {"name": "tea", "language": "en", "category": "MARKETING", "components": [BODY]}
    template = TemplateRow(
        ids.new(), cast.number.waba_row_id, "tea", "en", "MARKETING", None, "APPROVED", None, ids.new(), shape, None
    )  # fmt: skip
    async with database.organisation(cast.organisation_id) as db:
        await templates.insert(db, template, clock.now())
        drafts = [Draft(cast.dev, "marketing", {"values": {}}, template.version_id)] * 3
        await send.send(db, cast.number.id, Origin("campaign", ids.new()), drafts)
    await wish(database, cast, most=1)
    codes, _ = await taken(database, cast)
    assert codes == [None, "consent.capped", "consent.capped"]


async def test_two_numbers_do_not_both_send_the_last_one(database: Database, cast: Cast) -> None:
    """The second to ask waits until the first has written what it sends, and counts it."""
    await wish(database, cast, most=1)
    told = list[str]()

    async def sends(name: str) -> None:
        async with database.organisation(cast.organisation_id) as db:
            asked = {"marketing": await give.asked(db, [cast.dev], "marketing")}
            wishes = await wishes_of.read(db, asked, clock.now(), holding=True)
            if wishes.takes("marketing", cast.dev):
                await asyncio.sleep(0.3)  # the other one asks meanwhile
                row = (ids.new(), cast.dev, cast.number.id, "out", "marketing", "template", ids.new(), "campaign",
                       ids.new(), None, 1, None, None, clock.now())  # fmt: skip
                await store_dispatch.insert_messages(db, [row])
                told.append(name)

    await asyncio.gather(sends("one"), sends("other"))
    assert len(told) == 1


async def test_what_was_sent_last_week_does_not_count_and_neither_does_what_failed(
    database: Database, cast: Cast
) -> None:
    await wish(database, cast, most=1)
    await was_sent(database, cast, at=clock.now() - timedelta(days=8))
    failed = await was_sent(database, cast)
    back = await was_sent(database, cast)
    await was_sent(database, cast, purpose="utility")
    async with database.organisation(cast.organisation_id) as db:
        row = store_dispatch.status_row(failed, 1, failed_at=clock.now(), code=1)
        again = store_dispatch.status_row(back, 1, put_back_attempt=1)
        await store_dispatch.upsert_statuses(db, [row, again])
        queued = await send.send(
            db, cast.number.id, Origin("campaign", ids.new()), campaign([cast.dev] * 2)
        )
    assert [one.code for one in queued] == [None, "consent.capped"]


async def test_wishes_of_one_purpose_leave_the_other_alone(database: Database, cast: Cast) -> None:
    await wish(database, cast, most=1, **around_now())
    async with database.organisation(cast.organisation_id) as db:
        drafts = campaign([cast.dev] * 3, "utility")
        queued = await send.send(db, cast.number.id, Origin("api", ids.new()), drafts)
        due = await db.value("select max(due_at) from chunk")
    assert [one.code for one in queued] == [None] * 3
    assert due <= clock.now()


async def looks(database: Database, cast: Cast) -> list[str]:
    """How the gate's question looks wishes up: the lines of its plan, with what was done."""
    async with database.organisation(cast.organisation_id) as db:
        who = packed("uuid", [cast.dev])
        values = {"who": who, "org": db.organisation_id, "purpose": "marketing", "now": clock.now()}
        rows = await db.rows(f"explain (analyze, costs off, timing off) {store.ASKED}", values)
    return [row[0] for row in rows if "on preference x" in row[0]]


async def test_where_nobody_has_a_wish_none_is_looked_up(database: Database, cast: Cast) -> None:
    assert [line for line in await looks(database, cast) if "never executed" not in line] == []
    await wish(database, cast, most=3)
    assert [line for line in await looks(database, cast) if "actual rows=1" in line] != []
