"""The restore probe: a copy beside the data, and what would make it red, silent or dirty."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from indokona.app.probes import restoring
from indokona.app.probes.findings import Findings, Untold
from indokona.app.probes.means import Means
from indokona.app.probes.restoring import FOLDER
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
    monkeypatch.setattr(copying, "free_bytes", _almost_nothing)
    findings = Findings()
    with pytest.raises(Untold) as untold:
        await restoring.run(own, findings)
    assert untold.value.why == probes.NO_ROOM
    assert findings.counts["megabytes_needed"] > findings.counts["megabytes_free"] == 1
    assert not (own.settings.data / FOLDER).exists()


def _almost_nothing(_folder: Path) -> int:
    return 1 << 20
