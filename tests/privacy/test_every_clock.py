"""Every declared time is run by somebody, or is named here as kept, with the reason."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from tests.fixtures.cast import Cast
from tests.privacy.keeping_stage import DAY, count, years_ahead

from indokona.accounts import rules as accounts
from indokona.accounts import store_log
from indokona.accounts.actions import forgetting
from indokona.app import schema
from indokona.consent import store as consent_store
from indokona.kernel import clock, ids
from indokona.kernel.database import Database
from indokona.kernel.datamap import Keep, Walls
from indokona.privacy import store_retention
from indokona.privacy.actions import retention as act
from indokona.privacy.keeping import CLOCKS, PROOFS

#: Who ends rows that no clock of the nightly run does.
ENDED_BY = {
    "draft": "inbox.drafts", "presence": "inbox.presence", "inbound_seen": "messaging.personal_data",
    "import_piece": "contacts.personal_data", "import_error": "contacts.personal_data",
    "idempotency_key": "kernel.idempotency", "rate": "kernel.rates", "package": "privacy.desk",
    "desk_door": "privacy.desk", "slice": "messaging.dispatch: ends with its lane", "outage": "kernel.outage",
    "set_aside": "intake.set_aside", "intake_block": "intake.handing_on", "join_choice": "choices.joining",
    "preference_link": "choices.links", "event": "privacy.nightly: by the month",
    "audit": "privacy.nightly: by the month", "halt": "operators: who halts also resumes",
    "session": "accounts.forgetting", "security_entry": "accounts.forgetting", "verification": "accounts.forgetting",
    "consent": "forget_proofs", "consent_receipt": "forget_proofs", "opt_out": "forget_proofs",
    "budget_person": "messaging.budget", "budget_block": "messaging.budget",
    "doubt": "forget_proofs", "request": "forget_proofs", "request_step": "forget_proofs",
    "receipt": "forget_proofs", "telling": "forget_proofs", "legal_hold": "forget_proofs",
    "consent_live": "consent: ends with a no or a term", "preference": "consent: ends with its person",
}  # fmt: skip
#: What stays, and why.
KEPT = {
    "wording": "words of the business, as long as a consent may point at them; of no person",
    "join_version": "words of the business, as long as a consent may point at them; of no person",
    "acceptance": "the contract of a login, which ends with it",
    "closure": "the certificate of who left; no name in it",
    "suspension": "an act of the operator, of no person",
    "operator_account": "who acted for the operator, as long as acts name them",
    "processor": "the register of who received data, which the record of processing needs",
    "event_failure": "deleted when its event is done; of no person",
}
#: Classes that end with what they describe.
WITH_THEIR_SUBJECT = {Keep.contact, Keep.account, Keep.while_used, Keep.forever}


def test_every_declared_time_is_run_or_named_with_its_reason() -> None:
    named = ENDED_BY | KEPT
    tables = {table.name: table for table in schema.whole().sorted_tables}
    unrun = {
        name
        for name, table in tables.items()
        if Keep(table.info["keep"]) not in WITH_THEIR_SUBJECT and not _has_clock(table.info)
    }
    assert unrun == named.keys()


def _has_clock(info: dict[str, object]) -> bool:
    is_run = info["walls"] is Walls.organisation and info["keep"] in CLOCKS
    return bool(info["aged_by"]) and is_run


async def entered(database: Database, user_id: UUID) -> None:
    async with database.user(user_id) as db:
        now = clock.now()
        values = (
            user_id,
            ids.new(),
            "sign_in",
            "x",
            "x",
            "x",
            b"",
            now,
            accounts.security_log_ends(now),
        )
        await store_log.insert_security_entry(db, values)


async def of_user(database: Database, user_id: UUID, table: str) -> int:
    async with database.user(user_id) as db:
        return int(await db.value(f"select count(*) from {table} where user_id = %s", (user_id,)))


async def test_the_log_of_a_login_goes_after_a_year(database: Database, cast: Cast) -> None:
    await entered(database, cast.asha)
    for ahead, left in ((364 * DAY, True), (367 * DAY, False)):
        with clock.moved(ahead):
            await forgetting.forget(database)
        assert (await of_user(database, cast.asha, "security_entry") > 0) is left, ahead


async def test_a_session_goes_a_month_after_it_ended_and_with_it_its_key(
    database: Database, cast: Cast
) -> None:
    async with database.user(cast.asha) as db:
        key = ids.new().bytes
        await db.run(
            "insert into session (user_id, id, token_hash, organisation_id, device, system, ip_prefix, created_at,"
            " seen_at, ends_at) values (%s, %s, %s, %s, 'x', 'x', 'x', %s, %s, %s)",
            (cast.asha, ids.new(), key, cast.organisation_id, *[clock.now()] * 3),
        )
        await db.value("select directory.enter('session', %s, %s, %s)", (key, *[cast.asha] * 2))
    for ahead, left in ((29 * DAY, 1), (31 * DAY, 0)):
        with clock.moved(ahead):
            await forgetting.forget(database)
        async with database.user(cast.asha) as db:
            found = await db.rows("select 1 from directory.find('session', %s)", (key,))
            mine = "select count(*) from session where user_id = %s and token_hash = %s"
            assert (await db.value(mine, (cast.asha, key)), len(found)) == (left, left), ahead


@pytest.fixture
def years(owner: psycopg.Connection) -> None:
    years_ahead(owner)


LONG_AGO = PROOFS + 10 * DAY


async def ledger(database: Database, cast: Cast, *lines: tuple[str, timedelta]) -> list[UUID]:
    """Rows of the ledger for Dev's marketing, each so long ago."""
    made, ids._last_ms = [], 0
    for what, ago in lines:
        with clock.moved(-ago):
            row = consent_store.Row(
                ids.new(), cast.dev, "marketing", what, "test", None, None, "user", cast.asha, clock.now(),
                clock.now(),
            )  # fmt: skip
        async with database.organisation(cast.organisation_id) as db:
            await consent_store.insert(db, [row])
        made.append(row.id)
    return made


