"""`make drill NAME=disk`: the disk under both databases is full, again and again, while numbers send.

Proved: nothing leaves that could not be written down, nothing is lost or posted twice, and sending goes
on by itself once there is room.
"""

from __future__ import annotations

import os
import time

import pytest
from tests.drills.outcome import settled, tell
from tests.drills.stage import Stage, staged
from tests.fixtures.disks import filled
from tests.fixtures.packages import needs_root

LANES, PEOPLE, ROUNDS = 4, 2500, int(os.environ.get("DRILL_ROUNDS", "4"))
#: Seconds for which the disk stays full, and after which everything must go on.
FULL, SOON = 12.0, 60.0


@pytest.mark.drill
def test_disk() -> None:
    needs_root("it mounts a disk of its own")
    with staged([PEOPLE] * LANES, room="700m", INDOKONA_WORKERS="2") as stage:
        stage.stub.begin(delay=0.1)
        began = time.monotonic()
        stage.begin()
        rounds = [round_of(stage) for _ in range(ROUNDS)]
        found = settled(stage, seconds=300)
        figures = tell(
            "disk", began, found, rounds=ROUNDS, sent_while_full=[sent for sent, _ in rounds],
            sends_again=[again for _, again in rounds],
        )  # fmt: skip
    assert (figures["lost"], figures["doubled"], figures["refused"]) == (0, 0, 0)
    assert max(again for _, again in rounds) <= SOON


def round_of(stage: Stage) -> tuple[int, float]:
    """Fill the disk, wait, make room: how many posts left meanwhile, and seconds until lanes send again."""
    stage.is_sending(200)
    ballast = filled(stage.up.data, spare=0)
    time.sleep(2)
    before = stage.posts()
    time.sleep(FULL)
    sent = stage.posts() - before
    ballast.unlink()
    at = time.monotonic()
    stage.is_sending(100, seconds=120, every=0.05)
    return sent, round(time.monotonic() - at, 1)
