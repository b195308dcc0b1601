"""Passwords changed and reset, and the log that their owner reads."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

from tests.accounts.stage import OTHER_PASSWORD, PASSWORD, Stage, code_of

from indokona.kernel import clock

EMAIL = "owner@chai.example"


async def signed_in(stage: Stage, password: str = PASSWORD):
    return await stage.nobody.post("/api/sessions", json={"email": EMAIL, "password": password})


async def reset_token(stage: Stage) -> str:
    answer = await stage.nobody.post("/api/password/reset", json={"email": EMAIL})
    assert answer.status_code == 202
    await stage.work()
    mail = (await stage.mails("password.reset"))[-1]
    assert mail.to == EMAIL
    return next(word for word in mail.text.split() if word.startswith("rs_"))


async def acts(stage: Stage, token: str) -> list[str]:
    page = (await stage.holding(token).get("/api/security-log")).json()
    return [row["act"] for row in page["items"]]


async def test_a_changed_password_ends_all_other_sessions(stage: Stage) -> None:
    mine = stage.holding((await stage.signed_up(EMAIL))["token"])
    other = stage.holding((await signed_in(stage)).json()["token"])
    wrong = await mine.post("/api/password", json={"old": "x", "new": OTHER_PASSWORD})
    assert code_of(wrong) == (422, "password.wrong")
    weak = await mine.post("/api/password", json={"old": PASSWORD, "new": "short"})
    assert code_of(weak) == (422, "password.weak")
    assert (await other.get("/api/organisation")).status_code == 200
    words = {"old": PASSWORD, "new": OTHER_PASSWORD}
    assert (await mine.post("/api/password", json=words)).status_code == 204
    assert (await mine.get("/api/organisation")).status_code == 200
    assert (await other.get("/api/organisation")).status_code == 401
    assert (await signed_in(stage)).status_code == 401
    assert (await signed_in(stage, OTHER_PASSWORD)).status_code == 201
    assert [mail.to for mail in await stage.mails("password.changed")] == [EMAIL]


async def test_a_reset_ends_all_sessions_and_its_token_is_used_once(stage: Stage) -> None:
    mine = stage.holding((await stage.signed_up(EMAIL))["token"])
    token = await reset_token(stage)
    words = {"token": token, "new": OTHER_PASSWORD}
    weak = await stage.nobody.post("/api/password/reset/confirm", json=words | {"new": "x"})
    assert code_of(weak) == (422, "password.weak")
    answers = await asyncio.gather(
        *(stage.nobody.post("/api/password/reset/confirm", json=words) for _ in range(4))
    )
    assert Counter(answer.status_code for answer in answers) == {204: 1, 422: 3}
    assert (await mine.get("/api/organisation")).status_code == 401
    assert (await signed_in(stage)).status_code == 401
    fresh = (await signed_in(stage, OTHER_PASSWORD)).json()["token"]
    assert (await acts(stage, fresh))[:3] == ["sign_in", "sign_in.failed", "password.reset"]


async def test_known_and_unknown_emails_get_one_answer_and_leave_one_event(stage: Stage) -> None:
    await stage.signed_up(EMAIL)
    told = [
        await stage.nobody.post("/api/password/reset", json={"email": email})
        for email in (EMAIL, "who@chai.example")
    ]
    assert told[0].status_code == told[1].status_code == 202
    assert told[0].content == told[1].content
    async with stage.database.platform("scout") as scout:
        count = await scout.value(
            "select count(*) from event where kind = 'accounts.password_reset_asked'"
        )
    assert count == 2
    await stage.work()
    assert [mail.to for mail in await stage.mails("password.reset")] == [EMAIL]


async def test_older_late_and_invented_reset_tokens_are_refused(stage: Stage) -> None:
    await stage.signed_up(EMAIL)
    older = await reset_token(stage)
    token = await reset_token(stage)
    for bad in (older, token + "x", "rs_", "rs_zz_zz", ""):
        words = {"token": bad, "new": OTHER_PASSWORD}
        answer = await stage.nobody.post("/api/password/reset/confirm", json=words)
        assert code_of(answer) == (422, "code.refused"), bad
    words = {"token": token, "new": OTHER_PASSWORD}
    with clock.moved(timedelta(minutes=11)):
        late = await stage.nobody.post("/api/password/reset/confirm", json=words)
    assert code_of(late) == (422, "code.refused")
    assert (await signed_in(stage)).status_code == 201


async def test_asking_for_resets_is_bounded_known_or_not(stage: Stage) -> None:
    for email in (EMAIL, "who@chai.example"):
        answers = [
            await stage.nobody.post("/api/password/reset", json={"email": email}) for _ in range(6)
        ]
        assert [answer.status_code for answer in answers] == [202] * 5 + [429]


async def test_failed_sign_ins_are_in_ones_own_log_with_the_device(stage: Stage) -> None:
    session = await stage.signed_up(EMAIL)
    somewhere = stage.holding(None, "203.0.113.9")
    somewhere.headers["user-agent"] = (
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    )
    for email in (EMAIL, "who@chai.example"):
        answer = await somewhere.post("/api/sessions", json={"email": email, "password": "wrong"})
        assert code_of(answer) == (401, "sign_in.refused")
    mine = stage.holding(session["token"])
    page = (await mine.get("/api/security-log?limit=1")).json()
    entry = page["items"][0]
    assert (entry["act"], entry["device"], entry["system"], entry["ip_prefix"]) == (
        "sign_in.failed", "Firefox 140", "Linux", "203.0.113.0/24",
    )  # fmt: skip
    assert "203.0.113.9" not in str(page)
    rest = (await mine.get(f"/api/security-log?after={page['after']}")).json()
    assert [row["act"] for row in rest["items"]] == ["sign_up"]
    log = (await stage.api.asha.get("/api/security-log")).json()["items"]
    assert "sign_in.failed" not in [row["act"] for row in log]


async def test_sign_in_is_tried_ten_times_exactly_known_or_not(stage: Stage) -> None:
    await stage.signed_up(EMAIL)
    for email in (EMAIL, "who@chai.example"):
        words = {"email": email, "password": "wrong"}
        answers = await asyncio.gather(
            *(stage.nobody.post("/api/sessions", json=words) for _ in range(20))
        )
        assert Counter(answer.status_code for answer in answers) == {401: 10, 429: 10}, email
