"""`make drill NAME=faults`: for four minutes a worker dies every two seconds, of a hundred answers one
is lost, and of two hundred connections one is reset before its request is read.

Proved: every message has a named end, none is lost, none is posted twice, and nobody knows of no more
than were in the slices that stood open at a kill, or whose answer was lost.
"""

from __future__ import annotations

import os
import signal
import time

import pytest
from tests.drills.outcome import open_rows, outcome, overdue, settled, tell
from tests.drills.stage import Stage, staged

SECONDS, EVERY, LANES = float(os.environ.get("DRILL_SECONDS", "240")), 2.0, 8
#: People of each number at 80 a second. A kill costs its lanes the lease, so they are far from done.
PEOPLE = int(SECONDS * 12)
#: Seconds. With a lease of fifteen hardly anything would be sent between two kills.
LEASE = 3
#: Seconds for which a slice may stand open after its holder's lease has passed.
MOST_OVERDUE = 60.0


@pytest.mark.drill
def test_faults() -> None:
    with staged([PEOPLE] * LANES, INDOKONA_WORKERS="2", INDOKONA_LEASE=str(LEASE)) as stage:
        stage.stub.begin(delay=0.05, lost=0.01, reset=0.005)
        began = time.monotonic()
        stage.begin()
        at_kills, kills, longest = set[str](), 0, 0.0
        while time.monotonic() - began < SECONDS:
            at_kills |= kill_one(stage, kills)
            kills += 1
            with stage.data() as connection:
                longest = max(longest, overdue(connection))
            time.sleep(EVERY)
        midway = outcome(stage).states
        found = settled(stage, seconds=300)
        answers_lost = stage.stub.counts()["lost"] + stage.stub.counts()["reset"]
        told = tell(
            "faults", began, found, kills=kills, open_at_kills=len(at_kills), answers_lost=answers_lost,
            resets=stage.stub.counts()["reset"], overdue=round(longest, 1), sent_meanwhile=sum(midway.values())
            - midway["queued"],
        )  # fmt: skip
    assert (told["lost"], told["doubled"]) == (0, 0)
    assert told["doubtful"] <= len(at_kills) + answers_lost
    assert longest <= MOST_OVERDUE


def kill_one(stage: Stage, n: int) -> set[str]:
    """Kill one of the workers; the messages of all slices that were open then."""
    workers = stage.up.pids("work")
    if workers:
        os.kill(workers[n % len(workers)], signal.SIGKILL)
    with stage.data() as connection:
        return open_rows(connection)
