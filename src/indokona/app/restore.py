"""`indokona restore`: a backup of the data meets today's keyring, and today's no is in force before a port opens."""

from __future__ import annotations

import argparse
import asyncio
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg

from indokona.app import clusters, envelope, folders, migrate, start
from indokona.app.envelope import DATA, KEYRING, Manifest, Refused
from indokona.kernel import age, clock, root
from indokona.kernel.errors import Trouble
from indokona.kernel.postgres import copying, programs
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses

Say = Callable[[str], None]

#: Room beside the cluster itself: its log, and what a recovery writes.
_SPARE = 256 << 20


def run(asked: argparse.Namespace, settings: Settings, say: Say) -> None:
    """Put back what the command line names; raises `Trouble`, and then leaves no half of it."""
    folders.prepare(settings.data)
    with folders.held(settings.data):
        key = root.load(settings)
        keys = age.identities(asked.identity)
        _check_keyring(settings, asked.keyring_from)
        if asked.keyring_from is not None:
            say(WARNING)
        files = {KEYRING: asked.keyring_from, DATA: asked.data_from}
        back = put_back(
            settings, key, {part: path for part, path in files.items() if path is not None}, keys,
            accept_older=asked.accept_older_keyring,
        )  # fmt: skip
    say(f"The data are those of {back.made_at}.")
    say(f"{back.report.applied} times no, said since then, is in force again; {back.report.held} organisations have"
        " messages on hold. Start with `indokona up`.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class PutBack:
    """From when the data are that were put back, and what was in force again before anybody could ask."""

    made_at: str
    report: start.Report


def put_back(
    settings: Settings,
    key: RootKey,
    files: Mapping[str, Path],
    keys: Sequence[Any],
    *,
    accept_older: bool = False,
) -> PutBack:
    """Put back the backups of some parts, the keyring's before the data's, and apply today's no to them.

    Raises `Trouble`, and then leaves no half of it.
    """
    bin_folder = programs.find(settings.postgres_bin, wheel_allowed=not settings.is_production)
    with _undone_on_failure(settings) as made:
        manifests = {}
        for part, path in files.items():
            manifests[part] = _unpacked(path, keys, part, settings, key, bin_folder)
            made(part)
        with clusters.running(settings, key) as addresses:
            _refuse_older_keyring(addresses, key, manifests[DATA], accept=accept_older)
            report = asyncio.run(start.before_work(settings, key, addresses, is_put_back=True))
    return PutBack(manifests[DATA].made_at, report)


WARNING = (
    "Warning: the keyring is put back too. Opt-outs and erasures since its backup are forgotten, and what"
    " was erased since then can be read again: tell those people, and erase them again."
)


def _check_keyring(settings: Settings, keyring_from: Path | None) -> None:
    there = clusters.folder(settings, KEYRING).exists()
    if not there and keyring_from is None:
        raise Refused(
            f"There is no keyring in {settings.data}: put today's there (it is the newest copy of"
            f" {clusters.folder(settings, KEYRING)}), or name its backup with --keyring-from."
        )
    taken = [DATA, *([KEYRING] if keyring_from is not None else [])]
    for part in taken:
        if clusters.folder(settings, part).exists():
            raise Refused(
                f"{clusters.folder(settings, part)} is there already: nothing is written over."
                " Move it away, or choose another --data."
            )


@contextmanager
def _undone_on_failure(settings: Settings) -> Iterator[Callable[[str], None]]:
    """What was put in its place goes again when a later step refuses."""
    made = list[str]()
    try:
        yield made.append
    except BaseException:
        for part in made:
            shutil.rmtree(clusters.folder(settings, part), ignore_errors=True)
        raise


def _unpacked(
    path: Path, keys: Sequence[Any], part: str, settings: Settings, key: RootKey, bin_folder: Path
) -> Manifest:
    if not path.is_file():
        raise Trouble(f"There is no file {path}.")
    target = clusters.folder(settings, part)
    making = target.with_name(f"{target.name}.restoring")
    shutil.rmtree(making, ignore_errors=True)
    try:
        with envelope.opened(path, keys, part) as (manifest, body):
            _check(path, manifest, settings, key, bin_folder)
            _written(body, making, bin_folder)
        making.rename(target)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return manifest


def _written(body: IO[bytes], making: Path, bin_folder: Path) -> None:
    try:
        copying.unpack(body, making, bin_folder)
    except OSError as error:
        raise Trouble(f"The copy could not be written: {error.strerror or error}.") from error


def _check(
    path: Path, manifest: Manifest, settings: Settings, key: RootKey, bin_folder: Path
) -> None:
    which = "data" if manifest.part == DATA else "keyring"
    if manifest.root_id not in key.ids:
        raise Refused(f"{path} belongs to another root key than the one in {settings.data}.")
    if manifest.postgres != programs.version(bin_folder):
        raise Refused(
            f"{path} was made by PostgreSQL {manifest.postgres}: set INDOKONA_POSTGRES_BIN to its programs."
        )
    migrate.check_known(which, manifest.schema or None)
    free = copying.free_bytes(settings.data)
    if free < manifest.size + _SPARE:
        raise Refused(
            f"{path} needs {(manifest.size + _SPARE) >> 20} MB, and {settings.data} has {free >> 20} MB left."
        )
    if manifest.part == KEYRING:
        _check_weeks(path, manifest, key)


def _check_weeks(path: Path, manifest: Manifest, key: RootKey) -> None:
    missing = sorted(set(manifest.weeks) - key.epochs.stored())
    if missing:
        names = ", ".join(f"{number}.key" for number in missing)
        raise Refused(
            f"{path} needs weekly keys that are not in {key.epochs.folder}: {names}. Of a backup older than"
            " the window they were destroyed, and it opens nothing; else bring the files from the machine"
            " that has them."
        )


def _refuse_older_keyring(
    addresses: Addresses, key: RootKey, manifest: Manifest, *, accept: bool
) -> None:
    """Data that are newer than their keyring: noes are missing, and keys."""
    with psycopg.connect(addresses.keyring, autocommit=True) as keyring:
        row = keyring.execute(
            "select coalesce(max(number), 0), max(at) from backup_mark"
        ).fetchone()
        assert row is not None
        newest, at = row
        if newest >= manifest.mark:
            return
        if not accept:
            raise Refused(
                f"The data of {manifest.made_at} are newer than this keyring"
                f" ({f'last backed up {at.isoformat()}' if at else 'never backed up'}): opt-outs and erasures"
                " between the two would be forgotten, and people who came between cannot be read. Take a"
                " keyring from then or later; --accept-older-keyring goes on without."
            )
        lost = max(manifest.ledger, _applied(addresses, key))
        _count_on(keyring, "ledger_of_no", lost)
        _count_on(keyring, "backup_mark", manifest.mark)
        keyring.execute(
            "insert into backup_mark (part, at, accepted) values ('accepted', %s, %s)",
            (clock.now(), lost),
        )


def _applied(addresses: Addresses, key: RootKey) -> int:
    """The highest no that these data have applied."""
    with psycopg.connect(addresses.of("scout", key), autocommit=True) as scout:
        row = scout.execute("select coalesce(max(number), 0) from ledger_mark").fetchone()
    assert row is not None
    return int(row[0])


def _count_on(keyring: psycopg.Connection[Any], table: str, number: int) -> None:
    """What comes now has higher numbers than what the data know: a lower one would pass for applied."""
    name = f"{table}_number_seq"
    keyring.execute(
        f"select setval('{name}', greatest(%s, (select last_value from {name})))".encode(),
        (max(number, 1),),
    )
