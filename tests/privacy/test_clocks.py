"""How long there is to answer: the shortest law in force on the day somebody asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from indokona.privacy import clocks
from indokona.privacy.clocks import Nudge

ASKED = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "countries", "asked_at", "days", "rule"),
    [
        ("access", ("IN", "IN"), ASKED, 30, "house"),
        ("complaint", ("IN", ""), ASKED, 7, "it-rules-grievance"),
        ("complaint", ("IN", ""), datetime(2026, 2, 19, tzinfo=UTC), 30, "house"),
        ("access", ("IN", "DE"), ASKED, 28, "gdpr-12-3"),
        ("complaint", ("IN", "DE"), ASKED, 7, "it-rules-grievance"),
        ("complaint", ("DE", "DE"), ASKED, 30, "house"),
        ("access", ("US", "US"), ASKED, 30, "house"),
        ("access", ("IN", "IN"), datetime(2027, 6, 1, tzinfo=UTC), 30, "house"),
    ],
)
def test_the_shortest_law_in_force_counts(
    kind: str, countries: tuple[str, str], asked_at: datetime, days: int, rule: str
) -> None:
    due_at, why = clocks.due(kind, clocks.jurisdictions(*countries), asked_at)
    assert (due_at - asked_at, why) == (timedelta(days=days), rule)


def test_every_kind_has_a_clock_everywhere() -> None:
    for kind in clocks.KINDS:
        assert clocks.clock(kind, clocks.jurisdictions("ZZ"), ASKED).days <= 30


@pytest.mark.parametrize(
    ("days", "nudge"),
    [(0, Nudge.none), (14.9, Nudge.none), (15, Nudge.half), (28, Nudge.near), (30, Nudge.late)],
)
def test_reminders_come_at_half_near_the_end_and_after_it(days: float, nudge: Nudge) -> None:
    due_at = ASKED + timedelta(days=30)
    assert clocks.nudge(ASKED, due_at, ASKED + timedelta(days=days)) is nudge
