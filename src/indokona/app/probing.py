"""`indokona probe`: its words, and what they do."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from indokona.kernel.settings import Settings


def add_to(commands: Any) -> None:
    """The command's words."""
    probe = commands.add_parser("probe", help="try on this installation whether promises hold")
    probe.add_argument("kind", choices=("canary", "egress", "restore"))
    probe.add_argument("--data", type=Path, help="data folder")
    probe.add_argument("--database-url")
    probe.add_argument("--keyring-url")
    probe.add_argument("--database-superuser-url", help="on servers of your own, for `restore`")
    probe.add_argument("--keyring-superuser-url")
    probe.add_argument("--json", action="store_true")
    probe.set_defaults(run=_probe)


def _probe(asked: argparse.Namespace) -> int:
    # Imported here: `--help` and the other commands do not wait for what only this needs.
    from indokona.app.probes import command
    from indokona.kernel import hardening

    hardening.keep_keys_in_memory()
    names = ("data", "database_url", "keyring_url")
    given = {name: getattr(asked, name) for name in names if getattr(asked, name) is not None}
    supers = (asked.database_superuser_url, asked.keyring_superuser_url)
    found = command.run(Settings(**given), asked.kind, supers if all(supers) else None)
    for line in command.told(found, as_json=asked.json):
        print(line, flush=True)  # noqa: T201
    return 0 if found.passed else 1
