"""A consent ends when it was said to end, and no longer term brings it back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.fixtures.cast import DEV_PHONE, Cast, consented
from tests.fixtures.database import Installation
from tests.fixtures.http import served
from tests.fixtures.webhooks import arrives, text
from tests.messaging.test_gate import campaign

from indokona.consent import store_terms
from indokona.consent.actions import give, undo
from indokona.consent.facts import Grant
from indokona.kernel import clock, ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database
from indokona.messaging import store_dispatch
from indokona.messaging.actions import gate, send
from indokona.messaging.facts import Origin
from indokona.numbers.facts import Sender

PHONE = DEV_PHONE.lstrip("+")


async def term(database: Database, cast: Cast, days: int | None) -> None:
    async with database.organisation(cast.organisation_id) as db:
        await store_terms.set_term(db, "marketing", days, clock.now())


async def standing(database: Database, cast: Cast) -> tuple[str, datetime | None, str | None]:
    """How marketing stands, when it ends, and what the gate says of a message now."""
    async with database.organisation(cast.organisation_id) as db:
        one = next(s for s in await give.standing(db, cast.dev) if s.purpose == "marketing")
        origin = Origin("campaign", ids.new())
        queued = await send.send(db, cast.number.id, origin, campaign([cast.dev]))
    return one.state, one.ends_at, queued[0].code


async def test_a_term_ends_consents_already_given_without_touching_a_row(
    database: Database, cast: Cast
) -> None:
    await term(database, cast, 30)
    state, ends_at, code = await standing(database, cast)
    assert (state, code) == ("given", None)
    assert ends_at is not None
    assert timedelta(days=29) < ends_at - clock.now() <= timedelta(days=30)
    with clock.moved(timedelta(days=31)):
        assert (await standing(database, cast))[::2] == ("expired", "consent.expired")


@pytest.mark.parametrize(("later", "ended"), [(None, True), (3650, True), (5, True)])
async def test_what_a_person_was_told_is_never_outlived(
    database: Database, cast: Cast, later: int | None, ended: bool
) -> None:
    await term(database, cast, 10)
    await consented(database, cast.organisation_id, [cast.dev], "marketing")
    await term(database, cast, later)
    with clock.moved(timedelta(days=11)):
        assert ((await standing(database, cast))[2] == "consent.expired") is ended


async def test_without_a_term_a_consent_lives(database: Database, cast: Cast) -> None:
    with clock.moved(timedelta(days=80)):
        assert await standing(database, cast) == ("given", None, None)


async def test_what_expires_between_queue_and_dispatch_is_refused_with_its_own_code(
    database: Database, cast: Cast
) -> None:
    await term(database, cast, 1)
    async with database.organisation(cast.organisation_id) as db:
        await send.send(db, cast.number.id, Origin("campaign", ids.new()), campaign([cast.dev]))
    with clock.moved(timedelta(days=2)):
        async with database.organisation(cast.organisation_id) as db:
            chunk = await store_dispatch.next_chunk(db, cast.number.id, clock.now())
            assert chunk is not None
            rows = await store_dispatch.take(db, chunk, 10)
            asked = await gate.ask(db, Sender(cast.number, "http://127.0.0.1:1", "t"), rows)
    assert asked.answers.why_not["marketing"] == {cast.dev: "consent.expired"}


async def test_start_renews_what_has_ended_and_nothing_that_was_never_given(
    database: Database, cast: Cast
) -> None:
    await term(database, cast, 1)
    with clock.moved(timedelta(days=2)):
        await arrives(database, cast, text("START", phone=PHONE))
        assert (await standing(database, cast))[::2] == ("given", None)
        async with database.organisation(cast.organisation_id) as db:
            assert await give.permitted(db, [cast.dev], "authentication") == {}


async def test_an_undone_import_gives_back_the_earlier_consent_with_its_end(
    database: Database, cast: Cast
) -> None:
    await term(database, cast, 10)
    await consented(database, cast.organisation_id, [cast.dev], "marketing")
    import_id, now = ids.new(), clock.now()
    async with database.organisation(cast.organisation_id) as db:
        again = Grant(cast.dev, "marketing", "import", "list", "Yes.", "en", now, import_id)
        await give.grant(db, Actor("user", cast.asha), [again])
        span = (ids.NIL, ids.floor(now + timedelta(days=1)))
        assert (await undo.take_back(db, Actor("user", cast.asha), import_id, span, 10))[0] == 1
    _, ends_at, code = await standing(database, cast)
    assert code is None
    assert ends_at is not None


async def test_terms_are_set_by_who_may_and_a_bad_one_is_refused(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        path = "/api/consent-terms"
        set_ = await api.asha.put(path, json={"marketing": 365})
        assert set_.json() == {"marketing": 365, "utility": None, "authentication": None}
        for bad in (0, -1, 3651, "x", 1.5):
            assert (await api.asha.put(path, json={"marketing": bad})).status_code == 422, bad
        assert (await api.asha.get(path)).json()["marketing"] == 365
        assert (await api.bilal.put(path, json={"marketing": 1})).status_code == 403
        assert (await api.chitra.get(path)).json()["marketing"] is None
        assert (await api.asha.put(path, json={})).json()["marketing"] is None
