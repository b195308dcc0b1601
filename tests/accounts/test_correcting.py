"""A person corrects their own name, e-mail and phone; the new address counts when its code came back."""

from __future__ import annotations

from uuid import UUID

import httpx
import psycopg
from tests.accounts.stage import OTHER_PASSWORD, PASSWORD, Stage, code_of, person

from indokona.accounts import rules
from indokona.accounts.actions import organisation

EMAIL, NEW = "owner@chai.example", "new.owner@chai.example"
PHONE = "+919812340077"


async def asked(mine: httpx.AsyncClient, **what: str) -> str:
    """The flow of a correction."""
    answer = await mine.post("/api/me/correction", json={"password": PASSWORD, **what})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["flow"])


async def mailed(stage: Stage, to: str) -> str:
    """The code in the newest mail to an address."""
    return [one for one in await stage.mails("login.code") if one.to == to][-1].subject[:6]


async def confirmed(mine: httpx.AsyncClient, flow: str, code: str) -> httpx.Response:
    """The answer to a code."""
    return await mine.post("/api/me/correction/confirm", json={"flow": flow, "code": code})


async def signs_in(stage: Stage, email: str) -> int:
    """How a sign-in with the usual password is answered."""
    words = {"email": email, "password": PASSWORD}
    return (await stage.nobody.post("/api/sessions", json=words)).status_code


async def acts(mine: httpx.AsyncClient) -> list[str]:
    """One's own security log, newest first."""
    return [one["act"] for one in (await mine.get("/api/security-log")).json()["items"]]


async def test_a_name_is_another_one_in_every_organisation_at_once(stage: Stage) -> None:
    session = await stage.signed_up(EMAIL)
    mine = stage.holding(session["token"])
    joining = {"token": await stage.invited(EMAIL, "agent")}
    assert (await mine.post("/api/invitations/join", json=joining)).status_code == 200
    assert (await mine.patch("/api/me", json={"name": "Chitra"})).status_code == 204
    assert (await mine.get("/api/me")).json()["name"] == "Chitra"
    user_id = UUID(session["user_id"])
    for place in await organisation.memberships(stage.database, user_id):
        switched = await mine.post(
            "/api/sessions/switch", json={"organisation_id": str(place.organisation_id)}
        )
        there = stage.holding(switched.json()["token"])
        colleagues = (await there.get("/api/conversations/colleagues")).json()
        assert [one["name"] for one in colleagues if one["user_id"] == str(user_id)] == ["Chitra"]
    assert (await acts(mine))[2] == "login.renamed", "before the two switches"
    empty = await mine.patch("/api/me", json={"name": "  "})
    assert empty.status_code == 422


async def test_an_email_counts_when_its_code_came_back(stage: Stage) -> None:
    mine = stage.holding((await stage.signed_up(EMAIL))["token"])
    flow = await asked(mine, email=NEW)
    assert (await mine.get("/api/me")).json()["email"] == EMAIL
    assert await signs_in(stage, NEW) == 401
    code = await mailed(stage, NEW)
    wrong = await confirmed(mine, flow, f"{(int(code) + 1) % 1_000_000:06d}")
    assert code_of(wrong) == (422, "code.refused")
    assert (await confirmed(mine, flow, code)).status_code == 204
    assert (await mine.get("/api/me")).json()["email"] == NEW
    assert (await signs_in(stage, NEW), await signs_in(stage, EMAIL)) == (201, 401)
    told = (await stage.mails("login.email"))[-1]
    assert told.to == EMAIL, "the old address hears of it"
    assert "login.email" in await acts(mine)
    assert code_of(await confirmed(mine, flow, code)) == (422, "code.refused"), (
        "a code is used once"
    )
    assert (await stage.signed_up(EMAIL, "Rye and Chai"))["token"], "the old address is free"


async def test_a_phone_counts_when_its_code_came_back(stage: Stage) -> None:
    mine = stage.holding((await stage.signed_up(EMAIL))["token"])
    flow = await asked(mine, phone="+91 98123 40077")
    assert (await mine.get("/api/me")).json()["phone"] != PHONE
    first = await stage.phone_code(flow)
    again = await stage.nobody.post("/api/sign-up/codes", json={"flow": flow})
    assert again.status_code == 202
    assert code_of(await confirmed(mine, flow, first)) == (422, "code.refused"), (
        "void since the second"
    )
    assert (await confirmed(mine, flow, await stage.phone_code(flow))).status_code == 204
    assert (await mine.get("/api/me")).json()["phone"] == PHONE
    assert (await stage.mails("login.phone"))[-1].to == EMAIL


async def test_a_reset_that_was_mailed_to_the_old_address_opens_nothing(stage: Stage) -> None:
    mine = stage.holding((await stage.signed_up(EMAIL))["token"])
    await stage.nobody.post("/api/password/reset", json={"email": EMAIL})
    await stage.work()
    token = (await stage.mails("password.reset"))[-1].text.split("\n\n")[1].strip()
    flow = await asked(mine, email=NEW)
    assert (await confirmed(mine, flow, await mailed(stage, NEW))).status_code == 204
    words = {"token": token, "new": OTHER_PASSWORD}
    refused = await stage.nobody.post("/api/password/reset/confirm", json=words)
    assert code_of(refused) == (422, "code.refused")


