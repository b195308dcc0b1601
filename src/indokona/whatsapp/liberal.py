"""Reading what Meta sends without ever losing a neighbour of a bad piece."""

from __future__ import annotations

import re
from typing import Final, TypeVar

import msgspec

T = TypeVar("T")

# An escaped NUL: an odd number of backslashes before u0000. Two backslashes are a written one.
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
_MILLISECONDS_FROM: Final = 100_000_000_000  # seconds reach this in the year 5138


class Undecoded(msgspec.Struct, frozen=True):
    """A piece that was not understood: what it should have been, its bytes, and why.

    `why` names the place and the types, never a value, so it may be logged; `raw` may not.
    """

    what: str
    raw: bytes
    why: str


def without_nul(raw: bytes) -> bytes:
    """Replace NUL characters by U+FFFD: PostgreSQL's text refuses them and the batch would fail."""
    if b"\\u0000" not in raw:
        return raw
    return _NUL.sub(rb"\1\\ufffd", raw)


_YEAR_9999 = 253_370_764_800


def seconds(value: str | int | float | None) -> int:
    """Unix seconds from what Meta writes: strings, integers, now and then milliseconds.

    0 is a moment that is not known; so is one that no calendar holds.
    """
    try:
        number = int(float(value)) if value is not None else 0
    except (ValueError, OverflowError):
        return 0
    number = number // 1000 if number >= _MILLISECONDS_FROM else number
    return number if 0 <= number < _YEAR_9999 else 0


def blank_is_none(value: str | None) -> str | None:
    """Meta leaves a field out or sends an empty string; both mean that it is not known."""
    return value or None


def each(what: str, kind: type[T], raws: list[msgspec.Raw], bad: list[Undecoded]) -> list[T]:
    """Decode one by one; what fails goes to `bad`."""
    decoder = msgspec.json.Decoder(kind, strict=False)
    good: list[T] = []
    for raw in raws:
        try:
            good.append(decoder.decode(raw))
        except (msgspec.DecodeError, ValueError) as trouble:
            bad.append(Undecoded(what, bytes(raw), type_of(trouble)))
    return good


def type_of(trouble: Exception) -> str:
    """Why decoding failed, without a value of the person."""
    if isinstance(trouble, msgspec.ValidationError):
        return str(trouble)
    return type(trouble).__name__
