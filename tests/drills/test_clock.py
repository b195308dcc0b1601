"""`make drill NAME=clock`: the machine's clock jumps a day ahead, back, a day behind, and back, while
numbers send; after each jump a worker that holds them dies.

Proved: sending goes on within a lease and a half, nothing is lost and nothing is posted twice.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.drills.outcome import settled, tell
from tests.drills.stage import Stage, staged
from tests.fixtures.disks import new_folder
from tests.fixtures.packages import needs

LANES, PEOPLE = 4, 4000
SOURCE = Path(__file__).parent / "shifted.c"
DAY = 86_400
#: Seconds by which the clock is wrong, one after the other.
JUMPS = (DAY, 0, -DAY, 0)
#: Seconds: a dead holder's lease, and the next one's first slice.
SOON = 25.0


@pytest.mark.drill
def test_clock() -> None:
    compiler = needs("cc", "gcc")
    with new_folder() as folder:
        clock, library = folder / "shifted", folder / "shifted.so"
        clock.write_text("0")
        words = [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl"]
        subprocess.run(words, check=True)
        env = {"LD_PRELOAD": str(library), "SHIFTED_BY": str(clock)}
        with staged([PEOPLE] * LANES, INDOKONA_WORKERS="2", **env) as stage:
            stage.stub.begin(delay=0.1)
            began = time.monotonic()
            stage.begin()
            stage.is_sending(200)
            again = [jump(stage, clock, n, by) for n, by in enumerate(JUMPS)]
            found = settled(stage, seconds=300)
            figures = tell(
                "clock", began, found, jumps=list(JUMPS), sends_again=again, worst=max(again)
            )
    assert (figures["lost"], figures["doubled"], figures["refused"]) == (0, 0, 0)
    assert max(again) <= SOON


def jump(stage: Stage, clock: Path, n: int, by: int) -> float:
    """Set the clock, kill a worker, and wait until every lane sends; seconds until then."""
    clock.write_text(str(by))
    os.kill(stage.up.pids("work")[n % 2], signal.SIGKILL)
    at = time.monotonic()
    stage.is_sending(LANES * 100, seconds=90, every=0.05)
    return round(time.monotonic() - at, 1)
