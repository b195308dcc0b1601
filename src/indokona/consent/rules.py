"""Pure decisions of consent: purposes, and which words say stop or start."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

MARKETING, UTILITY, AUTHENTICATION, SERVICE = "marketing", "utility", "authentication", "service"
PURPOSES = (MARKETING, UTILITY, AUTHENTICATION)

#: STOP withdraws everything but the codes a person asks for at a login form.
STOPPED_BY_STOP = (MARKETING, UTILITY)


@functools.cache
def _words() -> dict[str, frozenset[str]]:
    data = tomllib.loads((Path(__file__).parent / "words.toml").read_text())
    return {
        act: frozenset(fold(w) for words in languages.values() for w in words)
        for act, languages in data.items()
    }


def fold(text: str) -> str:
    """Case, spaces, punctuation and emoji do not count; letters, marks and digits do."""
    kept = "".join(c if c.isalnum() or _is_mark(c) else " " for c in text.casefold())
    return " ".join(kept.split())


def _is_mark(c: str) -> bool:
    # Vowel signs of Indian scripts are marks, not letters; without them words would fall apart.
    return "\u0900" <= c <= "\u0dff"


def act_of(text: str) -> str | None:
    """`stop`, `start`, `my_data` or `delete_me` if the whole message is such a word; else None."""
    folded = fold(text[:80])
    return next((act for act, words in _words().items() if folded in words), None)


def mentions_stop(text: str) -> bool:
    """A sentence with a stop word in it is shown to an agent, never guessed."""
    return act_of(text) is None and bool(set(fold(text[:1000]).split()) & _words()["stop"])
