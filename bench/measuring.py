"""What every benchmark shares: its wish, its report, medians and the room it needs."""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Figures = dict[str, float]


class Impossible(Exception):
    """Why a benchmark cannot run here, in one line that says what to do."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How often, how large, whether a peer is measured too, and where progress is told."""

    size: int
    runs: int
    peer: bool
    tell: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Run:
    """One interleaved run: the product's figures and the floor's, neighbours in time."""

    figures: Figures
    floor: Figures
    ratios: Figures


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A benchmark by name: what one run does, and what it needs."""

    name: str
    words: str
    measure: Callable[[Wish], Sequence[Run]]
    size: int
    runs: int
    bytes_each: int
    """Bytes of disk that one unit of size takes at the peak, floor and logs included."""
    peer: str | None = None
    """The program that `--peer` also measures."""


#: Two fresh clusters with their write-ahead logs, whatever the size.
BASE_BYTES = 1_200_000_000


def report(benchmark: Benchmark, wish: Wish) -> dict[str, Any]:
    """Run it; medians of figures, floor and of each run's own ratios."""
    if wish.size < 1 or wish.runs < 1:
        raise Impossible("--size and --runs must be at least 1.")
    if wish.peer and benchmark.peer is None:
        raise Impossible(f"The benchmark {benchmark.name} has no peer: leave --peer out.")
    _room(benchmark, wish.size)
    runs = benchmark.measure(wish)
    return {
        "name": benchmark.name,
        "figures": medians([run.figures for run in runs]),
        "floor": medians([run.floor for run in runs]),
        "ratios": medians([run.ratios for run in runs]),
        "runs": [
            {"figures": run.figures, "floor": run.floor, "ratios": run.ratios} for run in runs
        ],
    }


def _room(benchmark: Benchmark, size: int) -> None:
    """Refuse before anything is made."""
    folder = tempfile.gettempdir()
    needed, free = BASE_BYTES + size * benchmark.bytes_each, shutil.disk_usage(folder).free
    if needed > free:
        raise Impossible(
            f"A run of size {size} needs {_gb(needed)} GB in {folder}, {_gb(free)} GB are free:"
            " choose a smaller --size, or another folder in TMPDIR."
        )


def _gb(count: int) -> str:
    return f"{count / 1e9:,.1f}"


def medians(many: Sequence[Figures]) -> Figures:
    """The median of each figure, to four digits that mean something."""
    return {name: rounded(statistics.median(one[name] for one in many)) for name in many[0]}


def rounded(value: float) -> float:
    """Four significant digits."""
    return float(f"{value:.4g}")
