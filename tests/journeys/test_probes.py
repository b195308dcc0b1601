"""A whole installation tries its promises on itself: by command, and by a worker's own schedule."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.fixtures.running import INDOKONA, Up, running_on, up

from indokona.app import clusters
from indokona.app.client import until
from indokona.kernel import root, wired
from indokona.kernel.settings import Settings

KINDS = ("canary", "egress", "restore")


@pytest.fixture(scope="module")
def installation() -> Iterator[Up]:
    """One that has just been started."""
    with up() as found:
        yield found


def database(data: Path) -> psycopg.Connection[Any]:
    """The data, past the walls."""
    settings = Settings(data=data)
    known = clusters.superusers_of_running(settings, root.load(settings))
    assert known is not None
    return psycopg.connect(wired.in_database(known[0], "indokona"), autocommit=True)


def probe(data: Path, kind: str) -> dict[str, Any]:
    """One probe, as typed."""
    words = [INDOKONA, "probe", kind, "--data", data, "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if found["passed"] else 1)
    return found


def shown(installation: Up) -> dict[str, Any]:
    """What everybody sees of each kind."""
    return {one["kind"]: one for one in installation.api.get("/proof.json")["probes"]}


def test_each_passes_while_the_installation_works_and_nothing_is_posted(installation: Up) -> None:
    assert {one["why"] for one in shown(installation).values()} == {"awaited"}
    before = installation.simulator.get("/_control/counts")
    for kind in KINDS:
        found = probe(installation.data, kind)
        assert (found["passed"], found["faults"]) == (True, {}), found
    assert installation.simulator.get("/_control/counts") == before
    with database(installation.data) as data:
        told = data.execute("select distinct passed from probe where why is null").fetchall()
        left = data.execute(
            "select count(*) from message where organisation_id = '00000000-0000-7000-8000-000000000002'"
        ).fetchone()
    assert told == [(1,)]
    assert left == (0,)
    assert not (installation.data / "restore-probe").exists()


def test_a_worker_runs_what_is_due(installation: Up) -> None:
    with database(installation.data) as data:
        data.execute("delete from probe where why is null")
        data.execute("update probe_turn set due_at = now()")
    installation.stop()
    installation.start()
    until("the probes", lambda: _passed(installation) == set(KINDS), seconds=90)
    page = installation.api.get("/proof.json")
    assert [one["state"] for one in page["sentences"] if one["state"] == "red"] == []
    installation.stop()
    assert running_on(installation.data) == []


def _passed(installation: Up) -> set[str]:
    with database(installation.data) as data:
        return {
            row[0] for row in data.execute("select kind from probe where passed = 1").fetchall()
        }
