"""Files for people and safes, in the age format (age-encryption.org/v1): piece by piece, never whole in memory."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

import pyrage

from indokona.kernel import keyfiles
from indokona.kernel.errors import Trouble


class Unreadable(Trouble):
    """The file does not open, or not to its end."""


class Source(Protocol):
    """What bytes come from."""

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes; none at the end."""
        ...


def make_identity(path: Path) -> str:
    """Write a new identity into a file of mode 0600; returns its recipient, which may be known."""
    identity = pyrage.x25519.Identity.generate()
    try:
        keyfiles.write(path, str(identity))
    except FileExistsError:
        raise Trouble(f"{path} is there already: a new key would not open older backups.") from None
    return str(identity.to_public())


def recipient(text: str) -> pyrage.x25519.Recipient:
    """A recipient as age writes it (`age1…`)."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise Trouble(f"{text[:80]!r} is not an age recipient, which begins with age1.") from None


def identities(path: Path) -> list[pyrage.x25519.Identity]:
    """The identities in a file, a line each; lines with # are notes."""
    lines = [line.strip() for line in path.read_text().splitlines()]
    try:
        return [
            pyrage.x25519.Identity.from_str(line)
            for line in lines
            if line and not line.startswith("#")
        ]
    except pyrage.IdentityError:
        raise Trouble(f"{path} holds no age identity (AGE-SECRET-KEY-1…).") from None


def encrypt(source: Source, out: IO[bytes], recipients: Sequence[pyrage.x25519.Recipient]) -> None:
    """Everything of `source`, so that each of the recipients opens it."""
    pyrage.encrypt_io(source, out, recipients)


@contextmanager
def opened(path: Path, keys: Sequence[pyrage.x25519.Identity]) -> Iterator[IO[bytes]]:
    """What is in a file, to be read once from its beginning. Raises `Unreadable`, also at the end of
    the block: a file that was cut short is whole up to the cut."""
    with path.open("rb") as file:
        opening = _Opening(file, keys)
        try:
            yield opening.out
            opening.drain()
        except Trouble:
            # The reader has seen enough; or nothing, where not even the beginning opens.
            opening.close()
            opening.check_beginning(path)
            raise
        except Exception:
            # Most likely since there was less to read than there should be.
            opening.close()
            opening.check(path)
            raise
        opening.close()
        opening.check(path)


class _Opening:
    """A thread that decrypts into a pipe, since the library writes and the reader wants to read."""

    def __init__(self, file: IO[bytes], keys: Sequence[pyrage.x25519.Identity]) -> None:
        reading, writing = os.pipe()
        self.out: IO[bytes] = io.BufferedReader(io.FileIO(reading), 1 << 16)
        self._writing = writing
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._run, args=(file, keys), daemon=True)
        self._thread.start()

    def _run(self, file: IO[bytes], keys: Sequence[pyrage.x25519.Identity]) -> None:
        try:
            with io.FileIO(self._writing, "w") as end, io.BufferedWriter(end, 1 << 16) as writer:
                pyrage.decrypt_io(file, writer, keys)
        except Exception as fault:
            self._fault = fault

    def drain(self) -> None:
        """Read to the end: only there it is known that nothing is missing."""
        while self.out.read(1 << 16):
            pass

    def close(self) -> None:
        """Stop; the thread ends as its pipe does."""
        self.out.close()
        self._thread.join()

    def check_beginning(self, path: Path) -> None:
        """Raise `Unreadable` if the file is of another kind, or for another key."""
        if isinstance(self._fault, pyrage.DecryptError):
            if "No matching keys" in str(self._fault):
                raise Unreadable(f"{path} is encrypted to another key than those given.") from None
            raise Unreadable(f"{path} is not an age file, or only the beginning of one.") from None

    def check(self, path: Path) -> None:
        """Raise `Unreadable` if the decryption failed, at whatever place."""
        self.check_beginning(path)
        if isinstance(self._fault, OSError) and not isinstance(self._fault, BrokenPipeError):
            raise Unreadable(f"{path} was cut short or changed: take another backup.") from None
