"""How the checks are called, and how they say what they found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*names: str) -> subprocess.CompletedProcess[str]:
    """`python -m checks` with some names."""
    words = [sys.executable, "-m", "checks", *names]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


def test_one_check_runs_by_its_name_and_says_how_long_it_took() -> None:
    done = run("format")
    assert done.stdout.startswith("ok  format (")
    assert done.stdout.rstrip().endswith(" s)")
    assert done.returncode == 0


def test_a_name_that_is_no_check_is_told_with_those_there_are() -> None:
    done = run("formatt")
    assert done.returncode == 1
    assert "There is no check 'formatt'. There are: format, lint, types" in done.stderr
