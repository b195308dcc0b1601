"""The restore probe: a copy beside the data, and what would make it red, silent or dirty."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import DEVNULL
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from tests.fixtures.running import INDOKONA

from indokona.app import worker
from indokona.app.client import until
from indokona.app.probes import beside, restoring
from indokona.app.probes.beside import FOLDER
from indokona.app.probes.findings import Findings, Untold
from indokona.app.probes.means import Means
from indokona.kernel import clock
from indokona.kernel.postgres import copying
from indokona.privacy import probes


async def found(means: Means) -> Findings:
    findings = Findings()
    await restoring.run(means, findings)
    return findings


async def test_a_copy_meets_todays_keyring_and_every_no(own: Means) -> None:
    left = own.settings.data / FOLDER / "postgres" / "data"
    left.mkdir(parents=True)
    findings = await found(own)
    assert findings.faults == {}
    assert findings.counts["sealed_values"] > 5
    assert not left.parents[1].exists(), "what it made is gone, and what a killed run left"


async def test_it_turns_red_for_keys_that_stay_and_noes_that_are_lost(own: Means) -> None:
    """A keyring that forgets: erasures destroy no key, and the ledger does not keep what is written."""
    forgets = "delete from ledger_of_no where number = new.number; "
    with psycopg.connect(own.addresses.keyring, autocommit=True) as owner:
        for table, when, does in (
            ("data_key", "before delete", ""),
            ("ledger_of_no", "after insert", forgets),
        ):
            owner.execute(
                f"create function broken_{table}() returns trigger language plpgsql security definer as"
                f" $$ begin {does}return null; end $$".encode()
            )
            owner.execute(
                f"create trigger broken {when} on {table} for each row execute function broken_{table}()".encode()
            )
    faults = (await found(own)).faults
    assert {"erased_opens", "no_is_not_replayed", "opt_out_lost"} <= faults.keys(), faults


async def test_it_says_why_it_tells_nothing(own: Means, monkeypatch: pytest.MonkeyPatch) -> None:
    left = own.settings.data / FOLDER / "postgres" / "data"
    left.mkdir(parents=True)
    off = own.settings.model_copy(update={"probe_restore": False})
    bare = own.settings.model_copy(update={"postgres_bin": own.settings.data})
    elsewhere = Means(own.settings, own.root, own.addresses, own.database, None)
    for means, why in (
        (Means(off, own.root, own.addresses, own.database, own.superusers), probes.OFF),
        (elsewhere, probes.NO_SUPERUSER),
        (Means(bare, own.root, own.addresses, own.database, own.superusers), probes.NO_PROGRAMS),
    ):
        with pytest.raises(Untold) as untold:
            await found(means)
        assert untold.value.why == why
        assert not left.exists(), "what a killed run left goes before any question"
    monkeypatch.setattr(copying, "free_bytes", _almost_nothing)
    findings = Findings()
    with pytest.raises(Untold) as untold:
        await restoring.run(own, findings)
    assert untold.value.why == probes.NO_ROOM
    assert findings.counts["megabytes_needed"] > findings.counts["megabytes_free"] == 1
    assert not (own.settings.data / FOLDER).exists()


async def test_a_run_that_is_told_to_end_leaves_no_copy(own: Means) -> None:
    """SIGTERM in the middle, as a worker sends it when it ends: no cluster stays, and the turn is free."""
    folder = own.settings.data / FOLDER
    words = [INDOKONA, "probe", "restore", "--data", own.settings.data]
    process = await asyncio.create_subprocess_exec(*map(str, words), stdout=DEVNULL, stderr=DEVNULL)
    await asyncio.to_thread(until, "a copy", lambda: any(folder.glob("postgres/*/PG_VERSION")))
    for _ in range(2):
        process.terminate()
    assert await asyncio.wait_for(process.wait(), 20) == 1
    assert not folder.exists()
    async with own.database.platform() as db:
        taken = "select count(*) from probe_turn where taken_until is not null or due_at > %s"
        assert await db.value(taken, (clock.now() + timedelta(days=2),)) == 0


async def test_a_worker_that_starts_clears_away_what_nobody_has_under_way(means: Means) -> None:
    data, stop = means.settings.data, asyncio.Event()
    stop.set()
    with beside.room(data) as folder:
        await worker.work(means.settings, means.root, means.addresses, stop)
        assert folder.exists(), "a living run's"
    folder.mkdir()
    await worker.work(means.settings, means.root, means.addresses, stop)
    assert not folder.exists()


def _almost_nothing(_folder: Path) -> int:
    return 1 << 20
