"""The databases of a running installation, as its own processes open them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from indokona.app import clusters, wiring
from indokona.kernel import root, wired
from indokona.kernel.database import Database
from indokona.kernel.settings import Settings


@asynccontextmanager
async def inside(data: Path, size: int = 4) -> AsyncIterator[Database]:
    """A database with the roles of a worker, and the hooks supplied as a worker has them."""
    settings = Settings(data=data)
    key = root.load(settings)
    addresses = clusters.addresses_of_running(settings, key)
    assert addresses is not None, "nothing runs on this folder"
    wiring.connect(settings)
    async with wired.open_database(addresses, key, size=size) as database:
        yield database
