"""`indokona bench`: the benchmarks stand beside the sources, not in the installed package."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from indokona.kernel.errors import Trouble

SOURCES = Path(__file__).resolve().parents[3]


class NoBenchmark(Trouble):
    """Why nothing was measured, in one line."""


def run(
    name: str, *, size: int | None, runs: int | None, peer: bool, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Measure; returns the report `{"name", "figures", "floor", "ratios", "runs"}`."""
    measuring, known = _found()
    benchmark = known.get(name)
    if benchmark is None:
        raise NoBenchmark(f"There is no benchmark {name!r}; there are {', '.join(known)}.")
    wish = measuring.Wish(
        benchmark.size if size is None else size,
        benchmark.runs if runs is None else runs,
        peer,
        tell,
    )
    try:
        report: dict[str, Any] = measuring.report(benchmark, wish)
    except measuring.Impossible as why:
        raise NoBenchmark(str(why)) from None
    return report


def _found() -> tuple[Any, dict[str, Any]]:
    if not (SOURCES / "bench" / "names.py").exists():
        raise NoBenchmark(
            "The benchmarks come with the sources, not with the installed package:"
            " run `make bench` in a checkout."
        )
    if str(SOURCES) not in sys.path:
        sys.path.insert(0, str(SOURCES))
    try:
        names = importlib.import_module("bench.names")
    except ModuleNotFoundError as missing:
        raise NoBenchmark(f"A benchmark needs {missing.name}: run `make setup` first.") from None
    return importlib.import_module("bench.measuring"), names.BENCHMARKS


def told(report: dict[str, Any]) -> list[str]:
    """The report as lines for people."""
    lines = [f"{report['name']}: medians of {len(report['runs'])} interleaved runs"]
    for part in ("figures", "floor", "ratios"):
        for key, value in report[part].items():
            lines.append(f"  {part:8} {key:28} {value:>12,.4g}")
    return lines
