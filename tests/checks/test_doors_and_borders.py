"""The rules on doors and borders."""

from __future__ import annotations

from pathlib import Path

import pytest
from checks.rules import borders, doors
from tests.checks.tree import plant, told

ACTION = "src/indokona/inbox/actions.py"


@pytest.mark.parametrize(
    "line",
    ["import httpx", "from urllib.request import urlopen", "import http.client", "import socket"],
)
def test_a_client_of_the_outside_world_is_found(tmp_path: Path, line: str) -> None:
    (said,) = told(doors.findings(plant(tmp_path, {ACTION: line}), {}))
    assert said.startswith(f"{ACTION}:1: one door out: go through kernel.egress instead of ")


def test_an_import_inside_a_function_is_found_too(tmp_path: Path) -> None:
    body = "def ask():\n    import pycurl\n"
    assert ":2: one door out" in told(doors.findings(plant(tmp_path, {ACTION: body}), {}))[0]


def test_the_door_itself_and_other_imports_are_clean(tmp_path: Path) -> None:
    planted = plant(
        tmp_path,
        {
            "src/indokona/kernel/egress/http.py": "import httpx\n",
            ACTION: "import json\nfrom indokona.kernel.egress import http\n",
        },
    )
    assert told(doors.findings(planted, {"kernel/egress": "the one door"})) == []


def test_an_exemption_that_nothing_needs_is_found(tmp_path: Path) -> None:
    planted = plant(tmp_path, {ACTION: "import json\n"})
    (said,) = told(doors.findings(planted, {"app/gone.py": "was needed once"}))
    assert said.endswith("one door out: the exemption of app/gone.py is not used: remove it")


@pytest.mark.parametrize(
    "call", ["datetime.now(UTC)", "datetime.utcnow()", "time.time()", "date.today()"]
)
def test_another_clock_is_found(tmp_path: Path, call: str) -> None:
    (said,) = told(doors.findings(plant(tmp_path, {ACTION: f"x = {call}\n"}), {}))
    assert said == f"{ACTION}:1: one clock: ask kernel.clock"


def test_the_clock_is_clean(tmp_path: Path) -> None:
    files = {"src/indokona/kernel/clock.py": "x = datetime.now(UTC)\n", ACTION: "x = clock.now()\n"}
    assert told(doors.findings(plant(tmp_path, files), {})) == []


def test_a_commit_in_a_slice_is_found_and_in_the_kernel_is_not(tmp_path: Path) -> None:
    body = "async def act(db):\n    await db.commit()\n"
    files = {ACTION: body, "src/indokona/kernel/database.py": body}
    (said,) = told(doors.findings(plant(tmp_path, files), {}))
    assert said.startswith(f"{ACTION}:2: no commit in slices: the kernel and the edge close")


@pytest.mark.parametrize("part", ["store", "models", "routes", "schemas"])
def test_reaching_into_another_slice_is_found(tmp_path: Path, part: str) -> None:
    body = f"from indokona.contacts import {part}\n"
    (said,) = told(borders.findings(plant(tmp_path, {ACTION: body})))
    assert said.startswith(f"{ACTION}:1: borders: contacts shows only actions, facts, events")


def test_what_a_slice_shows_may_be_imported_and_its_own_parts_too(tmp_path: Path) -> None:
    body = "from indokona.contacts.actions import show\nfrom indokona.inbox import store\n"
    assert told(borders.findings(plant(tmp_path, {ACTION: body}))) == []


def test_sql_outside_a_store_is_found(tmp_path: Path) -> None:
    body = 'async def act(db):\n    """Select x from y."""\n    await db.rows("select id from t")\n'
    (said,) = told(borders.findings(plant(tmp_path, {ACTION: body})))
    assert (
        said == f"{ACTION}:3: SQL stands in store files: move this statement to the slice's store"
    )
    assert (
        told(borders.findings(plant(tmp_path / "b", {"src/indokona/inbox/store_x.py": body}))) == []
    )
