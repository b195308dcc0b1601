"""Places as pure decisions: how far a slice goes, how large a block is, when it is looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from indokona.messaging import budget, rules
from indokona.messaging.budget import Counter

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """A message to somebody."""

    id: UUID
    contact_id: UUID


def rows(people: list[int]) -> list[Row]:
    return [Row(UUID(int=n), UUID(int=one)) for n, one in enumerate(people)]


def fitted(people: list[int], outside: dict[int, bool], places: int) -> tuple[list[int], int]:
    """Who takes a place, and how many messages go."""
    found = budget.fit(rows(people), {UUID(int=p): known for p, known in outside.items()}, places)
    goes = len(people) if found.waits is None else found.waits.int
    return [one.int for one in found.new], goes


@pytest.mark.parametrize(
    ("people", "outside", "places", "new", "goes"),
    [
        ([1, 2, 3], {1: False, 2: False, 3: False}, 2, [1, 2], 2),
        ([1, 1, 1, 2], {1: False, 2: False}, 1, [1], 3),
        ([1, 2, 3], {1: True, 2: False, 3: True}, 0, [], 1),
        ([1, 2, 3], {2: False}, 0, [], 1),
        ([1, 2, 3], {}, 0, [], 3),
        ([1, 2], {1: False, 2: False}, 9, [1, 2], 2),
    ],
)
def test_a_slice_goes_as_far_as_its_people_have_places(people, outside, places, new, goes) -> None:
    assert fitted(people, outside, places) == (new, goes)


@given(
    some.lists(some.integers(0, 8), max_size=30),
    some.dictionaries(some.integers(0, 8), some.booleans()),
    some.integers(0, 9),
)
def test_no_place_is_taken_twice_or_without_need(
    people: list[int], outside: dict[int, bool], places: int
) -> None:
    new, goes = fitted(people, outside, places)
    assert len(new) == len(set(new)) <= places
    assert set(new) == {one for one in people[:goes] if outside.get(one) is False}
    if goes < len(people):
        assert len(new) == places, "who waits waits for want of a place"
        assert outside[people[goes]] is False


@given(some.integers(1, 2000), some.integers(0, 200_000))
def test_a_block_is_what_is_needed_and_a_twentieth_of_the_rest_at_most(
    need: int, left: int
) -> None:
    size = budget.block(need, left)
    assert size <= left
    assert size >= min(need, left)
    assert size <= max(need, left // budget.SHARE)


@pytest.mark.parametrize(
    ("taken", "empty_until", "left"),
    [
        (0, None, 10), (10, None, 0), (12, None, 0), (3, NOW + timedelta(minutes=1), 0), (3, NOW, 1), (10, NOW, 0),
        (3, NOW + timedelta(days=1), 1),
    ],
)  # fmt: skip
def test_room_is_what_is_left_and_one_after_a_refusal(taken, empty_until, left) -> None:
    assert budget.room(Counter(10, taken, empty_until), NOW) == left


@given(some.integers(-100, 200_000), some.sampled_from(["marketing", "utility"]))
def test_what_waits_is_looked_at_again_within_the_hour_and_not_at_once(
    seconds: int, purpose: str
) -> None:
    again = budget.look_again(NOW + timedelta(seconds=seconds), purpose, NOW)
    assert NOW + budget.LEAST_WAIT <= again <= NOW + rules.FURTHEST_DUE
    if purpose == "utility":
        assert again <= budget.look_again(NOW + timedelta(seconds=seconds), "marketing", NOW)
