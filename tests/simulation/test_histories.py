"""Ten thousand histories of sending on a virtual clock; a failure names its seed, and the seed replays it.

`python -m tests.simulation 4711` tells one history line by line.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from tests.simulation import bugs
from tests.simulation.history import lived
from tests.simulation.judge import faults
from tests.simulation.rows import Rows

COUNT = int(os.environ.get("SIMULATION_HISTORIES", "10000"))
PARTS = 10
#: A bug that was put in on purpose is found within so many.
MOST_SEEDS = 2500


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_lost_or_doubled_in_any_history(part: int) -> None:
    seeds = range(part, COUNT, PARTS)
    assert [(seed, found) for seed in seeds if (found := faults(lived(seed)))] == []


def test_a_history_is_the_same_whenever_it_is_lived() -> None:
    for seed in range(20):
        first, again = lived(seed), lived(seed)
        assert first.world.trace == again.world.trace
        assert first.world.begun == again.world.begun


@pytest.mark.parametrize("rows", bugs.IN_ROWS, ids=lambda one: one.__name__)
def test_a_bug_of_the_rows_is_found_and_its_seed_replays_it(rows: type[Rows]) -> None:
    seed = next(seed for seed in range(MOST_SEEDS) if faults(lived(seed, rows)))
    assert faults(lived(seed, rows)) == faults(lived(seed, rows)) != []
    assert faults(lived(seed)) == []


@pytest.mark.parametrize("put_in", bugs.IN_THE_PRODUCT, ids=lambda one: one.__name__)
def test_a_bug_of_the_product_is_found(
    put_in: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in(monkeypatch)
    assert any(faults(lived(seed)) for seed in range(MOST_SEEDS))
