"""What a check reports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that breaks a rule, and the mend."""

    path: str
    line: int
    rule: str
    fix: str

    def __str__(self) -> str:
        """As a compiler would say it."""
        return f"{self.path}:{self.line}: {self.rule}: {self.fix}"


def sources(root: Path, *folders: str) -> Iterator[tuple[str, ast.Module, str]]:
    """Each Python file below some folders: its path, its tree, its text."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            text = path.read_text()
            yield str(path.relative_to(root)), ast.parse(text), text
