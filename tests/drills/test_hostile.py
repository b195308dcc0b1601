"""The hostile operator: superuser on both clusters, the disk and every backup, but no root key and no
weekly keys. Nothing of 10,000 canary people may be found, and what can be read is what /proof says."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from tests.drills.canaries import Canary, Needles, canaries, scanned
from tests.fixtures.cast import Cast, founded
from tests.fixtures.disks import new_folder
from tests.fixtures.figures import printed

from indokona.app import cli, clusters, envelope, wiring
from indokona.app.envelope import DATA, KEYRING
from indokona.app.probes.person import forms
from indokona.consent.actions import give
from indokona.consent.facts import Grant
from indokona.contacts.actions import upsert
from indokona.contacts.facts import Person
from indokona.kernel import age, clock, hardening, ids, root, wired
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database
from indokona.kernel.postgres import copying, programs
from indokona.kernel.settings import Settings
from indokona.messaging.actions import send
from indokona.messaging.facts import Draft, Origin
from indokona.privacy import readable
from indokona.privacy.hooks import HOOKS

pytestmark = pytest.mark.drill
COUNT, BATCH = 10_000, 1_000


async def lived(database: Database, cast: Cast, people: list[Canary]) -> None:
    """Each has a name, a phone, a consent and a message: by the verbs that everything uses."""
    for at in range(0, len(people), BATCH):
        some = people[at : at + BATCH]
        async with database.organisation(cast.organisation_id) as db:
            known = await upsert.upsert(db, [Person(one.phone, name=one.name) for one in some])
            grants = [
                Grant(one.contact_id, "marketing", "form", "till", "Yes.", "en", clock.now())
                for one in known
            ]
            await give.grant(db, Actor("user", cast.asha), grants)
            drafts = [
                Draft(one.contact_id, "marketing", {"values": {"1": who.body}}, ids.new())
                for one, who in zip(known, some, strict=True)
            ]
            await send.send(db, cast.number.id, Origin("campaign", ids.new()), drafts)


@contextmanager
def installation(
    people: list[Canary], folder: Path
) -> Iterator[tuple[Settings, clusters.Embedded]]:
    settings = Settings(data=folder / "data")
    settings.data.mkdir()
    key = root.load(settings, make=True)
    wiring.connect(settings)

    async def fill(addresses: Any) -> None:
        async with wired.open_database(addresses, key, size=4) as database:
            await database.keyring.found(ids.PLATFORM)
            await wiring.sign_receipts(database)
            await lived(database, await founded(database), people)

    with clusters.running(settings, key) as addresses:
        asyncio.run(fill(addresses))
        assert isinstance(addresses, clusters.Embedded)
        yield settings, addresses


def test_superuser_disk_and_backups_without_the_keys_read_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hardening, "keep_keys_in_memory", lambda: None)
    people = canaries(COUNT)
    with printed("hostile operator") as figures, new_folder() as folder:
        loot = folder / "loot"
        loot.mkdir()
        with installation(people, folder) as (settings, addresses):
            keyring, data = addresses.clusters
            with figures.timed("taking dumps and backups"):
                dumped(data.url(database="indokona"), loot / "data.sql")
                dumped(keyring.url(database="indokona"), loot / "keyring.sql")
                backups(settings, loot)
            open_columns = readable_columns(
                data.url(database="indokona"), keyring.url(database="indokona")
            )
        needles = Needles(people)
        assert_finds(needles, people)
        size, counts = scanned(loot, needles)
        disk, on_disk = scanned(settings.data / "postgres", needles)
        figures.add("bytes of dumps and backups", f"{size >> 20} MB")
        figures.add("bytes of the disk", f"{disk >> 20} MB")
        for kind in ("name", "phone", "body"):
            found = counts.get(kind, 0) + on_disk.get(kind, 0)
            figures.add(f"{kind}s read of {COUNT}", str(found), "0")
    print(json.dumps(sorted(open_columns)))
    assert not counts
    assert not on_disk
    published = {f"{one.database} {one.column}" for one in readable.columns(HOOKS.metadata)}
    assert open_columns == published


def assert_finds(needles: Needles, people: list[Canary]) -> None:
    """The search itself can fail: every form is found where it is hidden."""
    for one in (people[0], people[-1]):
        for text in (one.name, one.phone, one.body):
            for form in forms(text):
                assert list(needles.found(b"\x00junk" + form + b"junk")), form


def dumped(address: str, path: Path) -> None:
    """What `pg_dump` gives a superuser: every row as text."""
    folder = programs.find(None, wheel_allowed=True)
    with path.open("wb") as out:
        subprocess.run([folder / "pg_dump", "-d", address], stdout=out, check=True)
    assert path.stat().st_size > 100_000 or "keyring" in path.name


def backups(settings: Settings, loot: Path) -> None:
    """Both backups, opened: even whoever has the key to the backups reads nobody."""
    for part in (DATA, KEYRING):
        (loot / f"{part}-to").mkdir()
    recipient = age.make_identity(settings.data.parent / "id")
    words = ["--data-to", str(loot / "data-to"), "--keyring-to", str(loot / "keyring-to")]
    assert cli.main(["backup", "--data", str(settings.data), "--recipient", recipient, *words]) == 0
    for part in (DATA, KEYRING):
        (path,) = (loot / f"{part}-to").iterdir()
        with envelope.opened(path, age.identities(settings.data.parent / "id"), part) as (_, body):
            copying.unpack(body, loot / f"{part}-opened", programs.find(None, wheel_allowed=True))


def readable_columns(data: str, keyring: str) -> set[str]:
    """What a superuser finds that is not sealed: a column counts as sealed only if each of its values
    begins as one and names a key of the keyring."""
    with psycopg.connect(data) as there, psycopg.connect(keyring) as keys:
        known = {row[0] for row in keys.execute("select uuid_send(id) from data_key").fetchall()}
        sealed = {name for name in _columns(there) if _is_sealed(there, *name.split("."), known)}
        found = {f"data {name}" for name in _columns(there) - sealed}
        return found | {f"keyring {name}" for name in _columns(keys)}


_COLUMNS = (
    "select c.relname || '.' || a.attname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
    " where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition"
    " and c.relname <> 'alembic_version'"
)


def _columns(connection: psycopg.Connection[Any]) -> set[str]:
    return {row[0] for row in connection.execute(_COLUMNS.encode()).fetchall()}


def _is_sealed(
    connection: psycopg.Connection[Any], table: str, column: str, known: set[bytes]
) -> bool:
    declared = HOOKS.metadata.tables[table].c[column].info["declared"]
    query = sql.SQL("select {0} from {1} where {0} is not null").format(
        sql.Identifier(column), sql.Identifier(table)
    )
    values = [row[0] for row in connection.execute(query).fetchall()]
    if not values:
        return (
            declared.seal_as is not None
        )  # nothing is written there yet: the declaration is all there is
    return all(
        isinstance(one, bytes) and one[:1] == b"\x01" and one[1:17] in known for one in values
    )
