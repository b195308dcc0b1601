"""`indokona backup`: data and keyring, each into a place of its own, encrypted to a key that is not here."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

import indokona
from indokona.app import clusters, envelope, migrate
from indokona.app.envelope import DATA, KEYRING, Manifest
from indokona.kernel import age, clock, root, wired
from indokona.kernel.errors import Trouble
from indokona.kernel.postgres import copying, programs
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Servers:
    """Superusers' addresses of both clusters: only they may copy one."""

    data: str
    keyring: str

    def of(self, part: str) -> str:
        """One of the two."""
        return self.data if part == DATA else self.keyring


def run(asked: argparse.Namespace, settings: Settings, say: Say) -> None:
    """Do what the command line asks; raises `Trouble`."""
    if asked.make_key is not None:
        say(age.make_identity(asked.make_key))
        return
    places = {DATA: asked.data_to, KEYRING: asked.keyring_to}
    wanted = {part: place for part, place in places.items() if place is not None}
    _check_places(wanted)
    if not asked.recipient:
        raise Trouble(
            "Say for whom to encrypt with --recipient age1…; --make-key FILE makes a key."
        )
    recipients = [age.recipient(one) for one in asked.recipient]
    key = root.load(settings)
    with reached(asked, settings, key) as servers:
        # Data first: a keyring that is copied later knows every key and every no of these data.
        for part in (DATA, KEYRING):
            if part in wanted:
                path, size = take(servers, part, wanted[part], settings, key, recipients)
                say(f"{path} ({size >> 20} MB)")


def _check_places(wanted: dict[str, Path]) -> None:
    if not wanted:
        raise Trouble("Say where to with --data-to DIR and --keyring-to DIR, or one of them.")
    for place in wanted.values():
        if not place.is_dir():
            raise Trouble(f"{place} is not a folder.")
    if len(wanted) == 2 and len({place.resolve() for place in wanted.values()}) == 1:
        raise Trouble("Data and keyring go to different places: together they undo an erasure.")


@contextmanager
def reached(asked: Any, settings: Settings, key: RootKey) -> Iterator[Servers]:
    """Superusers' addresses: as given, of the clusters that run just now, or of clusters started for it."""
    given = (asked.database_superuser_url, asked.keyring_superuser_url)
    if any(given):
        if not all(given):
            raise Trouble("Give both superusers' addresses, or neither.")
        yield Servers(*given)
        return
    if clusters.given(settings) is not None:
        raise Trouble(
            "On servers of your own a backup wants --database-superuser-url and --keyring-superuser-url."
        )
    running = clusters.superusers_of_running(settings, key)
    if running is not None:
        yield Servers(*running)
    elif clusters.exist(settings):
        with clusters.running(settings, key) as addresses:
            assert isinstance(addresses, clusters.Embedded)
            keyring, data = addresses.clusters
            yield Servers(data.url(), keyring.url())
    else:
        raise Trouble(f"There are no data in {settings.data}: give --data or the addresses.")


def take(
    servers: Servers,
    part: str,
    place: Path,
    settings: Settings,
    key: RootKey,
    recipients: Sequence[Any],
) -> tuple[Path, int]:
    """Copy one part into a folder, encrypted; returns the file and its size in bytes."""
    manifest = _manifest(servers, part, key)
    stamp = manifest.made_at.replace("-", "").replace(":", "")[:15]
    path = place / f"indokona-{part}-{stamp}.age"
    bin_folder = programs.find(settings.postgres_bin, wheel_allowed=not settings.is_production)
    with copying.base_backup(bin_folder, servers.of(part)) as body:
        size = envelope.write(path, manifest, body, recipients)
    return path, size


def _manifest(servers: Servers, part: str, key: RootKey) -> Manifest:
    """Numbered in the keyring first, so that a younger keyring knows this backup."""
    now = clock.now()
    with _connected(servers.keyring) as keyring:
        mark = _one(
            keyring,
            "insert into backup_mark (part, at) values (%s, %s) returning number",
            part,
            now,
        )
        ledger = _one(keyring, "select coalesce(max(number), 0) from ledger_of_no")
        weeks = keyring.execute(
            "select number from epoch e where exists (select from data_key d where d.epoch = e.number)"
        ).fetchall()
    with _connected(servers.of(part)) as cluster:
        size = _one(cluster, "select sum(pg_database_size(oid))::bigint from pg_database")
        return Manifest(
            part=part, made_at=now.isoformat(), version=indokona.VERSION,
            schema=migrate.revision(cluster) or "", postgres=cluster.info.server_version // 10000,
            root_id=key.id, size=size, mark=mark, ledger=ledger, weeks=[row[0] for row in weeks],
        )  # fmt: skip


def _connected(superuser: str) -> psycopg.Connection[Any]:
    return psycopg.connect(wired.in_database(superuser, migrate.DATABASE), autocommit=True)


def _one(connection: psycopg.Connection[Any], sql: str, *values: object) -> Any:
    row = connection.execute(sql.encode(), values).fetchone()
    assert row is not None
    return row[0]
