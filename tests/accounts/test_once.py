"""A POST with an Idempotency-Key: public, one's own, the organisation's."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import psycopg
from tests.accounts.stage import PASSWORD, Stage, code_of, form

from indokona.kernel import clock, idempotency

KEY = {"idempotency-key": "1"}
EMAIL = "owner@chai.example"
WORDS = {"email": EMAIL, "password": PASSWORD}


async def test_a_public_post_is_done_once_for_its_caller(stage: Stage) -> None:
    await stage.signed_up(EMAIL)
    first = await stage.nobody.post("/api/sessions", json=WORDS, headers=KEY)
    again = await stage.nobody.post("/api/sessions", json=WORDS, headers=KEY)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert again.headers["idempotency-replayed"] == "true"
    mine = stage.holding(first.json()["token"])
    assert len((await mine.get("/api/sessions")).json()) == 2, "sign-up's and this one"
    other = await stage.nobody.post("/api/sessions", json=WORDS | {"password": "x"}, headers=KEY)
    assert code_of(other) == (422, "idempotency.other_body")
    path = await stage.nobody.post("/api/password/reset", json={"email": EMAIL}, headers=KEY)
    assert code_of(path) == (422, "idempotency.other_body")


async def test_a_stranger_who_guesses_the_key_gets_nothing(stage: Stage) -> None:
    await stage.signed_up(EMAIL)
    first = await stage.nobody.post("/api/sessions", json=WORDS, headers=KEY)
    elsewhere = stage.holding(None, "192.0.2.66")
    guess = await elsewhere.post("/api/sessions", json=WORDS | {"password": "x"}, headers=KEY)
    assert code_of(guess) == (401, "sign_in.refused")
    same = await elsewhere.post("/api/sessions", json=WORDS, headers=KEY)
    assert same.json()["token"] != first.json()["token"], "signed in anew, not replayed"


async def test_a_known_key_is_no_free_oracle_for_passwords(stage: Stage) -> None:
    await stage.signed_up(EMAIL)
    await stage.nobody.post("/api/sessions", json=WORDS, headers=KEY)
    guesses = [
        await stage.nobody.post(
            "/api/sessions", json=WORDS | {"password": f"guess {n}"}, headers=KEY
        )
        for n in range(25)
    ]
    assert Counter(answer.status_code for answer in guesses) == {422: 20, 429: 5}
    right = await stage.nobody.post("/api/sessions", json=WORDS, headers=KEY)
    assert code_of(right) == (429, "rate.too_many")


async def test_a_public_post_under_way_is_a_conflict(stage: Stage) -> None:
    answers = await asyncio.gather(
        *(stage.nobody.post("/api/sign-up", json=form(EMAIL), headers=KEY) for _ in range(6))
    )
    assert Counter(code_of(answer) for answer in answers) == {
        (202, None): 1,
        (409, "idempotency.in_flight"): 5,
    }
    assert len(await stage.mails("login.code")) == 1


async def test_a_refused_act_may_be_tried_again(stage: Stage) -> None:
    weak = await stage.nobody.post(
        "/api/sign-up", json=form(EMAIL) | {"password": "short"}, headers=KEY
    )
    assert code_of(weak) == (422, "password.weak")
    good = await stage.nobody.post("/api/sign-up", json=form(EMAIL), headers=KEY)
    assert good.status_code == 202


async def test_the_claim_of_a_dead_process_is_free_after_a_minute(
    stage: Stage, owner: psycopg.Connection
) -> None:
    first = await stage.nobody.post("/api/sign-up", json=form(EMAIL), headers=KEY)
    owner.execute("alter table idempotency_key no force row level security")
    owner.execute("update idempotency_key set status = 0, answer_sealed = ''")
    owner.execute("alter table idempotency_key force row level security")
    held = await stage.nobody.post("/api/sign-up", json=form(EMAIL), headers=KEY)
    assert code_of(held) == (409, "idempotency.in_flight")
    with clock.moved(timedelta(seconds=61)):
        again = await stage.nobody.post("/api/sign-up", json=form(EMAIL), headers=KEY)
    assert (again.status_code, again.json() != first.json()) == (202, True)


async def test_ones_own_posts_are_done_once(stage: Stage) -> None:
    mine = stage.holding((await stage.signed_up(EMAIL))["token"])
    where = {"organisation_id": (await mine.get("/api/organisation")).json()["id"]}
    first = await mine.post("/api/sessions/switch", json=where, headers=KEY)
    again = await mine.post("/api/sessions/switch", json=where, headers=KEY)
    assert first.json() == again.json()
    words = {"old": PASSWORD, "new": "quite another long password"}
    for _ in range(2):
        assert (
            await mine.post("/api/password", json=words, headers={"idempotency-key": "2"})
        ).status_code == 204, "the second is answered from memory, else the old one were wrong"


async def test_keys_belong_to_their_caller(stage: Stage) -> None:
    scopes = {"name": "all", "scopes": ["contacts.read", "contacts.write"]}
    writer = stage.holding((await stage.api.asha.post("/api/api-keys", json=scopes)).json()["key"])
    body = {"name": "Regulars"}
    first = await stage.api.asha.post("/api/segments", json=body, headers=KEY)
    again = await stage.api.asha.post("/api/segments", json=body, headers=KEY)
    other = await writer.post("/api/segments", json=body, headers=KEY)
    assert first.json() == again.json()
    assert "idempotency-replayed" not in other.headers


async def test_answers_are_kept_for_72_hours_and_then_forgotten(
    stage: Stage, owner: psycopg.Connection
) -> None:
    owner.execute("alter table idempotency_key no force row level security")
    count = "select count(*) from idempotency_key"
    first = await stage.nobody.post("/api/sign-up", json=form(EMAIL), headers=KEY)
    await stage.api.asha.post("/api/segments", json={"name": "A"}, headers=KEY)
    assert owner.execute(count).fetchone() == (2,)
    with clock.moved(timedelta(hours=71)):
        again = await stage.nobody.post("/api/sign-up", json=form(EMAIL), headers=KEY)
        assert again.json() == first.json()
        assert await idempotency.forget(stage.database) == 0
    with clock.moved(timedelta(hours=73)):
        fresh = await stage.nobody.post("/api/sign-up", json=form(EMAIL), headers=KEY)
        assert fresh.json() != first.json()
        assert await idempotency.forget(stage.database) == 1, "the segment's; the other is new"
    assert owner.execute(count).fetchone() == (1,)


async def test_what_is_kept_shows_neither_key_nor_password_nor_token(
    stage: Stage, owner: psycopg.Connection
) -> None:
    await stage.signed_up(EMAIL)
    secret = {"idempotency-key": "my-very-own-key"}
    token = (await stage.nobody.post("/api/sessions", json=WORDS, headers=secret)).json()["token"]
    owner.execute("alter table idempotency_key no force row level security")
    dump = str(owner.execute("select * from idempotency_key").fetchall())
    assert token not in dump
    assert "my-very-own-key" not in dump


async def test_a_bad_key_is_refused(stage: Stage) -> None:
    for bad in ("", "x" * 201, "a\tb"):
        answer = await stage.nobody.post(
            "/api/sign-up", json=form(EMAIL), headers={"idempotency-key": bad}
        )
        assert code_of(answer) == (422, "request.invalid"), bad
