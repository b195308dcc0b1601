"""Counted rows of an origin add up to its recipients."""

from __future__ import annotations

import pytest

from indokona.messaging.actions.tally import Tally, added_up


def test_what_waits_is_what_is_neither_taken_nor_refused() -> None:
    found = added_up([
        ("outgoing", None, 100), ("read", None, 20), ("delivered", None, 10), ("queued", None, 4),
        ("failed", "131026", 3), ("failed", "0", 2), ("dispatching", None, 1), ("refused", "consent.withdrawn", 5),
        ("never queued", "consent.missing", 7),
    ])  # fmt: skip
    assert found.counts["recipients"] == 107
    assert found.counts["queued"] == 100 - 20 - 10 - 5 - 1 - 5, "what was put back waits too"
    assert sum(n for name, n in found.counts.items() if name != "recipients") == 107
    assert found.failures == {131026: 3, 0: 2}
    assert found.results == 35


@pytest.mark.parametrize("rows", [[], [("outgoing", None, 0)]])
def test_of_nobody_there_is_nothing(rows: list[tuple[str, str | None, int]]) -> None:
    assert added_up(rows) == Tally({"recipients": 0, "queued": 0})


def test_one_code_of_a_refusal_before_and_after_it_was_queued_is_one_count() -> None:
    rows = [
        ("outgoing", None, 2),
        ("refused", "consent.missing", 2),
        ("never queued", "consent.missing", 3),
    ]
    assert added_up(rows).counts == {"refused:consent.missing": 5, "recipients": 5, "queued": 0}
