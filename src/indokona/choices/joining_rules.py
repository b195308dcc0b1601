"""Pure decisions of hosted pages: keywords, codes, links. A yes counts only when WhatsApp brings it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from indokona.choices.errors import KeywordReserved, NothingChosen
from indokona.consent.rules import MOST, act_of, fold, mentions_stop

#: Ticks wait so long for the person's word from WhatsApp.
CHOICE_LIVES = timedelta(hours=2)
#: Letters of a code: none that is read as another, and no vowels that could spell words.
_LETTERS = "23456789bcdfghjkmnpqrstvwxyz"
CODE_LENGTH = 8
#: Letters of a keyword with its code, folded; longer messages are no keyword, and nobody looks for one.
_LONGEST = 60


def new_code() -> str:
    """A code for one choice: 28 to the 8th, about 3.8e11; it says what was ticked, never who."""
    return "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))


def is_like_a_code(word: str) -> bool:
    """Whether a word has the form of a code."""
    return len(word) == CODE_LENGTH and all(letter in _LETTERS for letter in word)


def new_slug() -> str:
    """The last part of a page's address."""
    return "".join(secrets.choice(_LETTERS) for _ in range(10))


def check_keyword(keyword: str) -> str:
    """The keyword as it is compared; refused where the chat reads it as an order, or not at all."""
    folded = fold(keyword)
    if not folded or act_of(keyword) is not None or mentions_stop(keyword):
        raise KeywordReserved
    if is_like_a_code(folded.split()[-1]):
        raise KeywordReserved("A keyword may not end like a code of eight letters.")
    return folded


def check_chosen(purposes: Sequence[str], offered: Mapping[str, str]) -> list[str]:
    """The purposes that somebody ticked, in the order in which the page offers them."""
    chosen = [purpose for purpose in offered if purpose in purposes]
    if not chosen:
        raise NothingChosen
    return chosen


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message may mean: a keyword, perhaps with a code behind it."""

    keyword: str
    code: str | None


def heard(text: str) -> list[Heard]:
    """How a message may be read as a keyword: all of it, or all but a code at its end."""
    folded = fold(text[:MOST])
    if not folded or len(folded) > _LONGEST:
        return []
    found = [Heard(folded, None)]
    head, _, last = folded.rpartition(" ")
    if head and is_like_a_code(last):
        found.append(Heard(head, last))
    return found


def digits(display: str) -> str:
    """A number as WhatsApp's links want it: digits with the country code, nothing else."""
    return "".join(c for c in display if c.isascii() and c.isdigit())


def link(display: str, text: str) -> str:
    """A link that opens a chat with a number and a text that the person still has to send."""
    return f"https://wa.me/{digits(display)}?text={quote(text)}"
