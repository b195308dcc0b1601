"""What may cross from slice to slice, and where SQL stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.finding import Finding
from checks.sources import SLICES, Source
from checks.statements import strings

#: Consent and rights also show their rules: they are pure.
SHOWN = ("actions", "facts", "events", "errors", "hooks", "rules")


def findings(sources: Sequence[Source]) -> Iterator[Finding]:
    """Who reaches over a border, and SQL outside store files."""
    for source in sources:
        if source.slice is not None:
            yield from _borders(source, source.slice)
            yield from _sql_in_stores(source)


def _borders(source: Source, slice_: str) -> Iterator[Finding]:
    for line, name in source.imports():
        parts = name.split(".")
        if len(parts) < 3 or parts[0] != "indokona" or parts[1] not in SLICES or parts[1] == slice_:
            continue
        if parts[2] not in SHOWN:
            fix = f"{parts[1]} shows only actions, facts, events and errors: ask one of its actions"
            yield Finding(source.path, line, "borders", fix)


def _sql_in_stores(source: Source) -> Iterator[Finding]:
    for statement in strings(source):
        if not source.is_store and " from " in f" {statement.sql.lower()} ":
            fix = "move this statement to the slice's store"
            yield Finding(source.path, statement.line, "SQL stands in store files", fix)
