"""`indokona demo`: the ten steps of the main job, against starting and stopping alone."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence

from bench.installation import installed
from bench.measuring import Benchmark, Run, Wish

MOST_SECONDS = 120.0


def measure(wish: Wish) -> Sequence[Run]:
    """Each run: an installation started and stopped, then the whole demo as its users run it."""
    return [_run(wish, number) for number in range(1, wish.runs + 1)]


def _run(wish: Wish, number: int) -> Run:
    began = time.perf_counter()
    with installed():
        pass
    floor = time.perf_counter() - began
    began = time.perf_counter()
    words = [sys.executable, "-m", "indokona.app.cli", "demo", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    told = json.loads(done.stdout.strip().split("\n")[-1])
    if not told["ok"]:
        raise AssertionError(f"the demo failed: {told['steps'][-1]}")
    walked = sum(step["seconds"] for step in told["steps"])
    wish.tell(f"run {number}: {seconds:.1f} s, of which ten steps {walked:.1f} s")
    return Run(
        {"seconds": seconds, "steps_seconds": walked},
        {"seconds": floor},
        {"vs_start_and_stop": seconds / floor, "of_120_seconds": seconds / MOST_SECONDS},
    )


BENCHMARK = Benchmark(
    "demo", "the main job in ten steps, against starting and stopping", measure,
    size=1, runs=3, bytes_each=0,
)  # fmt: skip
