"""CSV for people: no cell that a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io


def escaped(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def line(cells: list[str]) -> str:
    """One line of a CSV for people."""
    out = io.StringIO()
    csv.writer(out).writerow([escaped(cell) for cell in cells])
    return out.getvalue()
