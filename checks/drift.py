"""The first migration's tables are the models': while there is one migration, they are equal texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from checks.finding import Finding

TABLES = "migrations/data/versions/0001_tables.sql"


def findings(root: Path) -> Iterator[Finding]:
    """A model that changed without its migration."""
    from indokona.app import schema

    written, drawn = (root / TABLES).read_text(), ";\n\n".join(schema.draft()) + ";\n"
    if written != drawn:
        yield Finding(
            TABLES, 1, "schema drift", "write it anew: python -m indokona.app.schema > " + TABLES
        )
