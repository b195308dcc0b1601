"""Fixtures of all tests: one installation a process, a cloned database a test, the cast."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from tests.fixtures import evidence
from tests.fixtures.cast import Cast, founded
from tests.fixtures.database import Installation, cloned, installed, opened

from indokona.kernel import clock, ids
from indokona.kernel.database import Database
from indokona.kernel.wired import Addresses
from indokona.privacy import prove, registry


@pytest.fixture(autouse=True)
def _no_ids_of_tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that moved the clock leaves its ids' time behind: they never go back by themselves."""
    monkeypatch.setattr(ids, "_last_ms", ids._last_ms)


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


#: Folders whose tests run whole installations: they begin, so that no core waits for them at the end.
_LONG = {"journeys", "web", "bench"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long ones first; nothing else changes its place."""
    items.sort(key=lambda item: _LONG.isdisjoint(item.path.parts))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Write what `prove` reads: the outcome of every test that a promise names, bound to the source.

    Only a whole run is evidence, and only where results are gathered, not in an xdist worker.
    """
    if hasattr(config, "workerinput"):
        return
    named = {name for promise in registry.promises() for name in promise.e2}
    found = evidence.outcomes(terminalreporter.stats, named)
    if found.keys() == named:
        told = {"source": registry.source_hash(), "at": clock.now().isoformat(), "tests": found}
        prove.EVIDENCE.write_text(json.dumps(told, indent=1))
