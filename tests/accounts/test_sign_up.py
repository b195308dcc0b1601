"""Signing up, and codes: void, exact, used once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from tests.accounts.stage import PASSWORD, Stage, code_of, form

from indokona.accounts.actions import codes
from indokona.kernel import clock, ids


async def test_a_business_signs_up_and_accepts_a_named_policy_version(stage: Stage) -> None:
    session = await stage.signed_up("owner@chai.example")
    owner, user_id = stage.holding(session["token"]), UUID(session["user_id"])
    assert (await owner.get("/api/organisation")).json()["name"] == "Chai Corner"
    members = (await owner.get("/api/members")).json()
    assert [(one["name"], one["role"]) for one in members] == [("Bilal", "owner")]
    async with stage.database.user(user_id) as db:
        rows = await db.rows(
            "select policy_version, act from acceptance where user_id = %s", (user_id,)
        )
    assert rows == [("2024-1", "sign_up")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"password": "password123"}, "password.weak"),
        ({"password": "aaaaaaaaaaaaaaaaaaaa"}, "password.weak"),
        ({"phone": "12"}, "phone.invalid"),
        ({"email": "nobody"}, "email.invalid"),
        ({"policy_version": "1999-1"}, "policy.not_current"),
        ({"name": "  "}, "request.invalid"),
        ({"business_name": ""}, "request.invalid"),
        ({"country": "in"}, "request.invalid"),
        ({"role": "owner"}, "request.invalid"),
    ],
)
async def test_a_bad_form_is_refused_with_its_reason(
    stage: Stage, change: dict[str, str], code: str
) -> None:
    answer = await stage.nobody.post("/api/sign-up", json=form("new@chai.example") | change)
    assert answer.json()["code"] == code
    assert await stage.mails("login.code") == []


async def test_a_known_email_gets_the_same_answer_and_a_mail_instead(stage: Stage) -> None:
    await stage.signed_up("owner@chai.example")
    flow = await stage.begun("owner@chai.example")
    assert len(flow) == len(codes.new_flow(ids.new()))
    assert [mail.to for mail in await stage.mails("sign_up.known")] == ["owner@chai.example"]
    assert len(await stage.mails("login.code")) == 1
    again = await stage.nobody.post("/api/sign-up/codes", json={"flow": flow})
    assert (again.status_code, again.json()) == (202, {"flow": flow})


async def test_of_two_sign_ups_with_one_address_the_first_that_is_proven_has_it(
    stage: Stage,
) -> None:
    """Neither takes anything from the other before; the later one opens no session on a login without a way in."""
    first = await stage.begun("owner@chai.example")
    its_codes = await stage.both_codes(first)
    second = await stage.begun("owner@chai.example")
    codes_of_second = await stage.both_codes(second)
    confirmed = await stage.nobody.post("/api/sign-up/confirm", json=its_codes)
    assert confirmed.status_code == 201
    refused = await stage.nobody.post("/api/sign-up/confirm", json=codes_of_second)
    assert code_of(refused) == (422, "code.refused")
    words = {"email": "owner@chai.example", "password": PASSWORD}
    session = await stage.nobody.post("/api/sessions", json=words)
    assert session.json()["user_id"] == confirmed.json()["user_id"]


async def test_new_codes_void_the_old_ones(stage: Stage) -> None:
    flow = await stage.begun("owner@chai.example")
    old = await stage.both_codes(flow)
    assert (await stage.nobody.post("/api/sign-up/codes", json={"flow": flow})).status_code == 202
    new = await stage.both_codes(flow)
    assert (new["email_code"], new["phone_code"]) != (old["email_code"], old["phone_code"])
    refused = await stage.nobody.post("/api/sign-up/confirm", json=old)
    assert code_of(refused) == (422, "code.refused")
    assert (await stage.nobody.post("/api/sign-up/confirm", json=new)).status_code == 201


async def test_codes_are_sent_again_five_times_an_hour_exactly(stage: Stage) -> None:
    flow = await stage.begun("owner@chai.example")
    answers = await asyncio.gather(
        *(stage.nobody.post("/api/sign-up/codes", json={"flow": flow}) for _ in range(12))
    )
    assert Counter(answer.status_code for answer in answers) == {202: 5, 429: 7}
    assert len(await stage.mails("login.code")) == 6
    live = "select count(*) from verification where user_id = %s and used_at is null"
    assert await stage.count(codes.user_of(flow), live) == 2, "one of each kind, however parallel"
    with clock.moved(timedelta(minutes=61)):
        assert (
            await stage.nobody.post("/api/sign-up/codes", json={"flow": flow})
        ).status_code == 202


async def test_a_hundred_parallel_wrong_codes_count_exactly(stage: Stage) -> None:
    flow = await stage.begun("owner@chai.example")
    right = await stage.both_codes(flow)
    wrong = right | {"email_code": f"{(int(right['email_code']) + 1) % 1_000_000:06d}"}
    answers = await asyncio.gather(
        *(stage.nobody.post("/api/sign-up/confirm", json=wrong) for _ in range(100))
    )
    assert Counter(code_of(answer) for answer in answers) == {
        (422, "code.refused"): 60,
        (429, "rate.too_many"): 40,
    }
    tries = "select sum(tries) from verification where user_id = %s"
    assert await stage.count(codes.user_of(flow), tries) == 10, "five for each of two codes"
    elsewhere = stage.holding(None, "192.0.2.99")
    refused = await elsewhere.post("/api/sign-up/confirm", json=right)
    assert code_of(refused) == (422, "code.refused"), "the right codes are worth nothing now"


async def test_right_codes_open_one_session_however_parallel(stage: Stage) -> None:
    flow = await stage.begun("owner@chai.example")
    right = await stage.both_codes(flow)
    answers = await asyncio.gather(
        *(stage.nobody.post("/api/sign-up/confirm", json=right) for _ in range(4))
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 422: 3}


async def test_old_and_broken_codes_are_refused_alike(stage: Stage) -> None:
    flow = await stage.begun("owner@chai.example")
    right = await stage.both_codes(flow)
    for broken in ("", "fl", "fl_zz_zz", "fl_" + "0" * 32 + "_x"):
        answer = await stage.nobody.post("/api/sign-up/confirm", json=right | {"flow": broken})
        assert code_of(answer) == (422, "code.refused"), broken
    with clock.moved(timedelta(minutes=11)):
        late = await stage.nobody.post("/api/sign-up/confirm", json=right)
    assert code_of(late) == (422, "code.refused")
