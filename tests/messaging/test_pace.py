"""The pace of a lane on a clock of its own: exact over time, and never two seconds in one."""

from __future__ import annotations

import random

import pytest

from indokona.messaging.rules import Pace, hands, slice_size


def ran(a_second: int, seconds: float, late: float, seed: int = 1) -> list[tuple[float, int]]:
    """When slices of how many were taken, by a worker that is up to `late` seconds late each time."""
    chance, now = random.Random(seed), 0.0
    pace, taken = Pace(now), list[tuple[float, int]]()
    size = slice_size(a_second, hands(a_second))
    while now < seconds:
        now += pace.rest(now) + chance.random() * late
        pace.took(size, a_second, now)
        taken.append((now, size))
    return taken


@pytest.mark.parametrize("a_second", [1, 20, 80, 1000])
@pytest.mark.parametrize("late", [0.0, 0.02, 0.2])
def test_the_pace_is_kept_to_a_hundredth(a_second: int, late: float) -> None:
    taken = ran(a_second, 600, late)
    sent = sum(count for _, count in taken[:-1])
    assert sent / taken[-1][0] == pytest.approx(a_second, rel=0.01)


@pytest.mark.parametrize("a_second", [20, 80, 1000])
def test_no_second_holds_much_more_than_a_seconds_messages(a_second: int) -> None:
    taken = ran(a_second, 120, 3.0)
    for n, (begin, _) in enumerate(taken):
        within = sum(count for at, count in taken[n:] if at < begin + 1 - Pace.SLACK)
        assert within <= a_second


def test_a_lane_that_was_idle_does_not_catch_up() -> None:
    pace = Pace(0.0)
    assert pace.rest(100.0) == 0
    pace.took(80, 80, 100.0)
    assert pace.rest(100.0) == pytest.approx(1 - Pace.SLACK)
    pace.took(80, 80, 100.75)
    assert pace.rest(100.75) == pytest.approx(1.0)


def test_a_lane_without_pace_never_rests_and_one_in_trouble_tries_with_one() -> None:
    pace = Pace(0.0)
    pace.took(1000, 0, 0.0)
    assert pace.rest(0.0) == 0
    assert slice_size(0, 2) == 500
    assert slice_size(80, 1) == 80
    assert slice_size(1000, 2) == 500
    assert slice_size(80, 1, trouble=2) == 1


def test_a_pace_that_meta_raises_holds_from_the_next_slice() -> None:
    pace = Pace(0.0)
    pace.took(80, 80, 0.0)
    pace.took(1000, 1000, 1.0)
    assert pace.rest(1.0) == pytest.approx(1.0)
