"""Physical copies of a running cluster, and a folder made from one.

Physical, since a dump would be read into a server with other transaction numbers, and cursors of
events hold them; and since a dump under forced row-level security wants a superuser in any case.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg

from indokona.kernel.errors import Trouble
from indokona.kernel.postgres.cluster import (
    give_to_server,
    let_server_enter,
    run_as_server,
)


class NotCopied(Trouble):
    """The copy did not come to its end."""


@contextmanager
def base_backup(bin_folder: Path, superuser: str) -> Iterator[IO[bytes]]:
    """The cluster behind a superuser's address as one tar, with the log that makes it whole.

    Raises `NotCopied` at the end of the block if the server broke off.
    """
    program = bin_folder / "pg_basebackup"
    if not program.exists():
        raise NotCopied(
            f"{bin_folder} holds no pg_basebackup: install PostgreSQL's client programs."
        )
    parts = urlsplit(superuser)
    bare = parts._replace(netloc=f"{parts.username}@{parts.netloc.rpartition('@')[2]}")
    env = {**os.environ, "PGPASSWORD": unquote(parts.password or "")}
    words: list[str | Path] = [
        program, "-d", urlunsplit(bare), "-D", "-", "--format=tar",
        "--wal-method=fetch", "--checkpoint=fast", "--no-manifest", "--no-password",
    ]  # fmt: skip
    with _log_kept(superuser):
        child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
        assert child.stdout is not None
        assert child.stderr is not None
        try:
            yield child.stdout
        finally:
            child.stdout.close()
            said = child.stderr.read().decode(errors="replace").strip()
            child.stderr.close()
            if child.poll() is None:
                child.terminate()
            status = child.wait()
    if status:
        raise NotCopied(f"The copy was broken off: {said.splitlines()[-1] if said else status}")


@contextmanager
def _log_kept(superuser: str) -> Iterator[None]:
    """Hold the write-ahead log while the block runs: a slot that dies with this connection."""
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(
            "select pg_create_physical_replication_slot('indokona_copy_' || pg_backend_pid(), true, true)"
        )
        yield


def unpack(body: IO[bytes], folder: Path, bin_folder: Path) -> None:
    """Make a cluster's folder from a tar, durably and as the server's user; `folder` is new."""
    folder.mkdir(mode=0o700, parents=True)
    give_to_server(folder)
    let_server_enter(folder)
    with tarfile.open(fileobj=body, mode="r|") as archive:
        archive.extractall(folder, filter="data")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
        give_to_server(path)
    run_as_server([bin_folder / "initdb", "--sync-only", "-D", folder])


def free_bytes(folder: Path) -> int:
    """Space on the disk of a folder that may not be there yet."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
