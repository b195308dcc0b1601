"""The stage of accounts' tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.accounts.stage import Stage, staged
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation

from indokona.kernel.database import Database


@pytest.fixture
async def stage(installation: Installation, database: Database, cast: Cast) -> AsyncIterator[Stage]:
    """The API with people who can sign up."""
    async with staged(installation, database, cast) as found:
        yield found
