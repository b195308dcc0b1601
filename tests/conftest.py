"""Fixtures of all tests: one installation a process, a cloned database a test, the cast."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from tests.fixtures.cast import Cast, founded
from tests.fixtures.database import Installation, cloned, installed, opened

from indokona.kernel.database import Database
from indokona.kernel.wired import Addresses


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """Two clusters, migrated."""
    with installed() as found:
        yield found


@pytest.fixture
def addresses(installation: Installation) -> Iterator[Addresses]:
    """Fresh databases for one test."""
    with cloned(installation) as found:
        yield found


@pytest.fixture
async def database(installation: Installation, addresses: Addresses) -> AsyncIterator[Database]:
    """The doors to the fresh databases."""
    async with opened(installation, addresses) as found:
        yield found


@pytest.fixture
def owner(addresses: Addresses) -> Iterator[psycopg.Connection]:
    """The owner of the fresh data database."""
    with psycopg.connect(addresses.data, autocommit=True) as connection:
        yield connection


@pytest.fixture
async def cast(database: Database) -> Cast:
    """Asha and her organisation, Chitra and hers, and Dev."""
    return await founded(database)
