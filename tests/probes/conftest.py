"""What a probe stands on in tests: clones for those that only read, an installation of its own for copies."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.fixtures.database import Installation
from tests.fixtures.disks import new_folder

from indokona.app import clusters, start
from indokona.app.probes.means import Means
from indokona.kernel import root, wired
from indokona.kernel.database import Database
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses


@pytest.fixture
def means(installation: Installation, addresses: Addresses, database: Database) -> Means:
    """A fresh installation, as a probe finds it."""
    superusers = installation.data.url(), installation.keyring.url()
    return Means(installation.settings, installation.root, addresses, database, superusers)


@pytest.fixture
async def own() -> AsyncIterator[Means]:
    """An installation whose clusters may be copied: the clones of other tests are not in it."""
    with new_folder() as folder:
        settings = Settings(data=folder / "data")
        settings.data.mkdir()
        key = root.load(settings, make=True)
        with clusters.running(settings, key) as addresses:
            assert isinstance(addresses, clusters.Embedded)
            await start.before_work(settings, key, addresses)
            keyring, data = addresses.clusters
            async with wired.open_database(addresses, key, size=4) as database:
                yield Means(settings, key, addresses, database, (data.url(), keyring.url()))
