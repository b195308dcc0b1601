"""A backup file: an age file that holds one line about itself, then the cluster as a tar."""

from __future__ import annotations

import dataclasses
import io
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from indokona.kernel import age
from indokona.kernel.age import Source
from indokona.kernel.errors import Trouble

FORMAT = "indokona-backup-1"
DATA, KEYRING = "data", "keyring"
_LONGEST = 1 << 16


class Refused(Trouble):
    """This backup is not restored here."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; no name and no number of a person is in it."""

    part: str
    made_at: str
    version: str
    schema: str
    postgres: int
    #: Which root key wraps the keys that belong to these data.
    root_id: str
    #: Size of the cluster in bytes.
    size: int
    #: Number of this backup in the keyring: a keyring that does not know it is older.
    mark: int
    #: The highest number in the ledger of no at that moment.
    ledger: int
    #: The weekly keys that the keyring needs.
    weeks: list[int]
    format: str = FORMAT


def write(path: Path, manifest: Manifest, body: IO[bytes], recipients: Sequence[Any]) -> int:
    """Write a backup beside its place and move it there when it is whole; returns its size in bytes."""
    draft = path.with_name(path.name + ".part")
    line = json.dumps(dataclasses.asdict(manifest)).encode() + b"\n"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            age.encrypt(_Behind(line, body), out, recipients)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return path.stat().st_size


class _Behind:
    """One line, then a stream."""

    def __init__(self, line: bytes, body: Source) -> None:
        self._line, self._body = io.BytesIO(line), body

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes."""
        return self._line.read(size) or self._body.read(size)


@contextmanager
def opened(
    path: Path, identities: Sequence[Any], part: str
) -> Iterator[tuple[Manifest, IO[bytes]]]:
    """The manifest of a backup and its tar; raises `Refused` for the wrong part, `age.Unreadable`."""
    with age.opened(path, identities) as stream:
        yield _manifest(path, stream.readline(_LONGEST), part), stream


def _manifest(path: Path, line: bytes, part: str) -> Manifest:
    try:
        told = json.loads(line)
        found = Manifest(**told)
    except (ValueError, TypeError):
        raise Refused(f"{path} is not a backup of INDOKONA, or of another version.") from None
    if found.format != FORMAT:
        raise Refused(
            f"{path} has the form {found.format}: restore it with the version that made it."
        )
    if found.part != part:
        raise Refused(f"{path} is a backup of the {found.part}, not of the {part}.")
    return found
