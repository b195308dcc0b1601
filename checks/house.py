"""The rules of the house that a syntax tree can see; each stands in a file of `checks/rules`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from checks.finding import Finding
from checks.rules import borders, doors, names, sizes, tenancy
from checks.sources import sources


def findings(root: Path) -> Iterator[Finding]:
    """Everything the rules find in the sources."""
    from indokona.app import schema

    ours = sources(root, "src/indokona")
    yield from doors.findings(ours)
    yield from borders.findings(ours)
    yield from names.findings(ours)
    yield from tenancy.findings(ours, tenancy.walls_of(schema.whole()))
    yield from sizes.findings([*ours, *sources(root, "tests", "checks", "bench")])
