"""One running installation for the journeys that leave it alive."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.fixtures.running import Up, up


@pytest.fixture(scope="module")
def live() -> Iterator[Up]:
    """`indokona up --demo`, shared by the tests of one file."""
    with up(INDOKONA_UNKNOWN_AFTER="3") as found:
        yield found


@pytest.fixture
def fresh() -> Iterator[Path]:
    """A folder that does not exist yet."""
    with tempfile.TemporaryDirectory(prefix="indokona-bad-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"
