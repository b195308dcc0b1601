"""One person is not written to faster than Meta allows; the simulator's own count is the oracle."""

from __future__ import annotations

import random
from dataclasses import dataclass
from uuid import UUID

import pytest

from indokona.kernel import ids
from indokona.messaging.pairs import BURST, EVERY, Pairs
from indokona.simulator.limits import Limits
from indokona.simulator.world import Number

NUMBER = ids.new()


@dataclass(frozen=True, slots=True)
class Row:
    contact_id: UUID


def test_a_burst_goes_and_what_is_more_waits_for_its_place() -> None:
    pairs, (dev, other) = Pairs(), ids.new_many(2)
    rows = [Row(dev)] * (BURST + 5) + [Row(other)]
    soon, later, wait = pairs.split(NUMBER, rows, 100.0)
    assert [row.contact_id for row in soon] == [dev] * BURST + [other]
    assert (len(later), wait) == (5, EVERY)
    assert len(pairs.split(NUMBER, later, 100.0 + EVERY)[0]) == 1
    assert len(pairs.split(ids.new(), later, 100.0 + EVERY)[0]) == 5, (
        "another number counts for itself"
    )


def test_many_chunks_of_one_message_do_not_come_back_together() -> None:
    pairs, dev = Pairs(), ids.new()
    pairs.split(NUMBER, [Row(dev)] * BURST, 0.0)
    waits = [pairs.split(NUMBER, [Row(dev)], 0.0)[2] for _ in range(5)]
    assert waits == [EVERY * n for n in range(1, 6)]


@pytest.mark.parametrize("seed", range(20))
def test_meta_refuses_none_of_what_arrives_late_and_unevenly(seed: int) -> None:
    """Messages arrive up to ten seconds after they were taken, in any order."""
    chance, pairs, limits = random.Random(seed), Pairs(), Limits()
    number, left, now = Number("1", "1", "1", "Dev", "000000"), [Row(NUMBER)] * 300, 0.0
    arrivals = []
    while left:
        soon, left, wait = pairs.split(NUMBER, left, now)
        arrivals += [now + chance.uniform(0, 10) for _ in soon]
        now += wait + chance.expovariate(2)
    assert all(limits.may_write_to(number, "1", at) for at in sorted(arrivals))
    assert now < 1.2 * (300 - BURST) * EVERY, "and it keeps most of the pace"
