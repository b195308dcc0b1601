"""One person in several organisations, an organisation's settings, and its acts."""

from __future__ import annotations

import pytest
from tests.accounts.stage import PASSWORD, Stage, code_of

from indokona.kernel import ids


async def test_one_signs_in_where_one_asks_to(stage: Stage) -> None:
    home = await stage.signed_up("owner@chai.example")
    token = await stage.invited("owner@chai.example")
    await stage.holding(home["token"]).post("/api/invitations/join", json={"token": token})
    words = {"email": "owner@chai.example", "password": PASSWORD}
    first = await stage.nobody.post("/api/sessions", json=words)
    assert first.json()["organisation_id"] == home["organisation_id"]
    there = str(stage.cast.organisation_id)
    second = await stage.nobody.post("/api/sessions", json=words | {"organisation_id": there})
    assert second.json()["organisation_id"] == there
    strange = {"organisation_id": str(stage.cast.stranger_id)}
    refused = await stage.nobody.post("/api/sessions", json=words | strange)
    assert code_of(refused) == (403, "sign_in.not_a_member")
    wrong = await stage.nobody.post("/api/sessions", json=words | strange | {"password": "x"})
    assert code_of(wrong) == (401, "sign_in.refused"), "only who proved the password is told"


async def test_switching_opens_a_session_of_ones_own_only(stage: Stage) -> None:
    for target in (stage.cast.stranger_id, ids.new()):
        words = {"organisation_id": str(target)}
        refused = await stage.api.asha.post("/api/sessions/switch", json=words)
        assert code_of(refused) == (403, "sign_in.not_a_member")


async def test_an_api_key_is_no_person(stage: Stage) -> None:
    words = {"name": "k", "scopes": ["organisation.read"]}
    key = (await stage.api.asha.post("/api/api-keys", json=words)).json()["key"]
    machine = stage.holding(key)
    assert (await machine.get("/api/organisation")).status_code == 200
    for path in ("/api/sessions", "/api/memberships", "/api/security-log"):
        assert code_of(await machine.get(path)) == (403, "auth.not_allowed"), path


async def test_settings_are_changed_and_the_act_names_them(stage: Stage) -> None:
    change = {"name": "Tea Palace", "zone": "Africa/Nairobi", "currency": "KES",
              "language": "hi", "default_country": "KE"}  # fmt: skip
    answer = await stage.api.asha.patch("/api/organisation", json=change)
    shown = (await stage.api.asha.get("/api/organisation")).json()
    assert answer.json() == shown
    assert {name: shown[name] for name in change} == change
    part = await stage.api.asha.patch("/api/organisation", json={"zone": "UTC"})
    assert part.json() == shown | {"zone": "UTC"}
    acts = (await stage.api.asha.get("/api/audit?act=organisation.changed")).json()["items"]
    assert [row["reason"] for row in acts] == [
        "zone",
        "currency, default_country, language, name, zone",
    ]
    assert "Palace" not in str(acts)
    other = (await stage.api.chitra.get("/api/organisation")).json()
    assert (other["name"], other["zone"]) == ("Tea House", "Asia/Kolkata")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"zone": "Mars/Olympus"}, "organisation.bad_setting"),
        ({"zone": "../etc/passwd"}, "organisation.bad_setting"),
        ({"zone": "localtime"}, "organisation.bad_setting"),
        ({"currency": "XYZ"}, "organisation.bad_setting"),
        ({"currency": "inr"}, "request.invalid"),
        ({"default_country": "ZZ"}, "organisation.bad_setting"),
        ({"language": "english"}, "request.invalid"),
        ({"name": " "}, "request.invalid"),
        ({"state": "active"}, "request.invalid"),
    ],
)
async def test_a_bad_setting_is_refused_and_changes_nothing(
    stage: Stage, change: dict[str, str], code: str
) -> None:
    before = (await stage.api.asha.get("/api/organisation")).json()
    answer = await stage.api.asha.patch("/api/organisation", json={"language": "hi"} | change)
    assert answer.json()["code"] == code
    assert (await stage.api.asha.get("/api/organisation")).json() == before
    assert (await stage.api.bilal.patch("/api/organisation", json={})).status_code == 403


async def test_acts_are_paged_by_key_and_filtered(stage: Stage) -> None:
    for number in range(5):
        words = {"name": f"k{number}", "scopes": ["contacts.read"]}
        key = (await stage.api.asha.post("/api/api-keys", json=words)).json()["id"]
    await stage.api.asha.delete(f"/api/api-keys/{key}")
    seen, after = [], ""
    for _ in range(3):
        page = (await stage.api.asha.get(f"/api/audit?limit=3&act=api_key.created{after}")).json()
        seen += [row["id"] for row in page["items"]]
        if page["after"] is None:
            break
        after = f"&after={page['after']}"
    assert len(seen) == 5
    assert seen == sorted(seen, reverse=True)
    newest = (await stage.api.asha.get("/api/audit?limit=1&act=api_key.revoked")).json()["items"][0]
    assert (newest["act"], newest["subject_id"]) == ("api_key.revoked", key)
    assert (newest["actor_kind"], newest["actor_id"]) == ("user", str(stage.cast.asha))
    assert (await stage.api.bilal.get("/api/audit")).status_code == 403
    hers = (await stage.api.chitra.get("/api/audit")).json()["items"]
    assert {row["actor_id"] for row in hers} == {str(stage.cast.chitra)}
    for bad in ("after=x", "limit=0", "limit=201"):
        assert (await stage.api.asha.get(f"/api/audit?{bad}")).status_code == 422, bad
