"""Templates in step with Meta: what was written elsewhere, what was rejected, what is gone."""

from __future__ import annotations

from typing import Any

import httpx
from tests.fixtures.running import Up
from tests.journeys.test_up import TEMPLATE, approved

from indokona.app import seed
from indokona.app.client import until


def call(live: Up, method: str, path: str, body: Any = None) -> httpx.Response:
    """The API with the demo's key."""
    headers = {"authorization": f"Bearer {live.line['demo']['api_key']}"}
    return httpx.request(
        method, live.line["url"] + path, json=body, headers=headers, timeout=30, trust_env=False
    )


def test_a_template_is_taken_over_deleted_and_written_again(live: Up) -> None:
    number = live.api.get("/api/numbers")[0]["id"]
    where = f"/api/numbers/{number}/templates/sync"
    template = approved(live.api, number)
    first = call(live, "POST", where).json()
    assert first["gone"] == 0
    assert call(live, "POST", where).json()["unchanged"] == sum(first.values())
    assert call(live, "DELETE", f"/api/templates/{template}").status_code == 204
    assert live.api.get(f"/api/templates/{template}")["state"] == "DELETED"
    synced = call(live, "POST", where).json()
    assert (synced["created"], synced["changed"]) == (0, 0)
    again = call(live, "POST", "/api/templates", {"number_id": number, "template": TEMPLATE})
    assert (again.status_code, again.json()["id"]) == (201, template)
    assert again.json()["state"] == "draft"


def test_a_rejected_one_is_edited_and_goes_to_review_again(live: Up) -> None:
    number = live.api.get("/api/numbers")[0]["id"]
    bad = {**TEMPLATE, "name": "reject_me"}
    made = live.api.post("/api/templates", {"number_id": number, "template": bad})["id"]
    where = f"/api/templates/{made}"
    control = live.line["simulator_url"] + "/_control/review"

    def reviews(mode: str) -> None:
        httpx.post(control, json={"mode": mode}, trust_env=False).raise_for_status()

    reviews("reject")
    live.api.post(f"{where}/submit", {"number_id": number})
    until("the rejection", lambda: live.api.get(where)["state"] == "REJECTED")
    assert call(live, "PATCH", where, {"template": bad}).json()["state"] == "draft"
    reviews("approve")
    live.api.post(f"{where}/submit", {"number_id": number})
    until("the approval", lambda: live.api.get(where)["state"] == "APPROVED")


def test_only_the_numbers_of_its_account_can_use_a_template(live: Up) -> None:
    first = live.api.get("/api/numbers")[0]["id"]
    second = seed.connect_number(live.owner, live.simulator, "Another account", "STANDARD")["id"]
    theirs = approved(live.api, second)
    assert live.api.get(f"/api/templates/{theirs}")["number_ids"] == [second]
    known = live.api.get("/api/templates")
    assert {one["id"] for one in known if second in one["number_ids"]} == {theirs}
    segment = live.api.post("/api/segments", {"name": "Account", "tags": ["account"]})["id"]
    plan = {
        "name": "Account", "number_id": first, "template_id": theirs, "segment_id": segment,
        "mapping": {"name": {"from": "first_name", "fallback": "friend"}},
    }  # fmt: skip
    refused = call(live, "POST", "/api/campaigns", plan)
    assert (refused.status_code, refused.json()["code"]) == (422, "template.elsewhere")
    made = call(live, "POST", "/api/campaigns", {**plan, "number_id": second})
    assert made.status_code == 201
    moved = call(live, "PATCH", f"/api/campaigns/{made.json()['id']}", {"number_id": first})
    assert moved.json()["code"] == "template.elsewhere"
    words = {"number_id": second, "template": {**TEMPLATE, "name": "of_the_second"}}
    draft = live.api.post("/api/templates", words)["id"]
    where = f"/api/templates/{draft}/submit"
    assert call(live, "POST", where, {"number_id": first}).json()["code"] == "template.elsewhere"
    assert call(live, "POST", where, {"number_id": second}).status_code == 202
