"""What is wrong with something before Meta sees it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to fix.

    `code` is stable (`body.too_long`), `where` points to the part (`body`, `buttons.2`), `words`
    tell a person what to do, and `limit` is the number that was broken, if a number was.
    """

    code: str
    where: str
    words: str
    limit: int | None = None


def utf16_length(text: str) -> int:
    """Length as WhatsApp counts it: an emoji outside the first plane counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
