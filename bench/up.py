"""`indokona up`: how soon it is ready, and what it holds in memory when nobody asks for anything."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench import processes
from bench.measuring import Benchmark, Run, Wish
from indokona.app import clusters
from indokona.kernel.postgres import programs
from indokona.kernel.postgres.cluster import Cluster

MOST_SECONDS, MOST_MB = 20.0, 600.0
#: Seconds of quiet before memory is read: pools have settled, nothing is under way.
QUIET = 8.0


def measure(wish: Wish) -> Sequence[Run]:
    """Each run: two bare clusters, `up` on a fresh folder, and `up` on it again."""
    return [_run(wish, number) for number in range(1, wish.runs + 1)]


def _run(wish: Wish, number: int) -> Run:
    with tempfile.TemporaryDirectory(prefix="indokona-bench-") as folder:
        Path(folder).chmod(0o755)
        floor = _bare(Path(folder))
        with _up(Path(folder) / "data") as (first, child):
            time.sleep(QUIET)
            pids = [one.pid for one in processes.tree(child.pid)]
            pss, rss = processes.memory(pids)
        with _up(Path(folder) / "data") as (again, _):
            pass
    wish.tell(f"run {number}: ready in {first:.1f} s, again {again:.1f} s, {pss:.0f} MB")
    return Run(
        {
            "ready_seconds": first, "ready_again_seconds": again, "pss_mb": pss, "rss_mb": rss,
            "processes": float(len(pids)),
        },
        floor,
        {
            "ready_vs_bare_clusters": first / floor["ready_seconds"],
            "memory_vs_bare_clusters": pss / floor["pss_mb"],
            "of_20_seconds": first / MOST_SECONDS, "of_600_mb": pss / MOST_MB,
        },
    )  # fmt: skip


def _bare(folder: Path) -> dict[str, float]:
    """Two clusters of the same sizes, made and started, with nothing in them."""
    bin_folder = programs.find(None, wheel_allowed=True)
    bare = [
        Cluster(folder / "bare" / name, bin_folder, "bench", size)
        for name, size in (("keyring", clusters.KEYRING), ("data", clusters.DATA))
    ]
    began = time.perf_counter()
    try:
        for one in bare:
            one.start()
        seconds = time.perf_counter() - began
        pids = [process.pid for one in bare for process in processes.tree(one.pid)]
        pss, rss = processes.memory(pids)
    finally:
        for one in bare:
            one.stop()
    return {"ready_seconds": seconds, "pss_mb": pss, "rss_mb": rss}


@contextmanager
def _up(data: Path) -> Iterator[tuple[float, subprocess.Popen[str]]]:
    words = [sys.executable, "-m", "indokona.app.cli", "up", "--data", str(data)]
    words += ["--port", "0", "--simulator-port", "0", "--json"]
    began = time.perf_counter()
    child = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        line = child.stdout.readline()
        seconds = time.perf_counter() - began
        assert json.loads(line)["ready"]
        yield seconds, child
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(timeout=20)


BENCHMARK = Benchmark(
    "up", "ready in time, and small when idle, against two bare clusters", measure,
    size=1, runs=3, bytes_each=0,
)  # fmt: skip
