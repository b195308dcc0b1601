"""The two databases of an installation: given by address, or embedded and supervised."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from indokona.app import migrate
from indokona.kernel import tenancy
from indokona.kernel.postgres import programs, sockets
from indokona.kernel.postgres.cluster import SUPERUSER, Cluster, ClusterTrouble, Size
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses

DATA = Size(buffers_mb=48, connections=60)
KEYRING = Size(buffers_mb=12, connections=40)
WHICH = ("keyring", "data")

#: `up` stops all within 5 seconds: this is the clusters' part of it.
_STOP_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Embedded(Addresses):
    """The addresses of clusters that this process runs."""

    clusters: tuple[Cluster, ...] = ()

    def revive(self) -> None:
        """Start again what ended by itself, a full disk's victims for one."""
        for cluster in self.clusters:
            cluster.revive()


def given(settings: Settings) -> Addresses | None:
    """The addresses that the settings give; raises `ClusterTrouble` for only one of the two."""
    if settings.database_url is None and settings.keyring_url is None:
        return None
    if settings.database_url is None or settings.keyring_url is None:
        raise ClusterTrouble("Give both --database-url and --keyring-url, or neither.")
    return Addresses(
        settings.database_url.get_secret_value(), settings.keyring_url.get_secret_value()
    )


def exist(settings: Settings) -> bool:
    """Whether the data folder holds clusters, which only their root key opens."""
    return any((folder(settings, which) / "PG_VERSION").exists() for which in WHICH)


def folder(settings: Settings, which: str) -> Path:
    """Where a cluster of this installation stands."""
    return settings.data / "postgres" / which


@contextmanager
def running(settings: Settings, root: RootKey) -> Iterator[Addresses]:
    """Both databases, migrated and ready; embedded clusters stop at the end."""
    addresses = given(settings)
    if addresses is not None:
        migrate.upgrade(addresses)
        yield addresses
        return
    keyring, data = clusters = _clusters(settings, root)
    try:
        keyring.start()
        data.start()
        addresses = migrate.prepare(data.url(), keyring.url(), root)
        migrate.upgrade(addresses)
        yield Embedded(addresses.data, addresses.keyring, clusters)
    finally:
        for cluster in clusters:
            cluster.ask_to_stop()
        for cluster in clusters:
            cluster.stop(_STOP_SECONDS)


def _clusters(settings: Settings, root: RootKey) -> tuple[Cluster, Cluster]:
    found = programs.find(settings.postgres_bin, wheel_allowed=not settings.is_production)
    password, before = root.password("superuser"), root.previous()
    earlier = before.password("superuser") if before else None
    return (
        Cluster(folder(settings, "keyring"), found, password, KEYRING, earlier),
        Cluster(folder(settings, "data"), found, password, DATA, earlier),
    )


@contextmanager
def reached(settings: Settings, root: RootKey) -> Iterator[Addresses]:
    """The databases for one command: as given, those that `up` runs just now, or started for it."""
    found = given(settings) or addresses_of_running(settings, root)
    if found is not None:
        yield found
    elif exist(settings):
        with running(settings, root) as started:
            yield started
    else:
        raise ClusterTrouble(f"There are no data in {settings.data}: give --data or the addresses.")


def addresses_of_running(settings: Settings, root: RootKey) -> Addresses | None:
    """The owner's addresses of the clusters that another process runs in this folder, if any."""
    found = _of_running(
        settings, f"{tenancy.PREFIX}owner", root.password("owner"), migrate.DATABASE
    )
    return Addresses(*found) if found else None


def superusers_of_running(settings: Settings, root: RootKey) -> tuple[str, str] | None:
    """The superusers' addresses of the same: data, keyring."""
    return _of_running(settings, SUPERUSER, root.password("superuser"), "postgres")


def _of_running(
    settings: Settings, user: str, password: str, database: str
) -> tuple[str, str] | None:
    data, keyring = (sockets.of_running(folder(settings, which)) for which in ("data", "keyring"))
    if data is None or keyring is None:
        return None
    who = f"{user}:{quote(password)}"
    return (
        f"postgresql://{who}@/{database}?host={quote(str(data), safe='')}",
        f"postgresql://{who}@/{database}?host={quote(str(keyring), safe='')}",
    )
