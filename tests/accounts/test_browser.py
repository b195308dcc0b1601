"""A browser's session: in a cookie that no script reads, good for writes only from our own page."""

from __future__ import annotations

import httpx
from tests.accounts.stage import PASSWORD, Stage, client, code_of

OURS = {"x-indokona": "web"}
EMAIL = "owner@chai.example"


async def browser(stage: Stage) -> tuple[httpx.AsyncClient, httpx.Response]:
    """A browser that signed in."""
    await stage.signed_up(EMAIL)
    window = client(stage.api.app, None)
    form = {"email": EMAIL, "password": PASSWORD}
    return window, await window.post("/api/sessions", json=form, headers=OURS)


async def test_the_token_is_in_a_cookie_that_no_script_reads(stage: Stage) -> None:
    window, answer = await browser(stage)
    assert answer.json()["token"] is None
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Path=/"))
    me = (await window.get("/api/me")).json()
    assert (me["email"], me["name"], "owners.write" in me["permissions"]) == (EMAIL, "Bilal", True)


async def test_a_write_without_our_header_is_nobody_s(stage: Stage) -> None:
    window, _ = await browser(stage)
    change = {"name": "Other"}
    assert (await window.patch("/api/organisation", json=change)).status_code == 401
    assert (await window.patch("/api/organisation", json=change, headers=OURS)).status_code == 200
    wrong = {"authorization": "Bearer se_wrong"}  # never falls back to the cookie
    assert (await window.get("/api/me", headers=wrong)).status_code == 401


async def test_a_page_of_another_organisation_writes_nothing(stage: Stage) -> None:
    window, answer = await browser(stage)
    home, there = answer.json()["organisation_id"], str(stage.cast.organisation_id)
    token = await stage.invited(EMAIL, "admin")
    await window.post("/api/invitations/join", json={"token": token}, headers=OURS)
    old = dict(window.cookies)
    words = {"organisation_id": there}
    assert (await window.post("/api/sessions/switch", json=words, headers=OURS)).status_code == 201
    page = OURS | {"x-indokona-organisation": home}
    for refused in (
        await window.patch("/api/organisation", json={"name": "Other"}, headers=page),
        await window.get("/api/me", headers=page),
        await window.post("/api/sessions/switch", json=words, headers=page),
    ):
        assert code_of(refused) == (409, "session.other_organisation")
    page["x-indokona-organisation"] = there
    assert (await window.get("/api/me", headers=page)).json()["organisation_id"] == there
    left = client(stage.api.app, None)
    left.cookies.update(old)
    assert (await left.get("/api/me")).status_code == 401, "nobody holds the session that was left"


async def test_signing_out_takes_the_cookie_back(stage: Stage) -> None:
    window, answer = await browser(stage)
    session = answer.json()["session_id"]
    ended = await window.delete(f"/api/sessions/{session}", headers=OURS)
    assert ended.status_code == 204
    assert "Max-Age=0" in ended.headers["set-cookie"]
    assert not window.cookies
    assert (await window.get("/api/me")).status_code == 401


async def test_a_program_still_gets_its_token(stage: Stage) -> None:
    await stage.signed_up(EMAIL)
    answer = await stage.nobody.post("/api/sessions", json={"email": EMAIL, "password": PASSWORD})
    assert answer.json()["token"].startswith("se_")
    assert "set-cookie" not in answer.headers
