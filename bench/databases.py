"""The two databases of a fresh installation, with one organisation and nobody at work on them."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from indokona.app import clusters, wiring
from indokona.kernel import ids, root, wired
from indokona.kernel.database import Database
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses

#: An id of ours (UUID version 7) of a moment `at` for row `g`: PostgreSQL makes them itself from 18 on.
ID = (
    "(lpad(to_hex((extract(epoch from {at}) * 1000)::bigint + g / 4096), 12, '0') || '7'"
    " || lpad(to_hex(mod(g, 4096)), 3, '0') || '8' || substr(md5(g::text), 1, 15))::uuid"
)


@dataclass(frozen=True, slots=True)
class Databases:
    """Their addresses, and the organisation whose rows are measured."""

    data: Path
    key: RootKey
    addresses: Addresses
    organisation_id: UUID

    @contextmanager
    def connected(self, which: str) -> Iterator[psycopg.Connection[Any]]:
        """A superuser's connection: only it writes past the walls."""
        folder = self.data / "postgres" / which
        socket = (folder / "postmaster.pid").read_text().split("\n")[4]
        secret = self.key.password("superuser")
        address = f"postgresql://postgres:{secret}@/indokona?host={socket}"
        with psycopg.connect(address, autocommit=True) as connection:
            yield connection

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Database]:
        """The product's own doors."""
        async with wired.open_database(self.addresses, self.key, size=4) as database:
            yield database

    def settle(self) -> None:
        """Write back what earlier parts left, so that each timed part begins alike."""
        for which in ("data", "keyring"):
            with self.connected(which) as connection:
                connection.execute("checkpoint")


@contextmanager
def databases() -> Iterator[Databases]:
    """Both clusters while the block runs; their folder goes with them."""
    with tempfile.TemporaryDirectory(prefix="indokona-bench-") as folder:
        Path(folder).chmod(0o755)  # the databases' own user walks through it
        settings = Settings(data=Path(folder) / "data")
        settings.data.mkdir()
        settings.data.chmod(0o755)
        key = root.load(settings, make=True)
        wiring.connect(settings)
        with clusters.running(settings, key) as addresses:
            found = Databases(settings.data, key, addresses, ids.new())
            asyncio.run(_founded(found))
            yield found


async def _founded(found: Databases) -> None:
    async with found.opened() as database:
        for organisation_id in (ids.PLATFORM, found.organisation_id):
            await database.keyring.found(organisation_id)
