"""Invitations: by whom, for whom, once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import psycopg
from tests.accounts.stage import PASSWORD, Stage, code_of, person

from indokona.kernel import clock

REFUSED = (422, "invitation.refused")


async def accepted(stage: Stage, token: str, **change: str) -> httpx.Response:
    answer = await stage.nobody.post(
        "/api/invitations/accept", json={"token": token, **person(), **change}
    )
    if answer.status_code != 202:
        return answer
    flow = answer.json()["flow"]
    words = {"token": token, "flow": flow, "phone_code": await stage.phone_code(flow)}
    return await stage.nobody.post("/api/invitations/confirm", json=words)


async def joined(stage: Stage, token: str) -> dict[str, Any]:
    answer = await accepted(stage, token)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def acts(stage: Stage) -> list[str]:
    found = (await stage.api.asha.get("/api/audit")).json()["items"]
    return [row["act"] for row in found if "session" not in row["act"]]


async def test_a_new_person_accepts_with_a_phone_code_and_is_a_member(stage: Stage) -> None:
    token = await stage.invited("Bilal@Tea.example", "marketer")
    assert len(token) > 40
    session = await joined(stage, token)
    assert session["organisation_id"] == str(stage.cast.organisation_id)
    own = stage.holding(session["token"])
    assert (await own.get("/api/segments")).status_code == 200
    assert (await own.get("/api/members")).status_code == 403
    members = (await stage.api.asha.get("/api/members")).json()
    assert ("Bilal", "marketer") in [(one["name"], one["role"]) for one in members]
    user_id = UUID(session["user_id"])
    async with stage.database.user(user_id) as db:
        rows = await db.rows(
            "select a.policy_version, a.act, u.email_verified_at is not null, u.phone_verified_at is not null"
            " from acceptance a join user_account u using (user_id) where user_id = %s",
            (user_id,),
        )
    assert rows == [("2024-1", "invitation", True, True)]
    assert (await acts(stage))[:2] == ["invitation.accepted", "member.invited"]
    words = {"email": "bilal@tea.example", "password": PASSWORD}
    assert (await stage.nobody.post("/api/sessions", json=words)).status_code == 201


async def test_a_token_is_used_once_and_kept_as_a_hash(
    stage: Stage, owner: psycopg.Connection
) -> None:
    token = await stage.invited("bilal@tea.example")
    await joined(stage, token)
    assert code_of(await accepted(stage, token)) == REFUSED
    owner.execute("alter table invitation no force row level security")
    rows = owner.execute("select token_hash from invitation").fetchall()
    assert all(token.encode() not in bytes(row[0]) for row in rows)


async def test_two_who_accept_at_once_are_one_member(stage: Stage) -> None:
    token = await stage.invited("bilal@tea.example")
    flows = []
    for _ in range(3):
        answer = await stage.nobody.post(
            "/api/invitations/accept", json={"token": token, **person()}
        )
        flows.append(answer.json()["flow"])
    words = [
        {"token": token, "flow": flow, "phone_code": await stage.phone_code(flow)} for flow in flows
    ]
    answers = await asyncio.gather(
        *(stage.nobody.post("/api/invitations/confirm", json=one) for one in words)
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 422: 2}
    assert len((await stage.api.asha.get("/api/members")).json()) == 3


async def test_an_unconfirmed_phone_leaves_nobody_in_the_organisation(stage: Stage) -> None:
    token = await stage.invited("bilal@tea.example")
    answer = await stage.nobody.post("/api/invitations/accept", json={"token": token, **person()})
    flow = answer.json()["flow"]
    right = await stage.phone_code(flow)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    words = {"token": token, "flow": flow, "phone_code": wrong}
    refused = await stage.nobody.post("/api/invitations/confirm", json=words)
    assert code_of(refused) == (422, "code.refused")
    both = {"flow": flow, "email_code": "000000", "phone_code": right}
    around = await stage.nobody.post("/api/sign-up/confirm", json=both)
    assert code_of(around) == (422, "code.refused"), "not by the door of sign-up"
    assert len((await stage.api.asha.get("/api/members")).json()) == 2


async def test_an_existing_login_joins_while_signed_in(stage: Stage) -> None:
    session = await stage.signed_up("owner@chai.example")
    owner = stage.holding(session["token"])
    token = await stage.invited("owner@chai.example", "admin")
    as_new = await accepted(stage, token)
    assert code_of(as_new) == (409, "invitation.sign_in_first")
    answer = await owner.post("/api/invitations/join", json={"token": token})
    assert answer.json() == {"organisation_id": str(stage.cast.organisation_id)}
    mine = (await owner.get("/api/memberships")).json()
    assert [(one["name"], one["role"], one["is_this"]) for one in mine] == [
        ("Chai Corner", "owner", True),
        ("Tea House", "admin", False),
    ]
    again = await owner.post("/api/invitations/join", json={"token": token})
    assert code_of(again) == REFUSED


async def test_an_existing_login_joins_by_signing_in_with_the_token(stage: Stage) -> None:
    await stage.signed_up("owner@chai.example")
    token = await stage.invited("owner@chai.example")
    words = {"email": "owner@chai.example", "password": PASSWORD, "invitation": token}
    wrong = await stage.nobody.post("/api/sessions", json=words | {"password": "x"})
    assert code_of(wrong) == (401, "sign_in.refused")
    answer = await stage.nobody.post("/api/sessions", json=words)
    assert answer.json()["organisation_id"] == str(stage.cast.organisation_id)


async def test_an_invitation_is_bound_to_its_email(stage: Stage) -> None:
    session = await stage.signed_up("owner@chai.example")
    token = await stage.invited("bilal@tea.example")
    stranger = stage.holding(session["token"])
    assert code_of(await stranger.post("/api/invitations/join", json={"token": token})) == REFUSED
    await joined(stage, token)


async def test_old_withdrawn_and_invented_tokens_get_one_refusal(stage: Stage) -> None:
    token = await stage.invited("bilal@tea.example")
    with clock.moved(timedelta(hours=71)):
        assert (
            await stage.nobody.post("/api/invitations/accept", json={"token": token, **person()})
        ).status_code == 202
    with clock.moved(timedelta(hours=73)):
        words = {"token": token, **person()}
        late = await stage.nobody.post("/api/invitations/accept", json=words)
    listed = (await stage.api.asha.get("/api/invitations")).json()
    assert [(one["email"], one["role"]) for one in listed] == [("bilal@tea.example", "agent")]
    where = f"/api/invitations/{listed[0]['id']}"
    assert (await stage.api.asha.delete(where)).status_code == 204
    assert (await stage.api.asha.delete(where)).status_code == 404
    withdrawn, invented = await accepted(stage, token), await accepted(stage, "in_guess")
    assert late.json() == withdrawn.json() == invented.json()
    assert code_of(late) == REFUSED
    assert (await stage.api.asha.get("/api/invitations")).json() == []


async def test_nobody_gives_more_rights_than_they_have(stage: Stage) -> None:
    admin = stage.holding(
        (await joined(stage, await stage.invited("admin@tea.example", "admin")))["token"]
    )
    words = {"email": "x@tea.example", "role": "owner"}
    refused = await admin.post("/api/invitations", json=words)
    assert code_of(refused) == (403, "members.beyond_rights")
    assert (await admin.post("/api/invitations", json=words | {"role": "admin"})).status_code == 201
    agent = await stage.api.bilal.post("/api/invitations", json=words | {"role": "agent"})
    assert code_of(agent) == (403, "auth.not_allowed")
    unknown = await admin.post("/api/invitations", json=words | {"role": "king"})
    assert code_of(unknown) == (422, "members.unknown_role")
    bad = await admin.post("/api/invitations", json={"email": "x@", "role": "agent"})
    assert code_of(bad) == (422, "email.invalid")


async def test_a_member_is_not_invited_again(stage: Stage) -> None:
    await joined(stage, await stage.invited("bilal@tea.example"))
    words = {"email": "BILAL@tea.example", "role": "admin"}
    answer = await stage.api.asha.post("/api/invitations", json=words)
    assert code_of(answer) == (409, "members.already")


async def test_a_business_name_cannot_write_headers_of_the_mail(stage: Stage) -> None:
    name = {"name": "Tea\r\nBcc: all@tea.example"}
    assert (await stage.api.asha.patch("/api/organisation", json=name)).status_code == 200
    await stage.invited("bilal@tea.example")
    mail = (await stage.mails("invitation"))[-1]
    assert mail.subject == "You are invited to INDOKONA"
    assert "“Tea Bcc: all@tea.example”" in mail.text
