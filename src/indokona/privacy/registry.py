"""The registry: every sentence of the policy with the controls that keep it."""

from __future__ import annotations

import functools
import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


#: The headings of the policy, by the first part of a promise's id.
SECTIONS = {
    "P1": "Introduction", "P2": "Data We Collect", "P3": "How We Use Data", "P4": "Data Sharing & Disclosure",
    "P5": "Data Security", "P6": "Data Retention", "P7": "User Rights", "P8": "Changes to This Privacy Policy",
    "P9": "Contact Information",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence and its evidence; `grey` is why its service is not offered yet, by language."""

    id: str
    says: str
    e1: tuple[str, ...]
    e2: tuple[str, ...]
    e3: tuple[str, ...]
    grey: dict[str, str] | None


@functools.cache
def promises() -> tuple[Promise, ...]:
    """All of them, in the order of the policy."""
    rows = tomllib.loads((HERE / "promises.toml").read_text())["promise"]
    return tuple(
        Promise(
            row["id"],
            row["says"],
            tuple(row.get("e1", ())),
            tuple(row.get("e2", ())),
            tuple(row.get("e3", ())),
            {"en": row["grey"], "hi": row["grey_hi"]} if "grey" in row else None,
        )
        for row in rows
    )


@functools.cache
def source_hash() -> str:
    """What the tests' evidence is bound to: every source file of the package."""
    digest = hashlib.sha256()
    for path in sorted(HERE.parent.rglob("*.py")):
        digest.update(str(path.relative_to(HERE.parent)).encode() + b"\x00" + path.read_bytes())
    return digest.hexdigest()
