"""One running installation for the journeys that leave it alive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.fixtures.disks import new_folder
from tests.fixtures.running import Up, up


@pytest.fixture(scope="module")
def live() -> Iterator[Up]:
    """`indokona up --demo`, shared by the tests of one file."""
    with up(INDOKONA_UNKNOWN_AFTER="3") as found:
        yield found


@pytest.fixture
def fresh() -> Iterator[Path]:
    """A folder that does not exist yet."""
    with new_folder() as folder:
        yield folder / "data"
