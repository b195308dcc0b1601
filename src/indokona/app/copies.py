"""`indokona backup` and `indokona restore`: their words."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from indokona.kernel.settings import Settings


def add_to(commands: Any) -> None:
    """The commands' words."""
    backup = commands.add_parser("backup", help="copy data and keyring, each to its own place")
    backup.add_argument("--data", type=Path, help="data folder")
    backup.add_argument("--database-superuser-url")
    backup.add_argument("--keyring-superuser-url")
    backup.add_argument("--data-to", type=Path, metavar="DIR", help="where the data go")
    backup.add_argument("--keyring-to", type=Path, metavar="DIR", help="where the keyring goes")
    backup.add_argument(
        "--recipient", action="append", metavar="age1…", help="for whom to encrypt; may be repeated"
    )
    backup.add_argument(
        "--make-key", type=Path, metavar="FILE", help="only make a key that opens backups"
    )
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="put a backup back beside today's keyring")
    restore.add_argument("--data", type=Path, help="data folder, with root key and weekly keys")
    restore.add_argument(
        "--identity", type=Path, required=True, metavar="FILE", help="what opens it"
    )
    restore.add_argument("--data-from", type=Path, required=True, metavar="FILE")
    restore.add_argument(
        "--keyring-from", type=Path, metavar="FILE", help="only where today's keyring is lost"
    )
    restore.add_argument("--accept-older-keyring", action="store_true")
    restore.set_defaults(run=_restore)


def _settings(asked: argparse.Namespace) -> Settings:
    return Settings(**({"data": asked.data} if asked.data is not None else {}))


def _backup(asked: argparse.Namespace) -> int:
    # Imported here: `--help` and the other commands do not wait for what only these need.
    from indokona.app import backup
    from indokona.kernel import hardening

    hardening.keep_keys_in_memory()
    backup.run(asked, _settings(asked), _say)
    return 0


def _restore(asked: argparse.Namespace) -> int:
    from indokona.app import restore
    from indokona.kernel import hardening

    hardening.keep_keys_in_memory()
    restore.run(asked, _settings(asked), _say)
    return 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
