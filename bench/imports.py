"""Importing a list with consent and a tag, against a bare COPY of the same sealed rows."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from bench import copy_floor, processes
from bench.installation import Installation, import_people, installed, people
from bench.measuring import Benchmark, Run, Wish


def measure(wish: Wish) -> Sequence[Run]:
    """Each run: import, import the same file again, COPY the rows that the first wrote."""
    with installed() as installation:
        _import(installation, people(min(wish.size, 2000), 0), 0)
        copy_floor.empty(installation)
        return [_run(wish, installation, number) for number in range(1, wish.runs + 1)]


def _run(wish: Wish, installation: Installation, number: int) -> Run:
    file, worker = people(wish.size, number), installation.workers()[0]
    processes.forget_peak(worker)
    before = processes.cpu(_top())
    first = _import(installation, file, wish.size)
    spent = _spent(before, wish.size)
    peak = processes.peak(worker)
    rows = copy_floor.taken_out(installation)
    again = _import(installation, file, 0)
    copy = copy_floor.seconds(installation, rows)
    copy_floor.empty(installation)
    wish.tell(f"run {number}: import {first:.2f} s, again {again:.2f} s, COPY {copy:.2f} s")
    return Run(
        {
            "seconds": first, "contacts_a_second": wish.size / first, "again_seconds": again,
            "worker_peak_mb": peak, **spent,
        },
        {"seconds": copy, "contacts_a_second": wish.size / copy, "bytes": float(rows.bytes)},
        {"vs_copy": copy / first, "again_vs_first": first / again},
    )  # fmt: skip


def _import(installation: Installation, file: bytes, created: int) -> float:
    installation.settle()
    began = time.perf_counter()
    done = import_people(installation, file, "bench")
    seconds = time.perf_counter() - began
    if done["state"] != "done" or done["refused"] or created not in (0, done["created"]):
        raise AssertionError(f"the import went wrong: {done}")
    return seconds


def _top() -> int:
    """This process started the installation, so it stands on top of all the others."""
    return os.getpid()


def _spent(before: dict[str, float], size: int) -> dict[str, float]:
    """Microseconds of CPU a contact, by part."""
    after = processes.cpu(_top())
    parts = ("worker", "serve", "postgres")
    return {f"{part}_us": (after[part] - before[part]) / size * 1e6 for part in parts}


BENCHMARK = Benchmark(
    "import", "a sealed list with consent and a tag, against a bare COPY of the same rows",
    measure, size=100_000, runs=5, bytes_each=12_000,
)  # fmt: skip