async def test_the_address_of_another_login_is_not_taken_and_not_told(stage: Stage) -> None:
    await stage.signed_up("other@rye.example", "Rye")
    mine = stage.holding((await stage.signed_up(EMAIL))["token"])
    flow = await asked(mine, email="other@rye.example")
    assert [one.to for one in await stage.mails("sign_up.known")] == ["other@rye.example"]
    assert code_of(await confirmed(mine, flow, "123456")) == (422, "code.refused")
    assert await signs_in(stage, "other@rye.example") == 201


async def test_a_signup_that_was_faster_keeps_the_address(stage: Stage) -> None:
    mine = stage.holding((await stage.signed_up(EMAIL))["token"])
    flow = await asked(mine, email=NEW)
    code = await mailed(stage, NEW)
    await stage.signed_up(NEW, "Rye")
    assert code_of(await confirmed(mine, flow, code)) == (422, "code.refused")
    assert (await mine.get("/api/me")).json()["email"] == EMAIL
    assert await signs_in(stage, EMAIL) == 201


async def test_nobody_corrects_for_another_or_without_the_password(stage: Stage) -> None:
    mine = stage.holding((await stage.signed_up(EMAIL))["token"])
    theirs = stage.holding((await stage.signed_up("other@rye.example", "Rye"))["token"])
    flow = await asked(mine, phone=PHONE)
    code = await stage.phone_code(flow)
    assert code_of(await confirmed(theirs, flow, code)) == (422, "code.refused")
    for body, refusal in (
        ({"password": "x" * 20, "email": NEW}, "password.wrong"),
        ({"password": PASSWORD, "email": EMAIL}, "login.nothing_new"),
        ({"password": PASSWORD, "email": "no address"}, "email.invalid"),
        ({"password": PASSWORD, "phone": "12"}, "phone.invalid"),
        ({"password": PASSWORD}, "request.invalid"),
        ({"password": PASSWORD, "email": NEW, "phone": PHONE}, "request.invalid"),
    ):
        assert code_of(await mine.post("/api/me/correction", json=body)) == (422, refusal)
    reset = stage.nobody.post("/api/me/correction", json={"password": PASSWORD, "email": NEW})
    assert (await reset).status_code == 401


async def test_of_two_that_are_asked_for_the_later_counts_and_other_sessions_end(
    stage: Stage,
) -> None:
    mine = stage.holding((await stage.signed_up(EMAIL))["token"])
    words = {"email": EMAIL, "password": PASSWORD}
    elsewhere = stage.holding(
        (await stage.nobody.post("/api/sessions", json=words)).json()["token"]
    )
    first = await asked(mine, email="first@chai.example")
    second = await asked(mine, email=NEW)
    code = await mailed(stage, "first@chai.example")
    assert code_of(await confirmed(mine, first, code)) == (422, "code.refused")
    assert (await confirmed(mine, second, await mailed(stage, NEW))).status_code == 204
    assert await signs_in(stage, "first@chai.example") == 401
    assert (await mine.get("/api/me")).status_code == 200
    assert (await elsewhere.get("/api/me")).status_code == 401, "somebody else may have moved it"


async def test_what_a_code_was_sent_to_is_forgotten_when_it_is_used_or_void(
    stage: Stage, owner: psycopg.Connection
) -> None:
    mine = stage.holding((await stage.signed_up(EMAIL))["token"])
    await asked(mine, email="first@chai.example")
    flow = await asked(mine, email=NEW)
    assert (await confirmed(mine, flow, await mailed(stage, NEW))).status_code == 204
    owner.execute("alter table verification no force row level security")
    kept = owner.execute(
        "select length(to_sealed), length(code_sealed) from verification"
    ).fetchall()
    assert set(kept) == {(0, 0)}
    assert len(kept) == 4, "two of the sign-up, two of the corrections"


async def test_nobody_uses_up_anothers_codes(stage: Stage) -> None:
    session = await stage.signed_up(EMAIL)
    junk = {"flow": f"fl_{UUID(session['user_id']).hex}_junk"}
    for _ in range(rules.CODES_AN_HOUR):
        assert (await stage.nobody.post("/api/sign-up/codes", json=junk)).status_code == 202
    await asked(stage.holding(session["token"]), email=NEW)


async def test_who_asks_for_a_newcomers_address_takes_nothing_from_them(stage: Stage) -> None:
    chitra = stage.holding((await stage.signed_up(EMAIL))["token"])
    token = await stage.invited(NEW)
    accepted = await stage.nobody.post(
        "/api/invitations/accept", json={"token": token, **person(phone="+919812340009")}
    )
    flow = accepted.json()["flow"]
    await asked(chitra, email=NEW)
    body = {"token": token, "flow": flow, "phone_code": await stage.phone_code(flow)}
    assert (await stage.nobody.post("/api/invitations/confirm", json=body)).status_code == 201
    assert await signs_in(stage, NEW) == 201
