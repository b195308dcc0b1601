"""The folder beside the clusters in which a restore is tried: nothing of it stays, however a run ended."""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from indokona.app import clusters
from indokona.kernel.postgres import cluster

#: On the disk that has to have the room.
FOLDER: Final = "restore-probe"
#: Locked by a run as long as its process lives, so that nobody takes its folder for one that was left.
_LOCK: Final = ".restore-probe"
#: Seconds between two tries to empty it, and how many.
_PAUSE, _TRIES = 0.1, 100


@contextmanager
def room(data: Path) -> Iterator[Path]:
    """A new folder of its own, gone at the end with the servers in it."""
    with _held(data, waits=True):
        _empty(data / FOLDER)
        (data / FOLDER).mkdir(mode=0o755, parents=True)
        try:
            yield data / FOLDER
        finally:
            _empty(data / FOLDER)


def clear_away(data: Path) -> None:
    """Delete what a killed run left, with its servers; what a living one has under way stays."""
    if (data / FOLDER).exists():
        with suppress(BlockingIOError), _held(data, waits=False):
            _empty(data / FOLDER)


@contextmanager
def _held(data: Path, *, waits: bool) -> Iterator[None]:
    with (data / _LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
        yield


def _empty(folder: Path) -> None:
    """Again and again: of a run that was cut short a thread or a program may still be writing."""
    for _ in range(_TRIES):
        for which in clusters.WHICH:
            if (folder / "postgres" / which).exists():
                cluster.stop_left_over(folder / "postgres" / which)
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_PAUSE)
