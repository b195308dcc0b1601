"""`make drill NAME=mutations`: somebody breaks what keeps the policy, one thing at a time.

Proved: of at least three violations of each of the ten mechanisms, 95 % turn their sentence red: the
live catalogue says so to `prove`, or a test that is the sentence's evidence fails on a copy of the source.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from tests.drills.seeded import MECHANISMS, ROOT, Violation, copied, violations
from tests.fixtures.database import Installation, cloned, installed

from indokona.app import schema
from indokona.privacy import prove

TABLES = {table.name: table for table in schema.whole().sorted_tables}
#: Each run has two PostgreSQL servers of its own.
AT_ONCE = 2
_WHERE = "import indokona; print(indokona.__file__)"


@pytest.mark.drill
def test_mutations() -> None:
    seeded = list(violations())
    assert [one.name for one in seeded if one.file and one.places != 1] == []
    in_source = [one for one in seeded if one.file]
    assert_pass(sorted({one.test for one in in_source}))
    with ThreadPoolExecutor(AT_ONCE) as threads:
        noticed = dict(zip(in_source, threads.map(fails, in_source), strict=True))
    with installed() as installation:
        noticed |= {one: turns_red(installation, one) for one in seeded if one.sql}
    red = sum(noticed.values())
    figures = {
        "drill": "mutations", "seeded": len(seeded), "red": red, "share": round(red / len(seeded), 3),
        "missed": [one.name for one, is_red in noticed.items() if not is_red],
    }  # fmt: skip
    print("\n" + json.dumps(figures), flush=True)
    counts = Counter(one.mechanism for one in seeded)
    assert all(counts[name] >= 3 for name in MECHANISMS)
    assert red / len(seeded) >= 0.95


def turns_red(installation: Installation, one: Violation) -> bool:
    """Whether `prove` says red of the sentence after the violation and not before."""
    with (
        cloned(installation) as addresses,
        psycopg.connect(addresses.data, autocommit=True) as owner,
    ):
        before = state_of(owner, one.promise)
        owner.execute(one.sql.encode())
        return before != "red" and state_of(owner, one.promise) == "red"


def state_of(owner: psycopg.Connection, promise_id: str) -> str:
    """The colour of a sentence."""
    sentences = prove.prove(owner, TABLES)["sentences"]
    return str(next(said["state"] for said in sentences if said["id"] == promise_id))


def assert_pass(tests: Sequence[str]) -> None:
    """Without a violation every named test passes on the copy: only the violation can make it fail."""
    with TemporaryDirectory() as folder:
        copied(Path(folder))
        done = ran(Path(folder), *tests)
    assert done.returncode == 0, done.stdout[-3000:]


def fails(one: Violation) -> bool:
    """Whether the named test fails on a copy with the violation; a fault of set-up is no failure."""
    with TemporaryDirectory() as folder:
        copied(Path(folder), one)
        done = ran(Path(folder), "-x", one.test)
    return done.returncode == 1 and re.search(r"\d+ failed", done.stdout) is not None


def ran(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Tests of this tree against the source of a copy."""
    source = str(folder / "src")
    environment = {**os.environ, "PYTHONPATH": source, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words]
    where = subprocess.run(
        [sys.executable, "-c", _WHERE], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert where.stdout.startswith(source), "the installed source would be tested, not the copy"
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
