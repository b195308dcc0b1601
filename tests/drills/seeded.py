"""The seeded violations of `mutations.toml`, and the copy of the source that one of them changes."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/indokona"
#: promises.md names ten; each holds at least three of these.
MECHANISMS = (
    "data_map", "walls", "sealing", "consent_ledger", "gate", "rights_desk", "erasure", "retention", "egress_register",
    "audit_chain",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Violation:
    """SQL on the live database, or `put` instead of `find` in one file, which `test` must notice."""

    mechanism: str
    promise: str
    sql: str = ""
    file: str = ""
    find: str = ""
    put: str = ""
    test: str = ""

    @property
    def name(self) -> str:
        """How it is told."""
        return f"{self.mechanism} {self.promise}: {self.sql or f'{self.file}: {self.find.strip()}'}"

    @property
    def places(self) -> int:
        """How often the source has what would be changed; anything but once is a mistake."""
        return (SOURCE / self.file).read_text().count(self.find)


def violations() -> Iterator[Violation]:
    """All of them, by mechanism."""
    rows = tomllib.loads((Path(__file__).parent / "mutations.toml").read_text())
    for mechanism, held in rows.items():
        for row in held["violations"]:
            yield Violation(mechanism, **row)


def copied(to: Path, one: Violation | None = None) -> None:
    """The source beside its migrations, with one violation in it or none; the tree itself stays."""
    left_out = shutil.ignore_patterns("static", "__pycache__", "evidence.json")
    shutil.copytree(SOURCE, to / "src/indokona", ignore=left_out)
    (to / "migrations").symlink_to(ROOT / "migrations")
    if one is not None:
        path = to / "src/indokona" / one.file
        path.write_text(path.read_text().replace(one.find, one.put))
