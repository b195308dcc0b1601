"""Pure decisions of contacts: phones, columns, segments."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers

from indokona.contacts.facts import Person

MOST_NAME = 200
MOST_VALUE = 2000
MOST_DIGITS = 100

#: Header words, folded, that name a column; a Google Contacts export is recognised.
COLUMNS: dict[str, tuple[str, ...]] = {
    "phone": (
        "phone", "phone 1 - value", "mobile", "mobile phone", "phone number", "whatsapp", "number", "tel", "मोबाइल",
    ),
    "name": ("name", "full name", "file as", "contact name", "नाम"),
    "first": ("first name", "given name"),
    "last": ("last name", "family name"),
    "language": ("language", "lang"),
}  # fmt: skip


class BadPhone(ValueError):
    """Why a phone was not taken: `missing` or `invalid`."""


def phone_of(text: str, country: str) -> str:
    """The phone in E.164; a number without a country code is read as one of `country`."""
    digits = text.partition(_NEXT)[0].strip().translate(_DROP)
    if not digits:
        raise BadPhone("missing")
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    parsed = _parsed(digits, country)
    if parsed is None:
        raise BadPhone("invalid")
    return parsed


#: Between several phones of one person, in an export of Google Contacts; the first is taken.
_NEXT = ":::"


def is_like_a_phone(text: str) -> bool:
    """Whether somebody searches for digits: a whole number, or the last four of one."""
    bare = text.translate(_DROP).lstrip("+")
    return bare.isdecimal() and (len(bare) == 4 or len(bare) >= 7)


#: Separators, a leading apostrophe of spreadsheets, and invisible marks around numbers.
_DROP = dict.fromkeys(
    map(ord, " \t-.()/'\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u2066\u2069\ufeff")
)


@functools.lru_cache(maxsize=65536)
def _prefix(head: str, length: int, country: str) -> str | None:
    """What the country's plan says of a number's head: the E.164 head, if such numbers are valid.

    The last four digits never decide validity, so thousands of numbers share one answer.
    """
    try:
        number = phonenumbers.parse(head + "2345", country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)[:-4]


def _parsed(digits: str, country: str) -> str | None:
    tail = digits[-4:]
    if not (digits.isascii() and digits.lstrip("+").isdigit() and len(digits) > 7):
        return _slow(digits, country)
    head = _prefix(digits[:-4], len(digits), country)
    return head + tail if head else _slow(digits, country)


@functools.lru_cache(maxsize=4096)
def _slow(digits: str, country: str) -> str | None:
    try:
        number = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@functools.lru_cache(maxsize=65536)
def _market(head: str) -> str:
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(head + "2345")) or ""
    except phonenumbers.NumberParseException:
        return ""


@functools.lru_cache(maxsize=4096)
def display(phone: str) -> str:
    """A phone as people write it, with its country code."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def market_of(person: Person) -> str:
    """Two letters of the market: of the phone's country code, else of the BSUID's prefix."""
    if person.phone:
        return _market(person.phone[:-4])
    return person.user_id[:2] if person.user_id else ""


def digest_of(person: Person) -> bytes:
    """What a re-import compares to tell an unchanged row."""
    words = [
        person.name or "",
        person.language,
        *(f"{k}\x00{v}" for k, v in sorted(person.attributes.items())),
    ]
    return "\x01".join(words).encode()


def number_of(value: str) -> Decimal | None:
    """An open attribute's value as a number, so that ranges can be asked; None if it is none."""
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < MOST_DIGITS else None


@dataclass(frozen=True, slots=True)
class Mapping_:
    """Which column holds what; attribute columns by their name."""

    header: list[str]
    phone: int
    name: int | None
    first: int | None
    last: int | None
    language: int | None
    attributes: dict[str, int]

    def person(self, row: Sequence[str], country: str) -> Person:
        """A row as a person; raises `BadPhone`."""
        phone = phone_of(_cell(row, self.phone), country)
        parts = [_cell(row, self.first), _cell(row, self.last)]
        name = _cell(row, self.name) or " ".join(part for part in parts if part)
        attributes = {
            key: _cell(row, at)[:MOST_VALUE]
            for key, at in self.attributes.items()
            if _cell(row, at)
        }
        language = _cell(row, self.language)[:2].lower()
        return Person(
            phone, name=name[:MOST_NAME] or None, language=language, attributes=attributes
        )


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at].strip().replace("\x00", "") if at is not None and at < len(row) else ""


#: In `chosen`: the mapping is whole, nothing else is guessed.
EXACT = "exact"
ATTRIBUTE = "attribute."


def guess(
    header: Sequence[str], attributes: Sequence[str], chosen: Mapping[str, str | int]
) -> Mapping_ | None:
    """Columns by their names. `chosen` names a column for a field, or gives its place from 0, and wins;
    an attribute is the field `attribute.` with its name. None without a phone.
    """
    folded = [name.strip().lstrip("\ufeff").casefold() for name in header]

    def find(field: str, words: Sequence[str]) -> int | None:
        wanted = chosen.get(field)
        if isinstance(wanted, int):
            return wanted if wanted < len(folded) else None
        if wanted is None and EXACT in chosen:
            return None
        words = words if wanted is None else (wanted.strip().casefold(),)
        return next((folded.index(word) for word in words if word in folded), None)

    phone = find("phone", COLUMNS["phone"])
    if phone is None:
        return None
    places = {name: find(ATTRIBUTE + name, (name.casefold(),)) for name in attributes}
    kept = {name: at for name, at in places.items() if at is not None}
    name, first, last, language = (
        find(field, COLUMNS[field]) for field in ("name", "first", "last", "language")
    )
    return Mapping_(list(header), phone, name, first, last, language, kept)


def guessed(header: Sequence[str], attributes: Sequence[str]) -> list[str | None]:
    """For each column the field it is guessed to hold."""
    found = list[str | None]([None] * len(header))
    folded = [name.strip().lstrip("\ufeff").casefold() for name in header]
    known = {**COLUMNS, **{ATTRIBUTE + name: (name.casefold(),) for name in attributes}}
    for field, words in known.items():
        at = next((folded.index(word) for word in words if word in folded), None)
        if at is not None and found[at] is None:
            found[at] = field
    return found


def value(source: Mapping[str, Any], name: str | None, attributes: Mapping[str, str]) -> str:
    """One variable's value for one contact: the named source, else the fallback, else a dash."""
    kind = source.get("from", "text")
    if kind == "name":
        found = name
    elif kind == "first_name":
        found = name.split()[0] if name and name.split() else None
    elif kind == "attribute":
        found = attributes.get(str(source.get("attribute")))
    else:
        found = source.get("text")
    return str(found or source.get("fallback") or "-")
