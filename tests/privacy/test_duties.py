"""What a law orders to keep stays its time, and no clock may be shorter."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date

import psycopg
import pytest
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import Api, served
from tests.privacy.keeping_stage import DAY, content, message, years_ahead

from indokona.kernel import clock
from indokona.kernel.database import Database
from indokona.kernel.errors import Trouble
from indokona.privacy import duties
from indokona.privacy.actions import retention as act
from indokona.privacy.duties import Duty
from indokona.privacy.hooks import HOOKS


@pytest.fixture(autouse=True)
def _years(owner: psycopg.Connection) -> None:
    years_ahead(owner)


@pytest.fixture
async def api(installation: Installation, database: Database, cast: Cast) -> AsyncIterator[Api]:
    async with served(installation, database, cast) as found:
        yield found


LAW = Duty(
    "tea-law", "IN", date(2026, 1, 1), 365 * DAY, ("messaging", "consent"), "Tea is kept.", "the Tea Act",
    date(2036, 1, 1),
)  # fmt: skip
OTHER = replace(LAW, id="later-law", begins=date(2035, 1, 1))


@pytest.fixture
def laws(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Two laws, one whose day has come; the operator names those that are in force here."""
    monkeypatch.setattr(duties, "every", lambda: (LAW, OTHER))
    return lambda named: monkeypatch.setattr(HOOKS, "duties", named)


async def test_what_a_statutory_duty_orders_to_keep_stays_its_time(
    database: Database, cast: Cast, laws: Callable[[str], None]
) -> None:
    laws("tea-law,later-law")
    one = await message(database, cast, "in")
    for ahead, kept in ((100 * DAY, True), (364 * DAY, True), (366 * DAY, False)):
        with clock.moved(ahead):
            await act.run(database, cast.organisation_id)
            assert (await content(database, cast, one) is not None) is kept, ahead


async def test_a_duty_that_was_switched_off_keeps_nothing_back(
    database: Database, cast: Cast, laws: Callable[[str], None]
) -> None:
    one = await message(database, cast, "in")
    laws("tea-law")
    with clock.moved(200 * DAY):
        assert (await act.run(database, cast.organisation_id)).counts["content"] == 0
        laws("")
        assert (await act.run(database, cast.organisation_id)).counts["content"] == 1
    assert await content(database, cast, one) is None


async def test_people_and_zero_retention_wait_for_a_duty_too(
    api: Api, database: Database, cast: Cast, laws: Callable[[str], None]
) -> None:
    arrived = await message(database, cast, "out")
    for data_class, days in (("contact", 30), ("content", 0)):
        body = {"days": days, "understood": True}
        answer = await api.asha.put(f"/api/retention/{data_class}", json=body)
        assert answer.status_code == 204
    laws("tea-law")
    async with database.organisation(cast.organisation_id) as db:
        await db.run(
            "update message_status set delivered_at = %s where organisation_id = %s and id = %s",
            (clock.now(), cast.organisation_id, arrived),
        )
    await act.keep_nothing(database)
    assert await content(database, cast, arrived) is not None
    with clock.moved(40 * DAY):
        assert (await act.run(database, cast.organisation_id)).counts["contact"] == 0
        laws("")
        assert (await act.run(database, cast.organisation_id)).counts["contact"] == 1


async def test_a_clock_shorter_than_a_duty_is_refused_with_its_name_and_its_end(
    api: Api, laws: Callable[[str], None]
) -> None:
    laws("tea-law")
    answer = await api.asha.put("/api/retention/content", json={"days": 364})
    refusal = answer.json()
    assert (answer.status_code, refusal["code"]) == (409, "retention.bound")
    assert (refusal["duty"], refusal["least"]) == ("tea-law", 365)
    assert refusal["kept_until"] == (clock.now() + 365 * DAY).date().isoformat()
    assert (refusal["duty_ends"], refusal["detail"]) == ("2036-01-01", "Tea is kept. the Tea Act")
    clocks = (await api.asha.get("/api/retention")).json()["clocks"]
    shown = {one["data_class"]: one for one in clocks}["content"]
    assert (shown["days"], shown["least"], shown["law"]) == (365, 365, "the Tea Act")
    assert (await api.asha.put("/api/retention/content", json={"days": 365})).status_code == 204
    laws("later-law")
    answer = await api.asha.put("/api/retention/content", json={"days": 364})
    assert answer.status_code == 204, "before its day a law asks for nothing"


def test_a_duty_that_nobody_knows_is_refused_at_the_start() -> None:
    duties.check("in-dpdp-8-3, ")
    with pytest.raises(Trouble, match="in-dpdp-9"):
        duties.check("in-dpdp-8-3,in-dpdp-9")