async def forgotten(database: Database, cast: Cast, held: list[UUID]) -> None:
    async with database.organisation(cast.organisation_id) as db:
        await store_retention.forget_proofs(db, clock.now() - PROOFS, held, 100)


async def there(database: Database, cast: Cast, rows: list[UUID]) -> list[bool]:
    async with database.organisation(cast.organisation_id) as db:
        found = await db.rows(
            "select id from consent where organisation_id = %s", (cast.organisation_id,)
        )
    return [row in {one[0] for one in found} for row in rows]


async def test_a_consent_stays_while_it_lives_and_three_years_after_it_ended(
    database: Database, cast: Cast
) -> None:
    year = 365 * DAY
    rows = await ledger(
        database,
        cast,
        ("give", 5 * year),
        ("withdraw", LONG_AGO),
        ("give", 2 * year),
        ("withdraw", year),
    )
    await forgotten(database, cast, [cast.dev])
    assert await there(database, cast, rows) == [True] * 4, "who is held keeps all of it"
    await forgotten(database, cast, [])
    assert await there(database, cast, rows) == [False, False, True, True]


async def test_a_consent_that_was_never_withdrawn_stays(database: Database, cast: Cast) -> None:
    rows = await ledger(database, cast, ("give", 9 * 365 * DAY))
    await forgotten(database, cast, [])
    assert await there(database, cast, rows) == [True]


async def test_a_consent_that_lives_again_since_another_was_undone_stays(
    database: Database, cast: Cast
) -> None:
    rows = await ledger(database, cast, ("give", 9 * 365 * DAY), ("undo", LONG_AGO))
    async with database.organisation(cast.organisation_id) as db:
        await db.run(
            "insert into consent_live (organisation_id, contact_id, purpose, consent_id, at)"
            " values (%s, %s, 'marketing', %s, %s) on conflict (organisation_id, contact_id, purpose)"
            " do update set consent_id = excluded.consent_id",
            (cast.organisation_id, cast.dev, rows[0], clock.now()),
        )
    await forgotten(database, cast, [])
    assert await there(database, cast, rows) == [True, False]


async def test_the_nightly_run_lets_proofs_go(database: Database, cast: Cast, years: None) -> None:
    rows = await ledger(database, cast, ("give", LONG_AGO + DAY), ("withdraw", LONG_AGO))
    found = await act.run(database, cast.organisation_id)
    assert (found.problem, found.counts["consent"]) == (None, 2)
    assert await there(database, cast, rows) == [False, False]


async def test_no_wish_makes_proofs_go_before_the_law(database: Database, cast: Cast) -> None:
    rows = await ledger(database, cast, ("give", 2 * 365 * DAY), ("withdraw", 2 * 365 * DAY))
    async with database.organisation(cast.organisation_id) as db:
        await store_retention.forget_proofs(db, clock.now(), [], 100)
    assert await there(database, cast, rows) == [True, True]
    async with database.organisation(cast.organisation_id) as db:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await db.run("delete from consent where organisation_id = %s", (cast.organisation_id,))


async def test_an_import_is_forgotten_a_month_after_its_end(
    database: Database, cast: Cast, years: None
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        for ended_at in (clock.now(), None):
            await db.run(
                "insert into contact_import (organisation_id, id, state, mapping, tag_ids, author_id, pieces,"
                " piece_done, rows_done, created, updated, unchanged, refused, created_at, ended_at)"
                " values (%s, %s, 'done', '{}', '{}', %s, 0, 0, 0, 0, 0, 0, 0, %s, %s)",
                (cast.organisation_id, ids.new(), cast.asha, clock.now(), ended_at),
            )
    for ahead, left in ((29 * DAY, 2), (31 * DAY, 1)):
        with clock.moved(ahead):
            await act.run(database, cast.organisation_id)
        assert await count(database, cast, "contact_import") == left, ahead
