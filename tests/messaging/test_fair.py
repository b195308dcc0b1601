"""Lanes are shared among workers: who is busy leaves one that has just come to an idle one."""

from __future__ import annotations

from indokona.kernel import ids
from indokona.messaging.actions.lanes import URGENT, left_over

OFFER, CODE = (ids.new(), ids.new(), URGENT + 1), (ids.new(), ids.new(), URGENT)


def test_a_busy_worker_takes_what_nobody_wanted_for_a_turn() -> None:
    taken, left = left_over([OFFER], set())
    assert taken == []
    taken, left = left_over([OFFER], left)
    assert taken == [OFFER]
    assert left_over([], left) == ([], set())


def test_what_is_urgent_waits_for_nobody() -> None:
    taken, _ = left_over([OFFER, CODE], set())
    assert taken == [CODE]
