"""The table of acts: what every recorded act means, in plain words."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

#: Acts by which somebody sees one person's data, as that person is told.
SEEN = ("contact.opened", "conversation.opened", "file.taken", "request.read", "rights.access")
#: Acts that count as opening somebody's chat.
OPENED = ("contact.opened", "conversation.opened")


@dataclass(frozen=True, slots=True)
class Known:
    """An act with its group and its words in English and Hindi."""

    act: str
    group: str
    en: str
    hi: str


@functools.cache
def table() -> dict[str, Known]:
    """All of them, in the order of the file."""
    sections = tomllib.loads((Path(__file__).parent / "acts.toml").read_text())
    return {
        act: Known(act, words["group"], words["en"], words["hi"])
        for section in sections.values()
        for act, words in section.items()
    }


def words(act: str, language: str = "en") -> str:
    """An act in words; one that the table does not know stands as it is."""
    known = table().get(act)
    if known is None:
        return act
    return known.hi if language == "hi" else known.en
