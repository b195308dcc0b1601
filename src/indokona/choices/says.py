"""What people read in the chat and agree to on their page, by language; data in `says.toml`."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "hi")


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "says.toml").read_text())


def version() -> int:
    """Which version of these words stands as evidence."""
    return int(_data()["version"])


def spoken(language: str) -> str:
    """The language in which we can speak to somebody of this language."""
    return language if language in LANGUAGES else "en"


def say(key: str, language: str, **values: str) -> str:
    """One sentence, with its gaps filled; whoever's language it is not there in gets English.

    In the chat more languages are answered in than somebody can agree in (`spoken`).
    """
    words: str = _data().get(language, {}).get(key) or _data()[spoken(language)][key]
    return words.format(**values)


def of_purpose(purpose: str, language: str, name: str) -> str:
    """The words of a yes to a purpose, with the organisation's name."""
    words: str = _data()[spoken(language)]["purpose"][purpose]
    return words.format(name=name)
