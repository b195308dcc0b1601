"""What stands in a package, in words: parts, fields and codes, in English and Hindi; data in `words.toml`."""

from __future__ import annotations

import functools
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from indokona.privacy import acts
from indokona.whatsapp import errors

LANGUAGES = ("en", "hi")
#: Fields whose codes are those of another.
_SAME = {
    "recorded_by": "actor", "role": "member", "assigned_to": "member", "written_by": "member", "classes": "part_of",
    "file_state": "state", "user_role": "member",
}  # fmt: skip


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text())


def spoken(language: str) -> str:
    """The language that a package is written in for somebody of this language."""
    return language if language in LANGUAGES else "en"


def say(key: str, language: str, **values: object) -> str:
    """A sentence of the page, its gaps filled."""
    words: str = _data()["page"][key][language]
    return words.format(**values)


def part(name: str, language: str) -> tuple[str, str]:
    """A part's title, and what stands in it."""
    found = _data()["part"][name]
    return found[language], found[f"{language}_why"]


def field(name: str, language: str) -> str | None:
    """A field's label; None if it has none, and stands only in the data for machines."""
    found = _data()["field"].get(name)
    return found[language] if found else None


def code(name: str, value: object, language: str) -> str | None:
    """What a code of a field means; None if it is no code."""
    if name == "act" and (known := acts.table().get(str(value))):
        return known.hi if language == "hi" else known.en
    if name == "code" and isinstance(value, int):
        kind = errors.explain(value).kind
        means: str = _data()["value"]["meta"][kind][language]
        return f"{means} ({value})"
    found = _data()["value"].get(_SAME.get(name, name), {}).get(str(value))
    return found[language] if found else None


def moment(at: datetime, language: str) -> str:
    """A day and a time of it, e.g. 28 November 2026, 07:05."""
    return f"{day(at, language)}, {at:%H:%M}"


def day(at: datetime, language: str) -> str:
    """A day, e.g. 28 November 2026."""
    return f"{at.day} {_data()['months'][language][at.month - 1]} {at.year}"
