"""The benchmarks: what they print, and how they refuse. Sizes are tiny: nothing is judged here."""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path
from typing import Any

import pytest

from bench import growth, inbox
from indokona.app import benching, cli

PARTS = ["name", "figures", "floor", "ratios", "runs"]


def measured(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert cli.main(["bench", *words, "--json"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1, "one line, and nothing beside it"
    report: dict[str, Any] = json.loads(lines[0])
    assert list(report) == PARTS
    return report


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert cli.main(["bench", *words]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    return told.err


@pytest.fixture
def empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder in which temporary things are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_an_import_tells_both_sides_of_its_ratio(capsys: pytest.CaptureFixture[str]) -> None:
    report = measured(capsys, "import", "--size", "60", "--runs", "1")
    (run,) = report["runs"]
    expected = run["floor"]["seconds"] / run["figures"]["seconds"]
    assert math.isclose(report["ratios"]["vs_copy"], expected, rel_tol=1e-3)
    assert report["ratios"].keys() == {"vs_copy", "again_vs_first"}
    assert report["figures"]["worker_peak_mb"] > 10
    assert report["floor"]["bytes"] > 60 * 300, "rows of every table were copied"


def test_a_campaign_tells_both_sides_of_its_ratio(capsys: pytest.CaptureFixture[str]) -> None:
    report = measured(capsys, "campaign", "--size", "30", "--runs", "1")
    (run,) = report["runs"]
    expected = run["floor"]["seconds"] / run["figures"]["seconds"]
    assert math.isclose(report["ratios"]["vs_plain_loop"], expected, rel_tol=1e-3)
    assert {"worker_us", "serve_us", "postgres_us", "simulator_us"} <= report["figures"].keys()


@pytest.mark.parametrize(
    ("name", "ratio", "figures"),
    [
        ("audit", "vs_hashing", {"close_seconds", "verify_seconds", "acts_a_second"}),
        ("retention", "vs_delete", {"seconds", "longest_lock_ms", "emptying_seconds"}),
    ],
)
def test_the_record_and_its_end_are_measured(
    capsys: pytest.CaptureFixture[str], name: str, ratio: str, figures: set[str]
) -> None:
    report = measured(capsys, name, "--size", "3000", "--runs", "1")
    assert figures <= report["figures"].keys()
    assert ratio in report["ratios"]


def test_the_inbox_is_looked_at_with_walls_and_without(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "ROUNDS", 5)
    report = measured(capsys, "inbox", "--size", "300", "--runs", "1")
    figures = report["figures"]
    assert report["ratios"].keys() == {"rls"}
    assert report["floor"]["inbox_p50"] > 0
    for name in ("inbox", "thread", "search_2", "search_digits", "contacts", "campaign_live"):
        assert 0 < figures[f"{name}_p50"] <= figures[f"{name}_p99"]
        assert figures[f"{name}_pages"] > 1, f"{name} read something"


def test_growth_tells_both_ends_by_statement(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {"FEW": 600, "CROWD": 100, "SENT": 20, "LOOKS": 5, "ERASED": 1, "THEIRS": 10}
    for name, value in few.items():
        monkeypatch.setattr(growth, name, value)
    report = measured(capsys, "growth", "--size", "1200", "--runs", "1")
    assert report["ratios"].keys() == {"send_cpu", "fold_cpu", "inbox_cpu", "erase_cpu"}
    assert report["figures"].keys() == report["floor"].keys()
    for statement in (
        "send: insert message", "fold: insert message_status", "inbox: from message", "erase: delete from message",
    ):  # fmt: skip
        assert report["figures"][statement] > 0


def test_a_statement_that_grows_is_named() -> None:
    few = growth.Work(10.0, {"select 1 from message where x": 4.0, "delete from chunk": 3.0})
    many = growth.Work(16.0, {"select 1 from message where x": 7.5, "delete from chunk": 6.0})
    (slow, more) = growth.broken([growth.run_of({"send": few}, {"send": many})])
    assert "send: from message" in slow
    assert "1.60 times" in more


def test_an_unknown_name_is_told_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, "nothing")
    assert all(name in told for name in ("up", "demo", "import", "campaign"))


def test_too_little_disk_is_told_before_anything_is_made(
    capsys: pytest.CaptureFixture[str], empty_folder: Path
) -> None:
    told = refused(capsys, "import", "--size", str(10**12))
    assert "--size" in told
    assert list(empty_folder.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ["growth", "--size", "10000"],
        ["import", "--size", "0"],
        ["import", "--runs", "0"],
        ["up", "--peer"],
    ],
)
def test_a_wish_that_means_nothing_is_refused(
    capsys: pytest.CaptureFixture[str], empty_folder: Path, words: list[str]
) -> None:
    refused(capsys, *words)
    assert list(empty_folder.iterdir()) == []


def test_an_installed_package_says_where_the_benchmarks_are(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(benching, "SOURCES", tmp_path)
    assert "checkout" in refused(capsys, "import")
