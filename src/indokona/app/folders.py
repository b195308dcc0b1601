"""The data folder of an installation: writable, and held by one process at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indokona.kernel.errors import Trouble


def prepare(data: Path) -> None:
    """Make the folder and try to write into it; raises `Trouble`."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        probe = data / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Trouble(
            f"The data folder {data} cannot be written ({error.strerror}): choose another --data."
        ) from None


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Hold the folder while the block runs; raises `Trouble` if another process does.

    The lock dies with its holder, so a killed one leaves nothing behind.
    """
    with (data / ".held").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise Trouble(
                f"Another process (pid {lock.read().strip() or 'unknown'}) runs on {data}: stop it first."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
