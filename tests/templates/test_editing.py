"""Writing a template: lint as one types, changing what may change, and how it reads for a person."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from tests.app.test_stranger import TEMPLATE
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import served

from indokona.kernel.database import Database

NAMED = {
    "name": "hello", "language": "en", "category": "MARKETING", "parameter_format": "NAMED",
    "components": [
        {"type": "BODY", "text": "Hello {{name}}, tea in {{city}} is ready today.",
         "example": {"body_text_named_params": [{"param_name": "name", "example": "Dev"},
                                                {"param_name": "city", "example": "Agra"}]}},
        {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "See", "url": "https://tea.example"}]},
    ],
}  # fmt: skip


def body(text: str) -> dict[str, Any]:
    return {**TEMPLATE, "components": [{"type": "BODY", "text": text}]}


@pytest.mark.parametrize(
    ("shape", "codes"),
    [
        (TEMPLATE, []), (body("x" * 1025), ["body.too_long"]), ({}, ["template.unreadable"]),
        ({**TEMPLATE, "name": "Has Space"}, ["name.form"]), ({"name": 7}, ["template.unreadable"]),
    ],
)  # fmt: skip
async def test_findings_name_the_part_the_reason_and_the_limit(
    installation: Installation, database: Database, cast: Cast, shape: dict[str, Any], codes: list[str]
) -> None:  # fmt: skip
    async with served(installation, database, cast) as api:
        answer = await api.bilal.post("/api/templates/check", json={"template": shape})
        assert answer.status_code == 200, "half a template is no error"
        found = answer.json()
        assert len(found) == len(codes)
        assert all(one["words"] and one["where"] for one in found)
        if codes == ["body.too_long"]:
            assert (found[0]["code"], found[0]["limit"]) == ("body.too_long", 1024)


async def test_a_draft_is_edited_in_versions_and_one_in_review_is_not(
    installation: Installation, database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    async with served(installation, database, cast) as api:
        new = {"number_id": str(cast.number.id), "template": TEMPLATE}
        made = (await api.asha.post("/api/templates", json=new)).json()
        where = f"/api/templates/{made['id']}"
        edited = await api.asha.patch(where, json={"template": body("Another tea is here.")})
        assert edited.json()["shape"]["components"][0]["text"] == "Another tea is here."
        late = {"template": body("A third tea."), "seen": made["version_id"]}
        answer = await api.asha.patch(where, json=late)
        assert (answer.status_code, answer.json()["code"]) == (409, "template.changed")
        renamed = await api.asha.patch(where, json={"template": {**TEMPLATE, "name": "other"}})
        assert (renamed.status_code, renamed.json()["code"]) == (422, "template.renamed")
        bad = await api.asha.patch(where, json={"template": body("x" * 1025)})
        assert (bad.status_code, bad.json()["code"]) == (422, "template.problems")
        owner.execute("alter table template no force row level security")
        owner.execute("update template set state = 'PENDING'")
        owner.execute("alter table template force row level security")
        late = await api.asha.patch(where, json={"template": TEMPLATE})
        assert (late.status_code, late.json()["code"]) == (409, "template.not_editable")
        assert (await api.chitra.patch(where, json={"template": TEMPLATE})).status_code == 404
    async with database.organisation(cast.organisation_id) as db:
        assert await db.value("select count(*) from template_version") == 2


async def test_a_draft_that_meta_never_saw_is_deleted_whole(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        new = {"number_id": str(cast.number.id), "template": TEMPLATE}
        made = (await api.asha.post("/api/templates", json=new)).json()["id"]
        assert (await api.asha.delete(f"/api/templates/{made}")).status_code == 204
        assert (await api.asha.get("/api/templates")).json() == []
        assert (await api.asha.post("/api/templates", json=new)).status_code == 201


async def test_a_preview_uses_a_persons_values_and_says_what_is_missing(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        new = {"number_id": str(cast.number.id), "template": NAMED}
        made = await api.asha.post("/api/templates", json=new)
        assert made.status_code == 201, made.text
        where = f"/api/templates/{made.json()['id']}/preview"
        mapping = {
            "name": {"from": "first_name"},
            "city": {"from": "attribute", "attribute": "city", "fallback": "town"},
        }
        asked = {"contact_id": str(cast.dev), "mapping": mapping}
        seen = (await api.asha.post(where, json=asked)).json()
        assert seen["body"] == "Hello Devendra, tea in town is ready today."
        assert seen["buttons"] == [{"text": "See", "url": "https://tea.example"}]
        less = (await api.asha.post(where, json={"contact_id": str(cast.dev)})).json()
        assert "{{name}}" in less["body"]
        assert (await api.bilal.post(where, json=asked)).status_code == 403
