"""A draft in its hands, a test message, and what came of every recipient."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.app.test_stranger import TEMPLATE
from tests.fixtures.cast import Cast, consented
from tests.fixtures.database import Installation
from tests.fixtures.http import Api, served
from tests.fixtures.webhooks import status, was_sent

from indokona.campaigns.actions import results, run
from indokona.contacts.actions import upsert
from indokona.contacts.facts import Person
from indokona.kernel import jobs
from indokona.kernel.database import Database


async def drafted(api: Api, cast: Cast, owner: psycopg.Connection) -> dict[str, Any]:
    """A campaign to everybody with an approved template."""
    body = {"number_id": str(cast.number.id), "template": TEMPLATE}
    template = (await api.asha.post("/api/templates", json=body)).json()["id"]
    owner.execute("alter table template no force row level security")
    owner.execute("update template set state = 'APPROVED'")
    owner.execute("alter table template force row level security")
    segment = (await api.asha.post("/api/segments", json={"name": "All"})).json()["id"]
    plan = {
        "name": "C",
        "number_id": str(cast.number.id),
        "template_id": template,
        "segment_id": segment,
    }
    made: dict[str, Any] = (await api.asha.post("/api/campaigns", json=plan)).json()
    return made


async def test_a_draft_is_changed_and_deleted_and_a_started_one_is_not(
    installation: Installation, database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    async with served(installation, database, cast) as api:
        made = await drafted(api, cast, owner)
        where = f"/api/campaigns/{made['id']}"
        changed = (await api.asha.patch(where, json={"name": "D"})).json()
        assert (changed["name"], changed["segment_id"]) == ("D", made["segment_id"])
        late = await api.asha.patch(where, json={"name": "E", "seen": made["version"]})
        assert (late.status_code, late.json()["code"]) == (409, "campaign.changed")
        timely = await api.asha.patch(where, json={"name": "D", "seen": changed["version"]})
        assert timely.json()["version"] == changed["version"], "the same plan is the same version"
        missing = await api.asha.patch(where, json={"segment_id": str(cast.dev)})
        assert missing.status_code == 404
        used = await api.asha.delete(f"/api/segments/{made['segment_id']}")
        assert (used.status_code, used.json()["code"]) == (409, "segment.in_use")
        assert (await api.asha.post(f"{where}/start")).status_code == 200
        for answer in (
            await api.asha.patch(where, json={"name": "E"}),
            await api.asha.delete(where),
        ):
            assert (answer.status_code, answer.json()["code"]) == (409, "campaign.wrong_state")
        other = await drafted_again(api, made)
        assert (await api.asha.delete(f"/api/campaigns/{other}")).status_code == 204
        assert (await api.asha.get(f"/api/campaigns/{other}")).status_code == 404


async def drafted_again(api: Api, made: dict[str, Any]) -> str:
    plan = {k: made[k] for k in ("name", "number_id", "template_id", "segment_id")}
    return str((await api.asha.post("/api/campaigns", json=plan)).json()["id"])


async def test_a_test_message_passes_the_same_gate_and_counts_for_no_campaign(
    installation: Installation, database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    async with served(installation, database, cast) as api:
        made = await drafted(api, cast, owner)
        where = f"/api/campaigns/{made['id']}"
        async with database.organisation(cast.organisation_id) as db:
            quiet = (await upsert.upsert(db, [Person("+919812345670")]))[0].contact_id
        sent = await api.asha.post(f"{where}/test", json={"contact_id": str(cast.dev)})
        assert sent.status_code == 202
        refused = await api.asha.post(f"{where}/test", json={"contact_id": str(quiet)})
        assert (refused.status_code, refused.json()["code"]) == (409, "send.refused")
        assert refused.json()["reason"] == "consent.missing"
        assert "consent" in refused.json()["detail"]
        assert (await api.asha.get(where)).json()["counts"]["recipients"] == 0
    async with database.organisation(cast.organisation_id) as db:
        queued = await db.rows("select id, origin_kind from outgoing")
        assert [(str(one[0]), one[1]) for one in queued] == [
            (sent.json()["message_id"], "campaign_test")
        ]


async def test_every_recipient_stands_in_the_file_with_state_and_reason(
    installation: Installation, database: Database, cast: Cast, owner: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(results, "PAGE", 3)
    people = [Person(f"+9198123450{n:02d}", name=f"P {n}") for n in range(10)]
    async with database.organisation(cast.organisation_id) as db:
        known = [one.contact_id for one in await upsert.upsert(db, people)]
    await consented(database, cast.organisation_id, known[:6], "marketing")
    async with served(installation, database, cast) as api:
        made = await drafted(api, cast, owner)
        where = f"/api/campaigns/{made['id']}"
        await api.asha.post(f"{where}/start")
        await jobs.run_steps(database, run.step, cast.organisation_id, made["id"])
        async with database.organisation(cast.organisation_id) as db:
            waiting = await db.rows("select id, contact_id from outgoing order by id")
        origin = {"origin_id": UUID(made["id"]), "contact_id": waiting[0][1]}
        await was_sent(database, cast, id=waiting[0][0], **origin)
        failed = {"errors": [{"code": 131026, "title": "x"}]}
        callback = f"ik:{waiting[0][0].hex}"
        await status(
            database,
            cast,
            id="wamid.A",
            status="failed",
            biz_opaque_callback_data=callback,
            **failed,
        )
        live = (await api.asha.get(f"{where}/live")).json()
        assert live["counts"]["recipients"] == 11
        assert live["refusals"] == {"consent.missing": 4}
        assert (live["counts"]["queued"], live["counts"]["failed"], live["rate"]) == (6, 1, 0.1)
        assert live["remaining"] == 60
        assert live["failures"][0]["code"] == 131026
        assert "cannot reach" in live["failures"][0]["words"]
        answer = await api.asha.get(f"{where}/recipients.csv")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        states = [row["state"] for row in rows]
        assert len({row["message"] for row in rows}) == 11
        assert {state: states.count(state) for state in set(states)} == {
            "queued": 6,
            "refused": 4,
            "failed": 1,
        }
        assert {row["code"] for row in rows if row["state"] == "refused"} == {"consent.missing"}
        assert all(row["phone"].startswith("'+91") for row in rows), "no spreadsheet runs a phone"
        assert (await api.bilal.get(f"{where}/recipients.csv")).status_code == 403
        assert (await api.chitra.get(f"{where}/recipients.csv")).status_code == 404
    async with database.organisation(cast.organisation_id) as db:
        assert await db.value("select count(*) from audit where act = 'campaign.exported'") == 1
