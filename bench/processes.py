"""Memory and CPU of a tree of processes, from `/proc`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    """One process: its parent, its command line, seconds of CPU with those of reaped children."""

    pid: int
    parent: int
    words: str
    cpu: float


def tree(top: int) -> list[Process]:
    """A process and everything below it."""
    everything = [one for entry in _PROC.iterdir() if entry.name.isdigit() if (one := _read(entry))]
    mine, grown = {top}, True
    while grown:
        more = {one.pid for one in everything if one.parent in mine} - mine
        grown, mine = bool(more), mine | more
    return [one for one in everything if one.pid in mine]


def _read(entry: Path) -> Process | None:
    try:
        rest = (entry / "stat").read_text().rpartition(")")[2].split()
        words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return None
    return Process(
        int(entry.name), int(rest[1]), words.strip(), sum(map(int, rest[11:15])) / _TICKS
    )


def memory(pids: list[int]) -> tuple[float, float]:
    """(PSS, RSS) of some processes in MB; PSS divides a shared page among those who share it."""
    pss = rss = 0
    for pid in pids:
        try:
            lines = (_PROC / str(pid) / "smaps_rollup").read_text().split("\n")
        except OSError:
            continue
        found = {line.split(":")[0]: line.split() for line in lines}
        pss += int(found["Pss"][1])
        rss += int(found["Rss"][1])
    return pss / 1024, rss / 1024


def forget_peak(pid: int) -> None:
    """Begin the peak of resident memory anew."""
    (_PROC / str(pid) / "clear_refs").write_text("5")


def peak(pid: int) -> float:
    """The highest resident memory since, in MB."""
    for line in (_PROC / str(pid) / "status").read_text().split("\n"):
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise LookupError("the kernel tells no peak")


def cpu(top: int) -> dict[str, float]:
    """Seconds of CPU so far, by part: worker, serve, simulator, postgres, and the rest."""
    found = dict.fromkeys(("worker", "serve", "simulator", "stub", "postgres", "rest"), 0.0)
    for one in tree(top):
        found[_part(one.words)] += one.cpu
    return found


def _part(words: str) -> str:
    if "indokona.simulator" in words:
        return "simulator"
    if words.endswith("bench.stub"):
        return "stub"
    if words.endswith(" work"):
        return "worker"
    if words.endswith(" serve"):
        return "serve"
    return "postgres" if "postgres" in words else "rest"
