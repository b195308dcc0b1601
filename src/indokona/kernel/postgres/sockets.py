"""Folders of private sockets: made for each start, and swept when their server was killed."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from indokona.kernel import clock

PREFIX = "indokona-socket-"
_LOCK = ".s.PGSQL.5432.lock"
#: Seconds in which a server that is just being started writes its lock.
_YOUNG = 60.0


def make() -> Path:
    """A new folder for one server; those of dead servers go."""
    sweep()
    return Path(tempfile.mkdtemp(prefix=PREFIX))


def sweep() -> None:
    """Remove the folders whose server is dead."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            dead = _is_dead(folder)
        except OSError:  # another user's, or just gone
            continue
        if dead:
            shutil.rmtree(folder, ignore_errors=True)


def _is_dead(folder: Path) -> bool:
    lock = folder / _LOCK
    if not lock.exists():
        return clock.now().timestamp() - folder.stat().st_mtime > _YOUNG
    return not is_postgres(int(lock.read_text().split("\n", 1)[0] or 0))


def is_postgres(pid: int) -> bool:
    """Whether this process lives and is a PostgreSQL."""
    try:
        program = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0", 1)[0]
    except OSError:
        return False
    return program.rpartition(b"/")[2].startswith(b"postgres")


def of_running(cluster: Path) -> Path | None:
    """The socket folder of the server that runs on a cluster's folder, if one does."""
    try:
        lines = (cluster / "postmaster.pid").read_text().split("\n")
    except OSError:
        return None
    return Path(lines[4]) if len(lines) > 4 and is_postgres(int(lines[0])) else None
