"""The restore probe: a backup of now meets the keyring of a moment later, on a second pair of clusters.

One canary is erased and another says no between the two; in the copy the first must be unreadable and
the second not be written to, before anybody could ask it anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg

from indokona.app import backup, clusters, restore
from indokona.app.backup import Servers
from indokona.app.envelope import DATA, KEYRING
from indokona.app.probes import beside, leaving, living, looking, person, sealed
from indokona.app.probes.findings import Findings, Untold
from indokona.app.probes.living import Life
from indokona.app.probes.means import Means
from indokona.app.probes.sealed import Sealed
from indokona.consent.actions import give
from indokona.contacts.actions import show
from indokona.kernel import age, ids, wired
from indokona.kernel.errors import Trouble
from indokona.kernel.postgres import copying, programs
from indokona.kernel.settings import Settings
from indokona.privacy import probes

#: Room for what two more clusters write besides what is copied.
_SPARE: Final = 768 << 20


async def run(means: Means, findings: Findings) -> None:
    """Back up, let one go and one say no, restore, and look; nothing of it stays, nor of a killed run."""
    beside.clear_away(means.settings.data)
    if not means.settings.probe_restore:
        raise Untold(probes.OFF)
    if means.superusers is None:
        raise Untold(probes.NO_SUPERUSER)
    leaving.ask_for_duties()
    _ask_for_programs(means.settings)
    servers = Servers(*means.superusers)
    with beside.room(means.settings.data) as folder:
        _ask_for_room(servers, folder, findings)
        await leaving.clear(means.database, findings)
        gone = await living.begin(means, findings, person.new())
        stays = await living.begin(means, findings, person.new())
        taking = _Copies(means, servers, folder)
        await asyncio.to_thread(taking.take, DATA)
        with looking.opened(means) as databases:
            kept = sealed.of_contact(databases["data"], gone.contact_id)
        await leaving.erased(means.database, findings, gone.contact_id)
        await living.heard(stays, "STOP")
        await asyncio.to_thread(taking.take, KEYRING)
        back = await asyncio.to_thread(taking.put_back)
        findings.expect("no_is_not_replayed", holds=back.report.applied >= len((gone, stays)))
        await asyncio.to_thread(_look, taking, gone, stays, kept)
        await leaving.erased(means.database, findings, stays.contact_id)


def _ask_for_programs(settings: Settings) -> None:
    """Those that copy a cluster and that run one: where they are not, nothing is wrong with the backup."""
    try:
        folder = programs.find(settings.postgres_bin, wheel_allowed=not settings.is_production)
    except Trouble:
        raise Untold(probes.NO_PROGRAMS) from None
    if not (folder / "pg_basebackup").exists():
        raise Untold(probes.NO_PROGRAMS)


def _ask_for_room(servers: Servers, folder: Path, findings: Findings) -> None:
    """The copy, and what is made from it, while the original stands beside."""
    needed = 2 * sum(_size(servers.of(part)) for part in (DATA, KEYRING)) + _SPARE
    free = copying.free_bytes(folder)
    findings.counts["megabytes_needed"], findings.counts["megabytes_free"] = (
        needed >> 20,
        free >> 20,
    )
    if free < needed:
        raise Untold(probes.NO_ROOM)


def _size(superuser: str) -> int:
    with psycopg.connect(superuser, autocommit=True) as connection:
        row = connection.execute(
            "select sum(pg_database_size(oid))::bigint from pg_database"
        ).fetchone()
    assert row is not None
    return int(row[0])


class _Copies:
    """Backups in a folder, encrypted to a key that only this run knows, and the installation made of them."""

    def __init__(self, means: Means, servers: Servers, folder: Path) -> None:
        self._means = means
        self._servers = servers
        self._identity = folder / "identity"
        self._recipient = age.recipient(age.make_identity(self._identity))
        self._files = dict[str, Path]()
        changes = {"data": folder, "database_url": None, "keyring_url": None}
        self.settings: Settings = means.settings.model_copy(update=changes)

    def take(self, part: str) -> None:
        """Back one part up, by the code of `indokona backup`."""
        settings, key = self._means.settings, self._means.root
        place, to = self.settings.data, [self._recipient]
        self._files[part], _ = backup.take(self._servers, part, place, settings, key, to)

    def put_back(self) -> restore.PutBack:
        """Restore both, by the code of `indokona restore`: the keyring first, as it does."""
        files = {part: self._files[part] for part in (KEYRING, DATA)}
        keys = age.identities(self._identity)
        return restore.put_back(self.settings, self._means.root, files, keys)

    @contextmanager
    def standing(self) -> Iterator[Means]:
        """The copy as an installation of its own."""
        key = self._means.root
        with clusters.running(self.settings, key) as addresses:
            assert isinstance(addresses, clusters.Embedded)
            keyring, data = addresses.clusters
            supers = data.url(), keyring.url()
            yield Means(self.settings, key, addresses, self._means.database, supers)


def _look(copies: _Copies, gone: Life, stays: Life, kept: list[Sealed]) -> None:
    """What the copy still knows of who was erased, and whether it would write to who said no."""
    findings = gone.findings
    with copies.standing() as copy, looking.opened(copy) as databases:
        for connection in databases.values():
            listens = connection.execute("show listen_addresses").fetchone()
            findings.expect("port_open", holds=listens == ("",))
        rows = sealed.of_contact(databases["data"], gone.contact_id)
        findings.expect("copy_is_empty", holds=bool(rows))
        values = [one.value for one in (*kept, *rows)]
        asyncio.run(_ask(copy, gone, stays, values))


async def _ask(copy: Means, gone: Life, stays: Life, values: list[bytes]) -> None:
    findings = gone.findings
    async with wired.open_database(copy.addresses, copy.root, size=2) as database:
        opener = await database.keyring.opener(ids.PROBE, values)
        findings.add("erased_opens", sum(opener.knows(value) for value in values))
        findings.counts["sealed_values"] += len(values)
        async with database.organisation(ids.PROBE) as db:
            shown = await show.many(db, [gone.contact_id, stays.contact_id])
            may = await give.permitted(db, [stays.contact_id], "marketing")
    findings.expect("erased_is_shown", holds=all(one.id != gone.contact_id for one in shown))
    findings.expect("opt_out_lost", holds=not may)
    findings.expect("copy_is_unreadable", holds=stays.canary.name in [one.name for one in shown])
