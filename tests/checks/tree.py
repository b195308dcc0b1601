"""A tiny tree of sources to try a rule on."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import dedent

from checks.finding import Finding
from checks.sources import Source, sources


def plant(root: Path, files: Mapping[str, str]) -> list[Source]:
    """Write files below `root`; returns what the rules read of them."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    return sources(root, "src")


def track(root: Path) -> Path:
    """Make the tree a repository, for rules that ask git which files there are."""
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


def told(found: Iterable[Finding]) -> list[str]:
    """Findings as a person reads them."""
    return [str(one) for one in found]
