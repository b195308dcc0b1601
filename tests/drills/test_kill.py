"""`make drill NAME=kill`: ten thousand recipients, three dead workers, one answer in a hundred lost."""

from __future__ import annotations

import pytest
from tests.journeys.test_up import survives


@pytest.mark.drill
def test_kill() -> None:
    survives(people=10_000)
