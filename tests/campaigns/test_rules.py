"""The pure rules of stages and of pausing."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from indokona.campaigns import rules
from indokona.campaigns.rules import Facts, Verdict

FINE = {"quality": "GREEN", "results": 1000, "failed": 100, "withheld": 50, "opt_outs": 5}


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, None),
        ({"spam": 1}, rules.SPAM),
        ({"spam": 1, "results": 1, "quality": "RED"}, rules.SPAM),
        ({"quality": "RED"}, rules.RED),
        ({"quality": "YELLOW"}, None),
        (FINE, None),
        ({**FINE, "withheld": 300}, None),
        ({**FINE, "withheld": 301}, rules.WITHHELD),
        ({**FINE, "opt_outs": 20}, None),
        ({**FINE, "opt_outs": 21}, rules.OPT_OUTS),
        ({**FINE, "failed": 400}, None),
        ({**FINE, "failed": 401}, rules.FAILURES),
        ({"results": 29, "failed": 29, "withheld": 29, "opt_outs": 29}, None),
        ({"results": 30, "failed": 30, "withheld": 30, "opt_outs": 30}, rules.WITHHELD),
        ({"results": 30, "opt_outs": 4}, None),
        ({"results": 30, "opt_outs": 5}, rules.OPT_OUTS),
    ],
)
def test_what_pauses_a_campaign_and_what_does_not(
    facts: dict[str, int | str], reason: str | None
) -> None:
    known = Facts(**facts)  # type: ignore[arg-type]
    paused = (Verdict.pause, reason)
    assert rules.decide(known, is_over=True) == (paused if reason else (Verdict.go_on, None))
    assert rules.decide(known, is_over=False) == (paused if reason else (Verdict.wait, None))


@pytest.mark.parametrize(
    "bad",
    [
        {"spam": 3},
        {"quality": "RED"},
        *({"results": 100, name: 90} for name in ("withheld", "opt_outs", "failed")),
    ],
)
def test_what_a_person_knew_when_they_resumed_pauses_no_more_but_more_of_it_does(
    bad: dict[str, int | str],
) -> None:
    known = Facts(**bad)  # type: ignore[arg-type]
    assert rules.decide(known.since(known), is_over=False) == (Verdict.wait, None)
    twice = {name: value * 2 if isinstance(value, int) else value for name, value in bad.items()}
    more = Facts(**{"quality": "RED", **twice})  # type: ignore[arg-type]
    assert (rules.decide(more.since(known), is_over=False)[0] is Verdict.pause) == (
        bad != {"quality": "RED"}
    )


@pytest.mark.parametrize(
    ("chosen", "audience", "has"),
    [(None, 1000, False), (None, 1001, True), (True, 60, True), (False, 10**6, False)],
)
def test_only_a_big_campaign_has_stages_by_itself(
    chosen: bool | None, audience: int, has: bool
) -> None:
    assert rules.has_stages(chosen, audience) is has


@pytest.mark.parametrize(
    ("audience", "ends"),
    [(1_000_000, [10_000, 100_000]), (1001, [50, 101]), (300, [50]), (40, [40])],
)
def test_each_stage_goes_so_far(audience: int, ends: list[int]) -> None:
    stage, done, seen = 1, 0, []
    while (more := rules.room(stage, audience, done)) is not None:
        done += more
        seen.append(done)
        stage = rules.following(stage, audience, done)
    assert seen == ends


@given(audience=some.integers(1, 10**7), expanded=some.integers(0, 10**7))
def test_stages_grow_and_never_exceed_the_audience(audience: int, expanded: int) -> None:
    ends = [rules.room(stage, audience, 0) or 0 for stage in range(1, rules.LAST)]
    assert all(before <= after for before, after in pairwise([1, *ends, audience]))
    assert all((rules.room(n, audience, expanded) or 0) >= 0 for n in range(1, rules.LAST))


@pytest.mark.parametrize(
    ("expanded", "since_end", "expected"),
    [(50, None, 1), (1_000_000, None, 50), (50, 3600, 360), (1_000_000, 60, 50), (50, 1, 1)],
)
def test_a_count_rests_by_size_and_by_how_long_it_is_over(
    expanded: int, since_end: int | None, expected: int
) -> None:
    over = None if since_end is None else timedelta(seconds=since_end)
    assert rules.rest(expanded, over) == timedelta(seconds=expected)
