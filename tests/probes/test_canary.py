"""The canary probe on a real installation: it passes, turns red for whatever is broken, and cleans up after a kill."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from indokona.app.probes import canary, leaving, living, looking, person
from indokona.app.probes.findings import Findings
from indokona.app.probes.means import Means
from indokona.consent.hooks import HOOKS as CONSENT
from indokona.contacts.actions import show
from indokona.kernel import clock, ids, wired
from indokona.kernel.database import Database, Db
from indokona.kernel.egress import register
from indokona.kernel.egress.posts import Posts
from indokona.kernel.egress.register import Register
from indokona.messaging.actions import dispatch, send
from indokona.messaging.actions import lanes as lanes_of
from indokona.operators import actions
from indokona.privacy.hooks import HOOKS as PRIVACY

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def found(means: Means) -> Findings:
    findings = Findings()
    await canary.run(means, findings)
    return findings


async def test_a_canary_lives_and_leaves_nothing(means: Means) -> None:
    for _ in range(2):
        findings = await found(means)
        assert findings.faults == {}
        assert findings.counts["markers_in_package"] == 9
        assert findings.counts["sealed_values"] > 15
        assert findings.counts["cleared_away"] == 0


#: What somebody could break, as SQL on the live databases, and what the probe says of it.
BROKEN_BY_SQL = {
    "a key that is not destroyed": ("keyring", "data_key", "delete", "return null", "still_opens"),
    "a copy of every message": (
        "data", "message", "insert", "insert into hoard values (new.content_sealed); return new", "sealed_in_data",
    ),
    "a receipt that was changed": (
        "data", "receipt", "insert", "new.body := replace(new.body, 'policy', 'polity'); return new", "receipt_forged",
    ),
    "a hold that does not hold": (
        "data", "legal_hold", "insert", "new.released_at := now(); return new", "hold_ignored",
    ),
    "an opt-out that is lost": ("data", "opt_out", "insert", "return null", "gate_lets_pass"),
    "an identity that stays": ("data", "identity", "delete", "return null", "row_left"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN_BY_SQL)
async def test_it_turns_red_for_what_the_databases_do_wrong(means: Means, name: str) -> None:
    which, table, when, does, code = BROKEN_BY_SQL[name]
    address = means.addresses.data if which == "data" else means.addresses.keyring
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute("create table hoard (value bytea)")
        owner.execute("grant insert on hoard to public")
        owner.execute(
            f"create function broken() returns trigger language plpgsql as $$ begin {does}; end $$".encode()
        )
        owner.execute(
            f"create trigger broken before {when} on {table} for each row execute function broken()".encode()
        )
    findings = await found(means)
    assert code in findings.faults, findings.faults


@contextmanager
def without(slice_name: str) -> Iterator[None]:
    """A slice that forgets to tell what it has and to sweep it."""
    PRIVACY.slices = [one for one in PRIVACY.slices if slice_name != one.NAME]
    yield


@pytest.mark.parametrize("slice_name", ["inbox", "contacts", "messaging"])
async def test_it_turns_red_for_a_slice_that_is_forgotten(means: Means, slice_name: str) -> None:
    with without(slice_name):
        findings = await found(means)
    assert {"package_misses", "row_left"} <= findings.faults.keys(), findings.faults


async def test_it_turns_red_for_a_queue_that_stop_does_not_reach(means: Means) -> None:
    async def nothing(_db: Db, *_rest: Any) -> int:
        return 0

    CONSENT.cancel_queued = nothing
    assert (await found(means)).faults == {"stop_cancels_nothing": 1}


async def test_it_turns_red_for_words_in_a_file_and_in_a_column(means: Means) -> None:
    async def blabs(db: Db, contact_ids: list[UUID], *rest: Any) -> int:
        (view,) = await show.many(db, contact_ids)
        path.write_text(f"the phone is {view.phones[0]}")
        await db.run(
            "insert into hold (organisation_id, kind, subject_id, author_id, at) values (%s, %s, %s, %s, now())",
            (db.organisation_id, view.name, ids.new(), ids.NIL),
        )
        return await send.cancel_queued(db, contact_ids, *rest)

    path = means.settings.data / "chatty.log"
    CONSENT.cancel_queued = blabs
    findings = await found(means)
    path.unlink()
    assert findings.faults == {"word_in_files": 1, "word_in_data": 2}


@pytest.mark.parametrize("until", ["written", "said stop", "held", "half erased"])
async def test_whoever_a_killed_run_left_is_cleared_away(means: Means, until: str) -> None:
    one = person.new()
    life = await living.begin(means, Findings(), one)
    origin = await living.write(life)
    if until != "written":
        await living.say_stop(life, origin)
    if until == "held":
        await leaving.under_a_hold(life)
    if until == "half erased":
        async with means.database.organisation(ids.PROBE) as db:
            request_id = await leaving.desk.erase_by_officer(db, leaving.MACHINE, life.contact_id)
            await leaving.erase.step(db, request_id)
    findings = await found(means)
    assert findings.faults == {}
    assert findings.counts["cleared_away"] == 1
    with looking.opened(means) as databases:
        for connection in databases.values():
            assert (
                looking.rows_with(connection, looking.words(one.markers.values()), LONG_AGO) == {}
            )
    assert (await found(means)).counts["cleared_away"] == 0


async def test_nothing_leaves_a_canarys_number(means: Means) -> None:
    """A confirmation waits on the lane and the lane is asked; each of the doors before it is enough."""
    life = await living.begin(means, Findings(), person.new())
    await living.write(life)
    await living.heard(life, "STOP")
    place = (ids.PROBE, life.place.number.id)
    async with means.database.glance() as scout:
        assert place in [one[:2] for one in await lanes_of.due(scout)], "something waits there"
    opening = (
        "select %s", "update number set state = 'connected' where organisation_id = %s",
        "update waba set token_state = 'live' where organisation_id = %s",
    )  # fmt: skip
    for open_ in opening:
        await opened(means.database, open_)
        assert await dispatched(means.database, place) == 0
        assert await intents(means.database) == 0
    await opened(means.database, "delete from hold where organisation_id = %s")
    assert await dispatched(means.database, place) == 0, "its host is in no register"
    assert await intents(means.database) == 1, "with every other door open it was tried"


async def opened(database: Database, statement: str) -> None:
    """One door is opened, and the lane does not rest any more."""
    async with database.organisation(ids.PROBE) as db:
        await db.run(statement, (ids.PROBE,))
        await db.run("delete from lane where organisation_id = %s", (ids.PROBE,))


async def intents(database: Database) -> int:
    """How many messages were about to be posted."""
    async with database.organisation(ids.PROBE) as db:
        sent = "select count(*) from message where organisation_id = %s and direction = 'out'"
        return int(await db.value(sent, (ids.PROBE,)))


async def dispatched(database: Database, place: tuple[UUID, UUID]) -> int:
    """How many messages of a lane a worker posts."""
    posts = Posts(Register(database), None)
    try:
        sender = dispatch.Means(database, posts, ids.new(), asyncio.Semaphore(2))
        return await dispatch.run_lane(sender, *place, asyncio.Event())
    finally:
        posts.close()


async def test_no_processor_is_told_to_forget_who_never_was(
    means: Means, owner: psycopg.Connection
) -> None:
    owner.execute(
        register.entry_sql(),
        register.entry("Hosting", "store", ["contact"], ["h.example"], "EU", "ours"),
    )
    owner.execute("update processor set erase_url = 'https://h.example/erase'")
    assert (await found(means)).faults == {}
    async with means.database.organisation(ids.PROBE) as db:
        told = "select count(*) from telling where organisation_id = %s"
        assert await db.value(told, (ids.PROBE,)) == 0


async def test_nobody_lists_the_probes_own(means: Means) -> None:
    await found(means)
    async with wired.open_operator(means.addresses.data, means.root) as operator:
        known = {one.organisation_id for one in await actions.organisations(operator)}
    assert ids.PROBE not in known
    async with means.database.organisation(ids.PROBE) as db:
        for table in ("membership", "contact_tag", "tag", "outgoing", "message", "conversation"):
            count = await db.value(
                f"select count(*) from {table} where organisation_id = %s", (ids.PROBE,)
            )
            assert count == 0, table


async def test_it_turns_red_for_webhooks_that_are_kept(
    means: Means, owner: psycopg.Connection
) -> None:
    assert (await found(means)).faults == {}
    with clock.moved(timedelta(hours=30)):
        assert (await found(means)).faults == {}, "last night's are gone"
        owner.execute("create rule kept as on delete to intake_block do instead nothing")
    with clock.moved(timedelta(hours=60)):
        assert "block_kept" in (await found(means)).faults


def test_every_form_of_a_word_is_found_wherever_it_hides(
    tmp_path: Path, owner: psycopg.Connection
) -> None:
    one = person.new()
    words = looking.words([one.phone, one.name])
    forms = [form for text in (one.phone, one.name) for form in person.forms(text)]
    owner.execute("create table hoard (plain text, raw bytea, doc jsonb)")
    for number, form in enumerate(forms):
        hidden = b"junk" + form + b"junk"
        owner.execute("insert into hoard (raw) values (%s)", (hidden,))
        (tmp_path / str(number)).write_bytes(hidden)
    owner.execute("insert into hoard (plain) values (%s)", (f"Hello {one.name.upper()}!",))
    owner.execute("insert into hoard (doc) values (jsonb_build_object('a', %s::text))", (one.name,))
    assert looking.rows_with(owner, words, LONG_AGO) == {"public.hoard": len(forms) + 2}
    assert looking.files_with(tmp_path, [one.phone, one.name]) == len(forms)
    other = person.new().name
    assert looking.rows_with(owner, looking.words([other]), LONG_AGO) == {}
    assert looking.files_with(tmp_path, [other]) == 0


def test_of_others_only_what_was_written_since_is_read(owner: psycopg.Connection) -> None:
    """A hundred million rows of before cannot know of somebody who was born today."""
    one, now = person.new(), clock.now()
    owner.execute("create table hoard (organisation_id uuid, id uuid, plain text)")
    for organisation_id, at in (
        (ids.PROBE, LONG_AGO),
        (ids.PLATFORM, now),
        (ids.PLATFORM, LONG_AGO),
    ):
        row = (organisation_id, ids.floor(at), one.name)
        owner.execute("insert into hoard values (%s, %s, %s)", row)
    words = looking.words([one.name])
    assert looking.rows_with(owner, words, now) == {"public.hoard": 2}
    assert looking.rows_with(owner, words, LONG_AGO) == {"public.hoard": 3}


def test_of_others_what_came_with_a_message_is_read_by_its_age(means: Means) -> None:
    """A refusal, or a piece of a file, has no id of its own, but a message's, which tells its time too."""
    word, now = person.new().name, clock.now()
    with looking.opened(means) as databases:
        data = databases["data"]
        for organisation_id, at in (
            (ids.PROBE, LONG_AGO),
            (ids.PLATFORM, now),
            (ids.PLATFORM, LONG_AGO),
        ):
            row = (organisation_id, ids.floor(at), ids.new(), ids.new(), word, at)
            data.execute("insert into refusal values (%s, %s, %s, %s, %s, %s)", row)
        assert looking.rows_with(data, [word], now) == {"public.refusal": 2}


def test_of_others_what_has_no_age_is_not_read(owner: psycopg.Connection) -> None:
    one = person.new()
    owner.execute("create table hoard (organisation_id uuid, plain text)")
    for organisation_id in (ids.PROBE, ids.PLATFORM, None):
        owner.execute("insert into hoard values (%s, %s)", (organisation_id, one.name))
    assert looking.rows_with(owner, [one.name], LONG_AGO) == {"public.hoard": 2}
