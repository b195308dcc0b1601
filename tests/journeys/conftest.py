"""One running installation for the journeys that leave it alive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.fixtures.running import Up, up


@pytest.fixture(scope="module")
def live() -> Iterator[Up]:
    """`indokona up --demo`, shared by the tests of one file."""
    with up(INDOKONA_UNKNOWN_AFTER="3") as found:
        yield found
