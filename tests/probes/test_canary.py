"""The canary probe on a real installation: it passes, and turns red for each thing that could be broken."""

from __future__ import annotations

import asyncio

import pytest
from tests.fixtures.database import Installation

from indokona.app.probes import canary, running
from indokona.app.probes.findings import Findings
from indokona.app.probes.means import Means
from indokona.kernel import ids, wired
from indokona.kernel.database import Database
from indokona.kernel.wired import Addresses
from indokona.privacy import probes


@pytest.fixture
def means(installation: Installation, addresses: Addresses, database: Database) -> Means:
    """A fresh installation, as a probe of it finds it."""
    superusers = installation.data.url(), installation.keyring.url()
    return Means(installation.settings, installation.root, addresses, database, superusers)


async def test_a_canary_lives_and_leaves_nothing(means: Means) -> None:
    findings = Findings()
    await canary.run(means, findings)
    assert findings.faults == {}
    assert findings.counts["sealed_values"] > 10
    print(findings.counts)
