"""Answering with a template: asked for its gaps, its account and the person's consent."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from tests.fixtures.cast import DEV_PHONE, Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import served
from tests.fixtures.webhooks import arrives, text
from tests.templates.test_editing import NAMED

from indokona.app import wiring
from indokona.kernel import events
from indokona.kernel.database import Database

VALUES = {"name": "Dev", "city": "Agra"}


@pytest.mark.parametrize(
    ("state", "values", "consents", "status"),
    [
        ("APPROVED", VALUES, True, 202), ("APPROVED", {"name": "Dev"}, True, 422),
        ("APPROVED", VALUES, False, 409), ("PAUSED", VALUES, True, 409),
    ],
)  # fmt: skip
async def test_a_template_goes_as_an_answer_if_it_is_whole_approved_and_agreed_to(
    installation: Installation, database: Database, cast: Cast, owner: psycopg.Connection,
    state: str, values: dict[str, Any], consents: bool, status: int,
) -> None:  # fmt: skip
    async with served(installation, database, cast) as api:
        await arrives(database, cast, text("hello", phone=DEV_PHONE.lstrip("+")))
        await events.hand_on(database, "inbox", wiring.handlers(database)["inbox"])
        new = {"number_id": str(cast.number.id), "template": NAMED}
        made = (await api.asha.post("/api/templates", json=new)).json()["id"]
        owner.execute("alter table template no force row level security")
        owner.execute("update template set state = %s", (state,))
        owner.execute("alter table template force row level security")
        if not consents:
            await api.asha.post(f"/api/contacts/{cast.dev}/opt-out", json={})
        found = (await api.bilal.get("/api/conversations")).json()["items"][0]
        where = f"/api/conversations/{found['id']}/messages"
        answer = await api.bilal.post(where, json={"template": {"id": made, "values": values}})
        assert answer.status_code == status, answer.text
        queued = (await api.bilal.get(where)).json()
        assert (queued[0]["state"] == "queued") is (status == 202)
