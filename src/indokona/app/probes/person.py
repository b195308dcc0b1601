"""Canary people: a name, a phone and words that occur nowhere else, and every form in which they might be found."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

#: A country code that no country has and no network serves (ITU-T E.164: 888, given back), so that
#: no person on earth can have the number of a canary.
COUNTRY: Final = "+888"
_LETTERS: Final = "bcdfghjklmnpqrstvwxz"


@dataclass(frozen=True, slots=True)
class Canary:
    """A person who exists for one run only; each word is made for one place where it is written."""

    phone: str
    name: str
    attribute: str
    tag: str
    source: str
    said: str
    queued: str
    note: str
    draft: str
    complaint: str

    @property
    def markers(self) -> dict[str, str]:
        """What must be found nowhere afterwards, by the place where it was written."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def packed(self) -> dict[str, str]:
        """What a package of this person must hold: everything but a member's own half-written words."""
        return {place: word for place, word in self.markers.items() if place != "draft"}


def new() -> Canary:
    """Somebody who never was before."""
    words = (f"zq{_word()}" for _ in range(9))
    return Canary(f"{COUNTRY}{secrets.randbelow(10**11):011d}", *words)


def _word() -> str:
    """Sixteen letters without a vowel: no language has such a word, and no two canaries share one."""
    return "".join(secrets.choice(_LETTERS) for _ in range(16))


def forms(text: str) -> Iterator[bytes]:
    """A text as it might be written: plain, UTF-16, base64, hex, reversed, digits only."""
    plain = text.encode()
    yield plain
    yield text.encode("utf-16-le")
    yield base64.b64encode(plain).rstrip(b"=")[:-1]
    yield plain.hex().encode()
    yield plain[::-1]
    digits = re.sub(r"\D", "", text)
    if text.startswith("+"):
        yield digits.encode()
        yield digits[::-1].encode()
