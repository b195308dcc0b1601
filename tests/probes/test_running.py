"""Turns of probes, the rows that tell of them, and the operator's mail."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from indokona.app.probes import command, running, schedule
from indokona.app.probes.means import Means
from indokona.kernel import clock, ids
from indokona.kernel.errors import Trouble
from indokona.privacy import probes
from indokona.privacy.actions import probing
from indokona.privacy.hooks import HOOKS
from indokona.privacy.probes import CANARY, EGRESS, RESTORE

EMAIL = "asha@tea.example"


@pytest.fixture
def watched(means: Means) -> Means:
    """An installation whose operator wants to be told."""
    settings = means.settings.model_copy(update={"operator_email": EMAIL})
    return Means(settings, means.root, means.addresses, means.database, means.superusers)


async def mails(means: Means) -> list[str]:
    """The texts that wait for the operator."""
    async with means.database.organisation(ids.PLATFORM) as db:
        rows = await db.rows(
            "select id, to_sealed, text_sealed from mail_out where organisation_id = %s and kind = 'probe'",
            (db.organisation_id,),
        )
        opener = await db.opener(value for row in rows for value in row[1:])
    assert {opener.text(row[1], "mail.to", row[0]) for row in rows} <= {EMAIL}
    return [opener.text(row[2], "mail.text", row[0]) or "" for row in rows]


async def test_a_run_is_a_row_and_the_next_is_due_a_night_later(
    watched: Means, owner: psycopg.Connection
) -> None:
    run = await running.run(watched, EGRESS)
    assert run.passed == 1
    told = "select passed, why, faults from probe where kind = 'egress' order by started_at desc limit 1"
    assert owner.execute(told.encode()).fetchone() == (1, None, {})
    assert await probing.due(watched.database) == []
    with clock.moved(timedelta(hours=23)):
        assert "egress" in await probing.due(watched.database)
    assert await mails(watched) == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with watched.database.platform() as db:
            await db.run("update probe set passed = 1")


async def test_whatever_breaks_is_told_once_a_day_and_cleared_away_by_a_good_run(
    watched: Means, owner: psycopg.Connection
) -> None:
    owner.execute("alter table consent_receipt add constraint broken check (false) not valid")
    for _ in range(2):
        run = await running.run(watched, CANARY)
        assert (run.passed, dict(run.faults)) == (0, {"broke_off": 1})
    (text,) = await mails(watched)
    assert "probe canary did not pass" in text
    assert "broke_off (1): it broke off" in text
    assert "broke_off (1)" in command.told(run, as_json=False)[1]
    owner.execute("alter table consent_receipt drop constraint broken")
    run = await running.run(watched, CANARY)
    assert run.passed == 1
    assert run.counts["cleared_away"] == 1


async def test_one_process_at_a_time_and_a_killed_one_holds_its_turn_for_a_while(
    watched: Means,
) -> None:
    async with probing.turn(watched.database, CANARY):
        with pytest.raises(Trouble, match="runs just now"):
            await running.run(watched, CANARY)
        with clock.moved(timedelta(hours=2)):
            assert await probing.due(watched.database) == ["canary", "egress"]
            async with probing.turn(watched.database, CANARY):
                assert "canary" not in await probing.due(watched.database)


async def test_two_that_clear_away_the_same_people_wait_for_each_other(watched: Means) -> None:
    """Each erases whoever it finds in the probes' organisation, and would erase the other's people."""
    for one, other in ((CANARY, RESTORE), (RESTORE, CANARY)):
        async with probing.turn(watched.database, one):
            with pytest.raises(probing.UnderWay):
                await running.run(watched, other)
            async with probing.turn(watched.database, EGRESS):
                pass
    with clock.moved(timedelta(days=8)):
        async with probing.turn(watched.database, RESTORE):
            assert await probing.due(watched.database) == ["egress"]
        assert await probing.due(watched.database) == ["canary", "egress"]


async def test_what_cannot_be_told_is_no_failure(watched: Means) -> None:
    settings = watched.settings.model_copy(update={"probe_restore": False})
    off = Means(settings, watched.root, watched.addresses, watched.database, watched.superusers)
    run = await running.run(off, RESTORE)
    assert (run.passed, run.why) == (None, probes.OFF)
    assert await mails(watched) == []
    assert "switched it off" in command.told(run, as_json=False)[0]
    assert '"passed": null' in command.told(run, as_json=True)[0]


@pytest.mark.parametrize("kind", [CANARY, RESTORE])
async def test_nobody_is_born_where_a_law_forbids_to_erase(
    watched: Means, owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch, kind: probes.Kind
) -> None:
    monkeypatch.setattr(HOOKS, "duties", "in-dpdp-8-3")
    with clock.moved(datetime(2027, 5, 14, tzinfo=UTC) - clock.now()):
        run = await running.run(watched, kind)
    assert (run.passed, run.why) == (None, probes.DUTY)
    born = "select count(*) from contact where organisation_id = %s"
    assert owner.execute(born.encode(), (ids.PROBE,)).fetchone() == (0,)


async def test_a_worker_rests_after_a_probe_that_ended_before_its_turn(
    watched: Means, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is still due, and started again at once it would be started for ever."""
    monkeypatch.setenv("INDOKONA_DATA", str(tmp_path))  # nothing is there, so the command ends
    with clock.moved(timedelta(days=2)):
        due = await probing.due(watched.database)
        assert due
        assert await schedule.round_(watched.database, asyncio.Event()) == 0
        assert await probing.due(watched.database) == due
