"""Which words are orders: the whole message must equal one of them, whatever its dress."""

from __future__ import annotations

import functools
import tomllib
import unicodedata
from pathlib import Path

#: Invisible marks that join or dress letters (and emoji): without them the word is the same.
_JOINERS = {0x200B, 0x200C, 0x200D, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF}
#: Letters of the longest message of WhatsApp. All of it is read: what stands behind many blanks counts too.
MOST = 4096


@functools.cache
def _data() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = tomllib.loads(
        (Path(__file__).parent / "words.toml").read_text()
    )
    return found


def unchecked() -> tuple[str, ...]:
    """Languages whose words no native speaker has checked yet, as the data says."""
    return tuple(_data()["about"]["unchecked"])


def lists() -> dict[str, dict[str, list[str]]]:
    """The words by act and language, as they are written."""
    return {act: words for act, words in _data().items() if act != "about"}


@functools.cache
def _meanings() -> dict[str, tuple[str, str]]:
    """Folded word -> (act, language); of two languages that share a word the first one counts."""
    found: dict[str, tuple[str, str]] = {}
    for act, languages in lists().items():
        for language, words in languages.items():
            for word in words:
                found.setdefault(fold(word), (act, language))
    return found


def fold(text: str) -> str:
    """Case, spaces, punctuation and emoji do not count; letters, marks and digits do.

    Two ways to write one letter (composed or not, wide or not) are one: NFKC.
    """
    plain = unicodedata.normalize("NFKC", text.casefold())
    kept = "".join(
        c if c.isalnum() or _is_mark(c) else " " for c in plain if ord(c) not in _JOINERS
    )
    return " ".join(kept.split())


def _is_mark(c: str) -> bool:
    # Vowel signs of Indian scripts are marks, not letters; without them words would fall apart.
    return "\u0900" <= c <= "\u0dff" and c not in "।॥"


def act_of(text: str) -> str | None:
    """The act of `words.toml` that the whole message names (`stop`, `my_data` …); else None."""
    return said(text)[0]


def said(text: str) -> tuple[str | None, str]:
    """The act that the whole message names, and the language of the word; ("en" without one)."""
    return _meanings().get(fold(text[:MOST]), (None, "en"))


def mentions_stop(text: str) -> bool:
    """A sentence with a stop word in it is shown to an agent, never guessed."""
    if act_of(text) is not None:
        return False
    return any(_meanings().get(word, ("", ""))[0] == "stop" for word in fold(text[:1000]).split())
