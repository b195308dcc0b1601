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
    """A server makes its folder, then its lock, then writes its number: a young one proves nothing."""
    lock = folder / _LOCK
    holder = lock.read_text().split("\n", 1)[0] if lock.exists() else ""
    if holder.isdigit():
        return not is_postgres(int(holder))
    return clock.now().timestamp() - folder.stat().st_mtime > _YOUNG


def is_postgres(pid: int) -> bool:
    """Whether this process lives and is a PostgreSQL."""
    try:
        program = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0", 1)[0]
    except OSError:
        return False
    return program.rpartition(b"/")[2].startswith(b"postgres")


def is_server_of(cluster: Path, pid: int) -> bool:
    """Whether this process is the server of this very cluster: numbers of processes come again soon,
    and a server stands in its folder. Nobody else's server may be ended for ours.
    """
    try:
        return is_postgres(pid) and Path(f"/proc/{pid}/cwd").readlink() == cluster.resolve()
    except OSError:
        return False


def of_running(cluster: Path) -> Path | None:
    """The socket folder of the server that runs on a cluster's folder, if one does."""
    try:
        lines = (cluster / "postmaster.pid").read_text().split("\n")
    except OSError:
        return None
    return Path(lines[4]) if len(lines) > 4 and is_server_of(cluster, int(lines[0])) else None
