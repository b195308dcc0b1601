"""`make drill NAME=lanes`: fifty numbers at 80 a second each, Meta answers after 200 ms, for three minutes.

Proved: 4,000 a second are held, each number keeps its pace within one in a hundred, and no worker
needs more than 300 MB.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from tests.drills.outcome import Outcome, outcome
from tests.drills.stage import Stage, staged

from indokona.app.client import until

SECONDS, LANES, PACE = float(os.environ.get("DRILL_SECONDS", "180")), 50, 80
WORKERS = int(os.environ.get("DRILL_WORKERS", "2"))
PEOPLE = int((SECONDS + 15) * PACE)
#: Seconds until all lanes are held and their first slices are out.
SETTLE = 10.0
MOST_MB = 300


@pytest.mark.drill
def test_lanes() -> None:
    with staged([PEOPLE] * LANES, "STANDARD", INDOKONA_WORKERS=str(WORKERS)) as stage:
        stage.stub.begin(delay=0.2)
        with stage.held():  # queueing them would take from the two cores what sending needs
            stage.begin()
            until("the queueing", lambda: is_expanded(stage), seconds=300, every=1)
        stage.is_sending(LANES * PACE, seconds=120)
        time.sleep(SETTLE)
        began = time.time()
        peak = 0.0
        while time.time() - began < SECONDS:
            peak = max(peak, *(memory(pid) for pid in stage.up.pids("work")))
            time.sleep(1)
        ended = time.time()
        figures = judged(outcome(stage), began, ended)
    figures |= {"worker_mb": round(peak), "workers": WORKERS, "seconds": round(ended - began, 1)}
    print("\n" + json.dumps({"drill": "lanes", **figures}), flush=True)
    assert figures["a_second"] >= LANES * PACE * 0.99
    assert figures["worst_pace_error"] <= 0.01
    assert figures["doubled"] == 0
    assert peak <= MOST_MB


def is_expanded(stage: Stage) -> bool:
    """Whether all messages of all campaigns wait."""
    with stage.data() as connection:
        row = connection.execute("select count(*) from campaign where state = 'running'").fetchone()
    return row is not None and row[0] == 0


def judged(found: Outcome, began: float, ended: float) -> dict[str, float]:
    """Rate of all, and the error of the number that kept its pace worst, over the whole span."""
    by_lane: dict[str, Counter[int]] = defaultdict(Counter)
    for key, (_, at) in found.seen.items():
        if began <= at < ended:
            by_lane[found.ends[key].campaign][int(at)] += 1
    rates = [counts.total() / (ended - began) for counts in by_lane.values()]
    return {
        "lanes": len(rates),
        "a_second": round(sum(rates), 1),
        "worst_pace_error": round(max(abs(one - PACE) / PACE for one in rates), 4),
        "most_in_a_second": max(max(one.values()) for one in by_lane.values()),
        "doubled": sum(count - 1 for count, _ in found.seen.values()),
    }


def memory(pid: int) -> float:
    """Resident memory in MB."""
    words = Path(f"/proc/{pid}/status").read_text().split("VmRSS:", 1)[1].split()
    return int(words[0]) / 1024
