"""A value as people read it: codes in words, moments by their clock, lists with commas."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from indokona.privacy.package import words


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who reads, and from where: language, clock, and the way from this page to the files."""

    language: str
    zone: ZoneInfo
    base: str = ""


_MINUTES = {"quiet_from", "quiet_to"}
_KB = 1024


def shown(name: str, value: object, eyes: Eyes) -> str:
    """HTML of a value of a field; empty for nothing."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return words.say("yes" if value else "no", eyes.language)
    if isinstance(value, datetime):
        return words.moment(value.astimezone(eyes.zone), eyes.language)
    if isinstance(value, Mapping):
        return _pairs(name, value, eyes)
    if isinstance(value, list | tuple):
        return ", ".join(part for one in value if (part := shown(name, one, eyes)))
    return html.escape(_plain(name, value, eyes.language)) if name != "file" else link(value, eyes)


def _plain(name: str, value: object, language: str) -> str:
    if name in _MINUTES and isinstance(value, int):
        return f"{value // 60:02}:{value % 60:02}"
    if name == "size" and isinstance(value, int):
        return f"{value / _KB / _KB:.1f} MB" if value >= _KB * _KB else f"{-(-value // _KB)} KB"
    return words.code(name, value, language) or str(value)


def link(file: object, eyes: Eyes) -> str:
    """A link to a file of the package."""
    return f"<a href='{eyes.base}{html.escape(str(file))}'>{words.say('file', eyes.language)}</a>"


def _pairs(name: str, value: Mapping[str, object], eyes: Eyes) -> str:
    """What a message says, or further details: words first, what only machines need last or not at all."""
    if isinstance(value.get("text"), str) and value.get("type", "text") == "text":
        return html.escape(str(value["text"]))
    rows = [
        f"<div><dt>{html.escape(_label(name, key, eyes))}</dt><dd>{text}</dd></div>"
        for key, one in value.items()
        if (text := shown(key, one, eyes))
    ]
    return f"<dl>{''.join(rows)}</dl>"


def _label(of: str, key: str, eyes: Eyes) -> str:
    """What a business calls its own details is its own word, though we may have one that looks like it."""
    return key if of == "attributes" else words.field(key, eyes.language) or key
