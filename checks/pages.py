"""Pages of the documentation that are written from the code: `python -m checks.pages` writes them.

The check `pages` compares, so that no setting, error or column goes undocumented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from checks.finding import Finding

ROOT = Path(__file__).resolve().parents[1]
WRITTEN = "Written by `python -m checks.pages` from {}. Change it there."


def findings(root: Path) -> Iterator[Finding]:
    """Pages that do not say what the code says."""
    for name, write in PAGES.items():
        path = root / name
        if not path.exists() or path.read_text() != write():
            yield Finding(name, 1, "pages", "write it anew: .venv/bin/python -m checks.pages")


def settings() -> str:
    """Every setting with its meaning."""
    from indokona.kernel.settings import Settings

    return _page(
        "Settings",
        "`src/indokona/kernel/settings.py`",
        "An installation is set by environment variables; command-line flags of `indokona up` win over them. Every"
        " setting has a default with which a trial on one machine is safe.",
        ("variable", "type", "default", "meaning"),
        [setting_row(name, one) for name, one in sorted(Settings.model_fields.items())],
    )


def setting_row(name: str, field: Any) -> tuple[str, ...]:
    """One setting as the page prints it."""
    meaning = str(field.description or "")
    return f"`INDOKONA_{name.upper()}`", _kind(field.annotation), _default(field.default), meaning


def _kind(annotation: Any) -> str:
    words = {"SecretStr": "secret", "Path": "path", "str": "text", "bool": "yes or no", "int": "whole number",
             "float": "number", "NoneType": ""}  # fmt: skip
    parts = getattr(annotation, "__args__", None)
    if parts is None:
        name = str(annotation.__name__)
        return words.get(name, name)
    if all(isinstance(part, str) for part in parts):
        return " or ".join(f"`{part}`" for part in parts)
    return " ".join(filter(None, (_kind(part) for part in parts)))


def _default(value: object) -> str:
    if value is None or value == "":
        return "empty"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def errors() -> str:
    """Every refusal with its code."""
    from indokona.app import wiring
    from indokona.kernel.errors import catalogue

    assert wiring  # importing it has imported every slice, and so every refusal
    return _page(
        "Errors",
        "the refusals in `src/indokona/kernel/errors.py` and the slices' `errors.py`",
        "An error is `application/problem+json` with a stable `code`, a `title` for people, and members that say what"
        " is needed to act. A `retry_after` is in seconds. Codes stay; titles may be worded better.",
        ("code", "status", "title"),
        [(f"`{one.code}`", str(one.status), _sentence(one)) for one in catalogue()],
    )


def _sentence(kind: type[Any]) -> str:
    return " ".join((kind.__doc__ or "").strip().split("\n\n")[0].split())


def data_map() -> str:
    """Every column with what it holds, why, for how long, and what erasure does to it."""
    from indokona.app import schema
    from indokona.kernel import datamap

    parts = [
        "# Data map\n",
        WRITTEN.format("the declarations beside the columns, in each slice's `models.py`") + "\n",
        "*Whose* says which rows row-level security shows. *Keep* is a class of retention; privacy turns each into a"
        " clock. *Erase* is what the erasure of a person does: `shred` destroys the key that opens the column,"
        " `delete` deletes the row, `stays` names no person by itself. *Sealed as* is the place a value is bound"
        " to. *Export* is the column's name in a person's package.\n",
    ]
    for table, held in groupby(datamap.lines(schema.whole()), key=lambda line: line.table):
        lines = list(held)
        parts.append(f"## {table}\n\nWhose: {lines[0].walls}.\n")
        head = ("column", "category", "purpose", "keep", "erase", "sealed as", "export")
        parts.append(_table(head, [column_row(line) for line in lines]))
    return "\n".join(parts)


def column_row(line: Any) -> tuple[str, ...]:
    """One column as the page prints it."""
    one = line.declared
    seal_as, export = (f"`{word}`" if word else "" for word in (one.seal_as, one.export))
    return f"`{line.column}`", one.category, one.purpose, one.keep, one.erase, seal_as, export


def _page(title: str, source: str, words: str, head: tuple[str, ...], rows: list[Any]) -> str:
    return "\n".join(
        [f"# {title}\n", WRITTEN.format(source) + "\n", words + "\n", _table(head, rows)]
    )


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines
    )


PAGES: dict[str, Callable[[], str]] = {
    "docs/settings.md": settings,
    "docs/errors.md": errors,
    "docs/data-map.md": data_map,
}


if __name__ == "__main__":
    for page, write in PAGES.items():
        (ROOT / page).write_text(write())
        print(f"wrote {page}")
