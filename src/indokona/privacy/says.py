"""What the rights desk says in the chat, by language; data in `says.toml`."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

ENGLISH = "en"


@functools.cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "says.toml").read_text())


def languages() -> tuple[str, ...]:
    """The languages that the desk answers in."""
    return tuple(name for name in _data() if name != "about")


def say(key: str, language: str, **values: str) -> str:
    """One sentence, its gaps filled; whoever's language it does not speak gets English."""
    spoken = language if language in languages() else ENGLISH
    return _data()[spoken][key].format(**values)
