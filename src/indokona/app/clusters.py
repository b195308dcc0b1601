"""The two databases of an installation: given by address, or embedded and supervised."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from indokona.app import migrate
from indokona.kernel import tenancy
from indokona.kernel.postgres import programs
from indokona.kernel.postgres.cluster import Cluster, ClusterTrouble, Size
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses

DATA = Size(buffers_mb=48, connections=60)
KEYRING = Size(buffers_mb=12, connections=40)


@contextmanager
def running(settings: Settings, root: RootKey) -> Iterator[Addresses]:
    """Both databases, migrated and ready; embedded clusters stop at the end."""
    if settings.database_url is not None and settings.keyring_url is not None:
        addresses = Addresses(
            settings.database_url.get_secret_value(), settings.keyring_url.get_secret_value()
        )
        migrate.upgrade(addresses)
        yield addresses
        return
    if settings.database_url is not None or settings.keyring_url is not None:
        raise ClusterTrouble("Give both --database-url and --keyring-url, or neither.")
    bin_folder = programs.find(settings.postgres_bin, wheel_allowed=not settings.is_production)
    folder = settings.data / "postgres"
    password = root.password("superuser")
    data = Cluster(folder / "data", bin_folder, password, DATA)
    keyring = Cluster(folder / "keyring", bin_folder, password, KEYRING)
    try:
        keyring.start()
        data.start()
        addresses = migrate.prepare(data.url(), keyring.url(), root)
        migrate.upgrade(addresses)
        yield addresses
    finally:
        data.stop()
        keyring.stop()


def address_of_running(settings: Settings, root: RootKey) -> str | None:
    """The owner's address of the data cluster that another process runs in this folder, if any."""
    pid_file = settings.data / "postgres" / "data" / "postmaster.pid"
    if not pid_file.exists():
        return None
    lines = pid_file.read_text().split("\n")
    secret = quote(root.password("owner"))
    return f"postgresql://{tenancy.PREFIX}owner:{secret}@/{migrate.DATABASE}?host={quote(lines[4], safe='')}"
