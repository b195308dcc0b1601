"""Logins that nobody enters leave by themselves: their people could ask for it nowhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from tests.accounts.stage import PASSWORD, Stage, code_of, person, staged
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation

from indokona.accounts import rules
from indokona.accounts.actions import leaving, organisation
from indokona.kernel import clock, ids, keyring
from indokona.kernel.database import Database
from indokona.kernel.wired import Addresses
from indokona.privacy.actions import closing, logins_gone
from indokona.privacy.hooks import HOOKS

EMAIL, BODY = "owner@chai.example", {"password": PASSWORD}
HOUR = timedelta(hours=1)


@pytest.fixture
async def stage(installation: Installation, database: Database, cast: Cast) -> AsyncIterator[Stage]:
    async with staged(installation, database, cast) as found:
        yield found


def rows_of(owner: psycopg.Connection, column: str, value: UUID) -> set[str]:
    """The tables with rows of a user or an organisation, read past the walls."""
    found = set()
    for table in HOOKS.metadata.sorted_tables:
        if column in table.c:
            owner.execute(f"alter table {table.name} no force row level security".encode())
            sql = f"select count(*) from {table.name} where {column} = %s"
            row = owner.execute(sql.encode(), (value,)).fetchone()
            owner.execute(f"alter table {table.name} force row level security".encode())
            if row and row[0]:
                found.add(table.name)
    return found


async def knows(database: Database, user_id: UUID) -> bool:
    sealer = await database.keyring.sealer(ids.PLATFORM, keyring.USER, [user_id])
    return sealer.knows(user_id)


async def signs_in(stage: Stage, email: str = EMAIL) -> int:
    words = {"email": email, "password": PASSWORD}
    return (await stage.nobody.post("/api/sessions", json=words)).status_code


async def test_a_signup_that_nobody_confirmed_is_gone_after_a_day_with_its_business(
    stage: Stage, database: Database, owner: psycopg.Connection, addresses: Addresses
) -> None:
    flow = await stage.begun(EMAIL)
    user_id = UUID(flow.split("_")[1])
    place = (await organisation.memberships(database, user_id))[0].organisation_id
    with clock.moved(rules.UNCONFIRMED_LIVES - HOUR):
        assert await logins_gone.sweep(database) == 0
    with clock.moved(rules.UNCONFIRMED_LIVES + HOUR):
        assert await logins_gone.sweep(database) == 2
        assert await logins_gone.sweep(database) == 0
    assert rows_of(owner, "user_id", user_id) <= {"acceptance"}
    assert rows_of(owner, "organisation_id", place) <= {"audit", "event"}
    assert not await knows(database, user_id)
    with psycopg.connect(addresses.keyring) as keys:
        sql = b"select count(*) from organisation_key where organisation_id = %s"
        assert keys.execute(sql, (place,)).fetchone() == (0,)
    assert (await stage.signed_up(EMAIL))["token"], "and the address is free"


async def test_a_member_who_was_removed_everywhere_is_told_and_gone_after_thirty_days(
    stage: Stage, database: Database, owner: psycopg.Connection
) -> None:
    user_id, mail = await removed(stage)
    assert mail.count("30 days") == 1
    with clock.moved(rules.ALONE_LIVES - HOUR):
        assert await logins_gone.sweep(database) == 0, "somebody may invite them again"
    with clock.moved(rules.ALONE_LIVES + HOUR):
        assert await logins_gone.sweep(database) == 1
    left = rows_of(owner, "user_id", user_id) - {"mail_out"}  # which nobody sends here
    assert left <= {"acceptance"}
    assert not await knows(database, user_id)


async def test_who_was_invited_again_stays(stage: Stage, database: Database) -> None:
    await removed(stage)
    words = {"email": "new@rye.example", "password": PASSWORD}
    token = await stage.invited("new@rye.example")
    joined = await stage.nobody.post("/api/sessions", json={**words, "invitation": token})
    assert joined.status_code == 201, joined.text
    with clock.moved(rules.ALONE_LIVES + HOUR):
        assert await logins_gone.sweep(database) == 0
        assert await signs_in(stage, "new@rye.example") == 201


async def removed(stage: Stage) -> tuple[UUID, str]:
    """A member of one business only, who was removed; and what they were told."""
    accepting = {"token": await stage.invited("new@rye.example"), **person()}
    flow = (await stage.nobody.post("/api/invitations/accept", json=accepting)).json()["flow"]
    body = {"token": accepting["token"], "flow": flow, "phone_code": await stage.phone_code(flow)}
    session = (await stage.nobody.post("/api/invitations/confirm", json=body)).json()
    gone = await stage.api.asha.delete(f"/api/members/{session['user_id']}")
    assert gone.status_code == 204, gone.text
    return UUID(session["user_id"]), (await stage.mails("login.alone"))[-1].text


async def test_a_newcomer_whose_time_is_over_is_not_brought_back_by_a_late_code(
    stage: Stage, database: Database
) -> None:
    accepting = {"token": await stage.invited("new@rye.example"), **person()}
    flow = (await stage.nobody.post("/api/invitations/accept", json=accepting)).json()["flow"]
    user_id = UUID(flow.split("_")[1])
    with clock.moved(rules.UNCONFIRMED_LIVES + HOUR):
        async with database.organisation(ids.PLATFORM, user_id) as db:
            assert await leaving.shut_nobodys(db, user_id)
    body = {"token": accepting["token"], "flow": flow, "phone_code": await stage.phone_code(flow)}
    late = await stage.nobody.post("/api/invitations/confirm", json=body)
    assert code_of(late) == (422, "code.refused")
    with clock.moved(rules.UNCONFIRMED_LIVES + HOUR):
        assert await logins_gone.sweep(database) == 1


async def test_a_login_of_two_businesses_outlives_the_one_it_began_with(
    stage: Stage, database: Database
) -> None:
    session = await stage.signed_up(EMAIL)
    mine = stage.holding(session["token"])
    joining = {"token": await stage.invited(EMAIL, "agent")}
    assert (await mine.post("/api/invitations/join", json=joining)).status_code == 200
    await left(stage, session)
    assert await signs_in(stage) == 201, "into the other one"
    with clock.moved(rules.ALONE_LIVES + timedelta(days=2)):
        assert await logins_gone.sweep(database) == 0


async def test_a_login_whose_only_business_left_is_gone_thirty_days_later(
    stage: Stage, database: Database, owner: psycopg.Connection
) -> None:
    session = await stage.signed_up(EMAIL)
    await left(stage, session)
    assert await signs_in(stage) == 403, "there is nothing to enter"
    with clock.moved(rules.ALONE_LIVES + timedelta(days=2)):
        assert await logins_gone.sweep(database) == 1
    assert rows_of(owner, "user_id", UUID(session["user_id"])) <= {"acceptance", "closure"}


@pytest.mark.parametrize("cut", ["place closed", "login shut", "place shut"])
async def test_an_end_that_was_cut_short_is_made_good_and_nobody_confirms_it(
    stage: Stage, database: Database, owner: psycopg.Connection, cut: str
) -> None:
    flow = await stage.begun(EMAIL)
    user_id = UUID(flow.split("_")[1])
    place = (await organisation.memberships(database, user_id))[0].organisation_id
    with clock.moved(rules.UNCONFIRMED_LIVES + HOUR):
        async with database.organisation(place, user_id) as db:
            await leaving.close_unconfirmed(db)
        if cut != "place closed":
            async with database.organisation(ids.PLATFORM, user_id) as db:
                assert await leaving.shut_nobodys(db, user_id)
        if cut == "place shut":
            async with database.organisation(place) as db:
                await leaving.shut_organisation(db)
    body = await stage.both_codes(flow)
    late = await stage.nobody.post("/api/sign-up/confirm", json=body)
    assert code_of(late) == (422, "code.refused")
    with clock.moved(rules.UNCONFIRMED_LIVES + HOUR):
        assert await logins_gone.sweep(database) == 2
    assert rows_of(owner, "user_id", user_id) <= {"acceptance"}
    assert rows_of(owner, "organisation_id", place) <= {"audit", "event"}
    assert not await knows(database, user_id)


async def test_a_business_that_lived_on_after_these_data_were_copied_is_not_touched(
    stage: Stage, database: Database, owner: psycopg.Connection
) -> None:
    session = await stage.signed_up(EMAIL)
    place, user_id = UUID(session["organisation_id"]), UUID(session["user_id"])
    mine = stage.holding(session["token"])
    assert (await mine.post("/api/contacts", json={"phone": "+919812340011"})).status_code == 201
    for table in ("user_account", "organisation"):
        owner.execute(f"alter table {table} no force row level security".encode())
    owner.execute(
        "update user_account set state = 'pending', unused_since = now() - interval '9 days'"
    )
    owner.execute("update organisation set state = 'pending' where organisation_id = %s", (place,))
    for table in ("user_account", "organisation"):
        owner.execute(f"alter table {table} force row level security".encode())
    assert await logins_gone.sweep(database) == 0
    assert await knows(database, user_id)


async def test_the_time_of_logins_begins_anew_in_data_that_were_put_back(
    stage: Stage, database: Database
) -> None:
    await stage.begun(EMAIL)
    with clock.moved(rules.UNCONFIRMED_LIVES + HOUR):
        await leaving.count_anew(database)
        assert await logins_gone.sweep(database) == 0
    with clock.moved(2 * rules.UNCONFIRMED_LIVES + 2 * HOUR):
        assert await logins_gone.sweep(database) == 2, "the login, and its business"


async def test_one_that_fails_holds_up_nobody_else(
    stage: Stage, database: Database, owner: psycopg.Connection
) -> None:
    first = UUID((await stage.begun(EMAIL)).split("_")[1])
    second = UUID((await stage.begun("other@rye.example")).split("_")[1])
    owner.execute(
        f"create function fail() returns trigger language plpgsql as $$ begin"
        f" if old.user_id = '{first}' then raise 'no'; end if; return old; end $$"
    )
    owner.execute(
        "create trigger fail before delete on user_account for each row execute function fail()"
    )
    with clock.moved(rules.UNCONFIRMED_LIVES + HOUR):
        assert await logins_gone.sweep(database) == 3, "one login, two businesses"
        assert not await knows(database, second)
        owner.execute("drop trigger fail on user_account")
        assert await logins_gone.sweep(database) == 1, "tried again"


async def test_members_hear_that_their_business_leaves_and_that_it_stays(stage: Stage) -> None:
    session = await stage.signed_up(EMAIL)
    mine = stage.holding(session["token"])
    await stage.signed_up("new@rye.example", "Rye")
    token = await stage.invited("new@rye.example", by=mine)
    words = {"email": "new@rye.example", "password": PASSWORD, "invitation": token}
    assert (await stage.nobody.post("/api/sessions", json=words)).status_code == 201
    assert (await mine.post("/api/organisation/closing", json=BODY)).status_code == 201
    told = {one.to: one.text for one in await stage.mails("closing")}
    assert told.keys() == {EMAIL, "new@rye.example"}
    assert all("30 days later" in text for text in told.values())
    assert (await mine.delete("/api/organisation/closing")).status_code == 204
    last = (await stage.mails("closing"))[-1]
    assert (last.to, "stays" in last.text) == ("new@rye.example", True)


async def left(stage: Stage, session: dict[str, str]) -> None:
    """The business of a session is erased."""
    mine = stage.holding(session["token"])
    asked = await mine.post("/api/organisation/closing", json=BODY)
    assert asked.status_code == 201, asked.text
    organisation_id = UUID(session["organisation_id"])
    with clock.moved(timedelta(hours=24, minutes=1)):
        more = True
        while more:
            async with stage.database.organisation(organisation_id) as db:
                more = await closing.step(db, UUID(asked.json()["id"]))
