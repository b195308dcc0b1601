"""Files that hold one secret each: 64 hex digits, readable by their owner only."""

from __future__ import annotations

import os
from pathlib import Path

from indokona.kernel.errors import Trouble


class NoKey(Trouble):
    """What should be a key is none."""


def parsed(text: str, where: str) -> bytes:
    """The 32 bytes of a key as its file or variable writes it; `where` is named if it is none."""
    try:
        found = bytes.fromhex(text.strip())
    except ValueError:
        found = b""
    if len(found) != 32:
        raise NoKey(f"The key in {where} must be 64 hex digits (32 bytes).")
    return found


def write(path: Path, secret: str) -> None:
    """Write a key whole or not at all, durably, so that only its owner can read it.

    Raises `FileExistsError` where one stands.
    """
    draft = path.with_suffix(f".making-{os.getpid()}")
    draft.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secret + "\n")
            out.flush()
            os.fsync(out.fileno())
        os.link(draft, path)  # a link, since it fails where a key already stands
    finally:
        draft.unlink(missing_ok=True)
    settle(path.parent)


def settle(folder: Path) -> None:
    """Make it last what was added to a folder, or taken out of it."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
