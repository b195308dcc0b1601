"""A zip that leaves as it is made: nothing of it is kept but the digests of its files."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from indokona.kernel import clock

SCHEMA = "indokona-package-2"


class _Outlet:
    """Where the zip writes to; it cannot go back, so every size stands behind its file."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, data: bytes) -> int:
        """Take in what was written."""
        self.held += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def close(self) -> None:
        """Nothing to close."""


class Archive:
    """A zip that grows file by file; `taken` gives what was written since it was last asked."""

    def __init__(self) -> None:
        self._outlet = _Outlet()
        self._zip = zipfile.ZipFile(self._outlet, "w", zipfile.ZIP_DEFLATED)
        self._files: dict[str, dict[str, object]] = {}

    def put(self, name: str, body: bytes) -> None:
        """A whole file."""
        with self.file(name) as file:
            file.write(body)

    @contextmanager
    def file(self, name: str, *, is_packed: bool = True) -> Iterator[_Growing]:
        """A file to be written in pieces; what is small already (pictures) need not be packed."""
        info = zipfile.ZipInfo(name, clock.now().timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        with self._zip.open(info, "w", force_zip64=True) as entry:
            growing = _Growing(entry)
            yield growing
        self._files[name] = {"sha256": growing.digest.hexdigest(), "bytes": growing.size}

    def close(self, counts: dict[str, int]) -> None:
        """The manifest, and the end."""
        manifest = {
            "schema": SCHEMA, "made_at": clock.now().isoformat(), "counts": counts, "files": self._files,
        }  # fmt: skip
        self.put("manifest.json", json.dumps(manifest, indent=2).encode())
        self._zip.close()

    def taken(self) -> bytes:
        """What was written since, to be sent."""
        held, self._outlet.held = self._outlet.held, bytearray()
        return bytes(held)


class _Growing:
    """One file of the zip on its way, with its digest."""

    def __init__(self, entry: IO[bytes]) -> None:
        self._entry = entry
        self.digest = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> None:
        """The next piece."""
        self._entry.write(piece)
        self.digest.update(piece)
        self.size += len(piece)
