"""Members: names, roles, leaving, and the owner that stays."""

from __future__ import annotations

import asyncio
from collections import Counter
from uuid import UUID

from tests.accounts.stage import PASSWORD, Stage, client, code_of
from tests.accounts.test_invitations import joined
from tests.fixtures.http import session

from indokona.accounts import store
from indokona.kernel import clock, ids


async def a_member(stage: Stage, role: str, email: str = "bilal@tea.example"):
    """A fresh member's client and user id."""
    session = await joined(stage, await stage.invited(email, role))
    return stage.holding(session["token"]), session["user_id"]


async def test_another_role_holds_at_the_next_request(stage: Stage) -> None:
    member, user_id = await a_member(stage, "agent")
    assert (await member.get("/api/segments")).status_code == 403
    where = f"/api/members/{user_id}"
    answer = await stage.api.asha.patch(where, json={"role": "marketer"})
    assert answer.status_code == 204
    assert (await member.get("/api/segments")).status_code == 200
    listed = (await stage.api.asha.get("/api/audit?act=member.role_changed")).json()["items"]
    assert [(row["subject_id"], row["reason"]) for row in listed] == [
        (user_id, "agent to marketer")
    ]


async def test_a_removed_member_is_out_here_at_the_next_request_and_stays_elsewhere(
    stage: Stage,
) -> None:
    home = await stage.signed_up("owner@chai.example")
    elsewhere = stage.holding(home["token"])
    token = await stage.invited("owner@chai.example")
    await elsewhere.post("/api/invitations/join", json={"token": token})
    words = {"organisation_id": str(stage.cast.organisation_id)}
    here = stage.holding((await elsewhere.post("/api/sessions/switch", json=words)).json()["token"])
    assert (await here.get("/api/organisation")).json()["name"] == "Tea House"
    where = f"/api/members/{home['user_id']}"
    assert (await stage.api.asha.delete(where)).status_code == 204
    assert (await here.get("/api/organisation")).status_code == 401
    assert (await elsewhere.get("/api/organisation")).json()["name"] == "Chai Corner"
    refused = await elsewhere.post("/api/sessions/switch", json=words)
    assert code_of(refused) == (403, "sign_in.not_a_member")
    assert (await stage.api.asha.delete(where)).status_code == 404
    names = [one["name"] for one in (await stage.api.asha.get("/api/members")).json()]
    assert "Bilal" not in names
    sessions = "select count(*) from session where user_id = %s"
    assert await stage.count(UUID(home["user_id"]), sessions) == 1


async def test_who_is_removed_from_the_only_organisation_is_told_so(stage: Stage) -> None:
    _, user_id = await a_member(stage, "agent")
    await stage.api.asha.delete(f"/api/members/{user_id}")
    words = {"email": "bilal@tea.example", "password": PASSWORD}
    answer = await stage.nobody.post("/api/sessions", json=words)
    assert code_of(answer) == (403, "sign_in.not_a_member")


async def test_an_admin_touches_no_owner_and_makes_none(stage: Stage) -> None:
    admin, own_id = await a_member(stage, "admin")
    asha = f"/api/members/{stage.cast.asha}"
    beyond = (403, "members.beyond_rights")
    assert code_of(await admin.delete(asha)) == beyond
    assert code_of(await admin.patch(asha, json={"role": "agent"})) == beyond
    assert code_of(await admin.patch(f"/api/members/{own_id}", json={"role": "owner"})) == beyond
    bilal = f"/api/members/{stage.cast.bilal}"
    assert (await admin.patch(bilal, json={"role": "analyst"})).status_code == 204
    unknown = await admin.patch(bilal, json={"role": "king"})
    assert code_of(unknown) == (422, "members.unknown_role")


async def test_the_last_owner_stays(stage: Stage) -> None:
    asha = f"/api/members/{stage.cast.asha}"
    last = (409, "members.last_owner")
    assert code_of(await stage.api.asha.delete(asha)) == last
    assert code_of(await stage.api.asha.patch(asha, json={"role": "admin"})) == last
    assert (await stage.api.asha.patch(asha, json={"role": "owner"})).status_code == 204


async def test_owners_who_remove_one_another_at_once_leave_one(stage: Stage) -> None:
    owners = {stage.cast.asha: stage.api.asha}
    fresh = ids.new_many(7)
    async with stage.database.organisation(stage.cast.organisation_id) as db:
        for user_id in fresh:
            await store.insert_membership(db, user_id, "owner", clock.now())
    for user_id in fresh:
        token = await session(stage.database, stage.cast.organisation_id, user_id)
        owners[user_id] = client(stage.api.app, token)
    ring = list(owners)
    answers = await asyncio.gather(
        *(
            owners[who].delete(f"/api/members/{whom}")
            for who, whom in zip(ring, [*ring[1:], ring[0]], strict=True)
        ),
        *(owners[who].patch(f"/api/members/{who}", json={"role": "agent"}) for who in ring),
    )
    assert {answer.status_code for answer in answers} <= {204, 401, 403, 404, 409}
    async with stage.database.organisation(stage.cast.organisation_id) as db:
        roles = await db.rows(
            "select role from membership where organisation_id = %s", (db.organisation_id,)
        )
    assert Counter(row[0] for row in roles)["owner"] >= 1


async def test_two_owners_who_remove_one_another_leave_one(stage: Stage) -> None:
    for _ in range(5):
        second = ids.new()
        async with stage.database.organisation(stage.cast.organisation_id) as db:
            await db.run(
                "delete from membership where organisation_id = %s and role = 'owner'",
                (db.organisation_id,),
            )
            for user_id in (stage.cast.asha, second):
                await store.insert_membership(db, user_id, "owner", clock.now())
        pair = []
        for user_id in (stage.cast.asha, second):
            token = await session(stage.database, stage.cast.organisation_id, user_id)
            pair.append(client(stage.api.app, token))
        answers = await asyncio.gather(
            pair[0].delete(f"/api/members/{second}"),
            pair[1].delete(f"/api/members/{stage.cast.asha}"),
        )
        assert sorted(answer.status_code for answer in answers)[0] == 204
        async with stage.database.organisation(stage.cast.organisation_id) as db:
            left = await db.value(
                "select count(*) from membership where organisation_id = %s and role = 'owner'",
                (db.organisation_id,),
            )
        assert left == 1
