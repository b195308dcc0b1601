"""The violations that `make drill NAME=mutations` seeds fit the registry and the source of today."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.drills.seeded import MECHANISMS, Violation, violations

from indokona.privacy import registry

PROMISES = {promise.id: promise for promise in registry.promises()}


def test_each_mechanism_is_violated_at_least_three_times() -> None:
    counts = Counter(one.mechanism for one in violations())
    assert counts.keys() == set(MECHANISMS)
    assert min(counts.values()) >= 3


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in violations()])
def test_a_violation_can_be_seeded_and_names_evidence_of_its_sentence(one: Violation) -> None:
    promise = PROMISES[one.promise]
    assert promise.grey is None
    if one.sql:
        assert promise.e1 or promise.e3
    else:
        assert one.test in promise.e2
        assert one.places == 1
        assert one.put != one.find
