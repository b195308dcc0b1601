"""`make drill NAME=histories`: 200,000 histories of sending on a virtual clock, on all cores.

Each is a campaign, its workers killed and stopped, databases that fail before or after a commit,
answers and webhooks lost, people who say STOP, and clocks that are set. A failure names its seed.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import pytest
from tests.simulation.history import lived
from tests.simulation.judge import faults, state_of

COUNT, PIECE = int(os.environ.get("DRILL_HISTORIES", "200000")), 500


@pytest.mark.drill
def test_histories() -> None:
    began, wrong, states = time.monotonic(), list[tuple[int, list[str]]](), Counter[str]()
    with ProcessPoolExecutor() as processes:
        for found, counted in processes.map(piece, range(0, COUNT, PIECE)):
            wrong += found
            states.update(counted)
    told = {"histories": COUNT, "wrong": len(wrong), "seeds": [seed for seed, _ in wrong[:20]]}
    seconds = round(time.monotonic() - began, 1)
    print(
        "\n" + json.dumps({"drill": "histories", **told, **states, "seconds": seconds}), flush=True
    )
    assert wrong == []
    assert states["takeovers"] > COUNT
    assert states["doubtful"] > COUNT / 10


def piece(first: int) -> tuple[list[tuple[int, list[str]]], Counter[str]]:
    """Some histories: those that went wrong, how their messages ended, and how often a lane was taken."""
    wrong, states = list[tuple[int, list[str]]](), Counter[str]()
    for seed in range(first, min(first + PIECE, COUNT)):
        history = lived(seed)
        states.update(state_of(history, one) for one in history.campaign.audience)
        states["takeovers"] += history.world.rows.lane.fence
        if found := faults(history):
            wrong.append((seed, found))
    return wrong, states
