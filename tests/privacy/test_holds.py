"""A hold stops an erasure where it must, and nowhere else; the person reads what stays and until when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from tests.fixtures.cast import DEV_NAME, Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import served
from tests.privacy.stage import begun, receipt, walked

from indokona.contacts.actions import show
from indokona.kernel import clock, ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database
from indokona.messaging.actions import send
from indokona.messaging.facts import Draft, Origin
from indokona.privacy import duties, rules
from indokona.privacy.actions import desk, holds
from indokona.privacy.hooks import HOOKS
from indokona.privacy.rules import Hold, Kept

MONTH = timedelta(days=30)


async def placed(
    database: Database, cast: Cast, *classes: str, contact: UUID | None = None
) -> Hold:
    async with database.organisation(cast.organisation_id) as db:
        return await holds.place(
            db, Actor("user", cast.asha), contact, classes, "A court asks for it.", "Case 7 of 2026",
            clock.now() + MONTH,
        )  # fmt: skip


async def counts(database: Database, cast: Cast) -> dict[str, int]:
    async with database.organisation(cast.organisation_id) as db:
        return {
            table: await db.value(
                f"select count(*) from {table} where organisation_id = %s", (db.organisation_id,)
            )
            for table in ("identity", "outgoing", "refusal")
        }


async def test_an_erasure_under_a_hold_and_with_an_open_campaign_ends_in_a_named_state(
    database: Database, cast: Cast
) -> None:
    await placed(database, cast, "messaging", contact=cast.dev)
    async with database.organisation(cast.organisation_id) as db:
        draft = Draft(cast.dev, "marketing", {"values": {"name": "Dev"}}, ids.new())
        await send.send(db, cast.number.id, Origin("campaign", ids.new()), [draft])
    request_id = await begun(database, cast)
    assert await walked(database, cast, request_id) == "held"
    after = await counts(database, cast)
    assert after == {"identity": 0, "outgoing": 1, "refusal": 1}, "messages stay, cancelled"
    told = await receipt(database, cast, request_id)
    assert told["state"] == "held"
    first = told["kept"][0]
    assert (first["what"], first["source"]) == ("messaging", "Case 7 of 2026")
    assert "shred" not in told["steps"]
    async with database.organisation(cast.organisation_id) as db:
        assert await show.many(db, [cast.dev]) == [], "nobody sees them meanwhile"
        assert await desk.erase_by_officer(db, Actor("user", cast.asha), cast.dev) == request_id
    assert await walked(database, cast, request_id) == "held", "asked again it is the same request"
    with clock.moved(MONTH + timedelta(hours=1)):
        async with database.organisation(cast.organisation_id) as db:
            await desk.expire(db, clock.now())
        assert await walked(database, cast, request_id) == "done"
        assert not any((await counts(database, cast)).values())
    assert (await receipt(database, cast, request_id))["state"] == "done"


async def test_a_released_hold_lets_the_erasure_go_on(database: Database, cast: Cast) -> None:
    hold = await placed(database, cast)
    request_id = await begun(database, cast)
    assert await walked(database, cast, request_id) == "held"
    assert (await counts(database, cast))["identity"] == 1, "everything is held"
    async with database.organisation(cast.organisation_id) as db:
        await holds.release(db, Actor("user", cast.asha), hold.id)
    assert await walked(database, cast, request_id) == "done"
    assert (await counts(database, cast))["identity"] == 0


async def test_a_hold_of_somebody_else_is_not_in_the_way(database: Database, cast: Cast) -> None:
    async with database.organisation(cast.organisation_id) as db:
        from indokona.contacts.actions import upsert
        from indokona.contacts.facts import Person

        other = (await upsert.upsert(db, [Person("+919811112222")]))[0].contact_id
    await placed(database, cast, contact=other)
    assert await walked(database, cast, await begun(database, cast)) == "done"


async def test_a_law_that_is_switched_on_keeps_what_it_names(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HOOKS, "duties", "in-dpdp-8-3")
    may = datetime(2027, 5, 14, tzinfo=UTC) - clock.now()
    async with database.platform() as db:
        await db.value("select make_partitions(%s)", (clock.now() + may + timedelta(days=400),))
    with clock.moved(may - timedelta(days=3)):
        assert duties.in_force(HOOKS.duties, clock.now()) == []
    with clock.moved(may):
        request_id = await begun(database, cast)
        assert await walked(database, cast, request_id) == "held"
        told = await receipt(database, cast, request_id)
        assert {one["what"] for one in told["kept"][:2]} == {"consent", "messaging"}
        assert "rule 8(3)" in told["kept"][0]["source"]
    with clock.moved(may + timedelta(days=366)):
        async with database.organisation(cast.organisation_id) as db:
            assert await holds.resume(db) == 1
        assert await walked(database, cast, request_id) == "done"


def test_of_several_grounds_the_latest_counts() -> None:
    now, who = clock.now(), ids.new()
    short, long = (
        Hold(ids.new(), None, ["messaging"], "r", name, who, now, now + days, None)
        for name, days in (("short", MONTH), ("long", 2 * MONTH))
    )
    law = duties.Duty("x", "IN", date(2026, 1, 1), timedelta(days=1), ("inbox",), "law", "act")
    kept = rules.kept([short, long], [law], who, now, now)
    assert kept == [
        Kept("messaging", "r", "long", now + 2 * MONTH),
        Kept("inbox", "law", "act", now + timedelta(days=1)),
    ]
    assert rules.kept([short, long], [law], who, now, now + 3 * MONTH) == []


async def test_a_hold_needs_ground_and_end_and_is_the_officers(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        good = {
            "contact_id": str(cast.dev), "classes": ["messaging"], "reason": "A dispute.",
            "source": "Contract 12", "ends_at": (clock.now() + MONTH).isoformat(),
        }  # fmt: skip
        bad: list[dict[str, object]] = [
            {"ends_at": (clock.now() - MONTH).isoformat()},
            {"ends_at": (clock.now() + 200 * MONTH).isoformat()},
            {"ends_at": "2027-01-01"},
            {"classes": ["everything"]},
            {"reason": " "},
            {"source": ""},
        ]
        for one in bad:
            answer = await api.asha.post("/api/legal-holds", json={**good, **one})
            assert answer.status_code == 422, one
        assert (await api.bilal.post("/api/legal-holds", json=good)).status_code == 403
        assert (await api.chitra.post("/api/legal-holds", json=good)).status_code == 404
        made = await api.asha.post("/api/legal-holds", json=good)
        assert made.status_code == 201
        assert made.json()["stands"]
        asked = await api.asha.post(f"/api/contacts/{cast.dev}/erasure")
        await walked(database, cast, UUID(asked.json()["id"]))
        shown = (await api.asha.get(f"/api/requests/{asked.json()['id']}")).json()
        assert shown["state"] == "held"
        assert shown["kept"][0]["source"] == "Contract 12"
        assert shown["held_until"] == made.json()["ends_at"]
        assert DEV_NAME not in str(shown["kept"])
        where = f"/api/legal-holds/{made.json()['id']}"
        assert (await api.chitra.delete(where)).status_code == 404
        assert (await api.asha.delete(where)).status_code == 204
        assert (await api.asha.delete(where)).status_code == 404
        assert not (await api.asha.get("/api/legal-holds")).json()[0]["stands"]
