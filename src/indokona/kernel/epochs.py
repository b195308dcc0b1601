"""Weekly keys beside the root key: each a file outside every database and every backup.

A data key in the keyring is wrapped under its organisation's key and the key of a week together.
When a week's file is destroyed, every copy of a keyring from that week opens nothing any more,
whoever kept it: that is how long an erasure can be undone. Live keys are wrapped again before.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from indokona.kernel import clock, keyfiles
from indokona.kernel.errors import Trouble

WEEK = timedelta(days=7)


class EpochMissing(Trouble):
    """The file of a week is not here, or is another installation's."""


def week_of(at: datetime) -> int:
    """The number of a week, counted from 1970."""
    return int(at.timestamp() // WEEK.total_seconds())


def begins(number: int) -> datetime:
    """When a week begins."""
    return datetime.fromtimestamp(number * WEEK.total_seconds(), UTC)


class Epochs:
    """The weekly keys that this process knows; each is read once, and stays in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[int, bytes] = {}

    def path(self, number: int) -> Path:
        """The file of a week."""
        return self.folder / f"{number}.key"

    def stored(self) -> set[int]:
        """The weeks whose files are here."""
        return {int(one.stem) for one in self.folder.glob("*.key") if one.stem.isdigit()}

    def secret(self, number: int) -> bytes:
        """The 32 bytes of a week; raises `EpochMissing`."""
        known = self._known.get(number)
        if known is None:
            known = self._known[number] = self._read(number)
        return known

    def _read(self, number: int) -> bytes:
        try:
            return keyfiles.parsed(self.path(number).read_text(), str(self.path(number)))
        except FileNotFoundError:
            raise EpochMissing(
                f"The weekly key {self.path(number)} is missing: bring it back. What is wrapped under it"
                " cannot be read without."
            ) from None

    def kek(self, number: int, organisation_key: bytes) -> AESGCM:
        """What wraps data keys: it follows from the organisation's key and the week's together."""
        return AESGCM(hmac.digest(self.secret(number), organisation_key, hashlib.sha256))

    async def current(self, connection: psycopg.AsyncConnection[Any]) -> int:
        """This week's number, with its key made if it is the first of the week. `connection` is the keyring's."""
        number = week_of(clock.now())
        if number not in self._known:
            self._forget_destroyed()
            await self.make(connection, number)
        return number

    def _forget_destroyed(self) -> None:
        """Another process destroys files; this memory follows once a week."""
        stored = self.stored()
        self._known = {one: key for one, key in self._known.items() if one in stored}

    async def make(self, connection: psycopg.AsyncConnection[Any], number: int) -> None:
        """Make the key of a week where nobody has; raises `EpochMissing` if it was made elsewhere.

        The file first: a row without its file would be a key that nobody has.
        """
        if await self._row(connection, number) is None and number not in self.stored():
            self._write(number)
        if number in self.stored():
            await connection.execute(
                "insert into epoch (number, commitment, made_at) values (%s, %s, %s) on conflict do nothing",
                (number, commitment(self.secret(number)), clock.now()),
            )
        await self._compare(connection, number)

    async def _compare(self, connection: psycopg.AsyncConnection[Any], number: int) -> None:
        if await self._row(connection, number) != commitment(self.secret(number)):
            self._known.pop(number, None)
            raise EpochMissing(
                f"{self.path(number)} is not the key of that week in this keyring: put the right file there."
            )

    async def _row(self, connection: psycopg.AsyncConnection[Any], number: int) -> bytes | None:
        rows = await connection.execute("select commitment from epoch where number = %s", (number,))
        found = await rows.fetchone()
        return bytes(found[0]) if found else None

    def _write(self, number: int) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):  # another process was quicker: its file counts
            keyfiles.write(self.path(number), secrets.token_hex(32))

    def destroy(self, number: int) -> None:
        """Forget a week for good, in memory and on disk."""
        self._known.pop(number, None)
        path = self.path(number)
        if path.exists():
            # Overwriting in place helps on few of today's disks; where it does, it costs nothing.
            with contextlib.suppress(OSError), path.open("r+b") as file:
                file.write(secrets.token_bytes(path.stat().st_size))
            path.unlink()
            keyfiles.settle(self.folder)


def commitment(secret: bytes) -> bytes:
    """What is kept of a weekly key: whoever shows the key later proves that it was not destroyed."""
    return hashlib.sha256(b"indokona weekly key" + secret).digest()
