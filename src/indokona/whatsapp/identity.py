"""How WhatsApp names a person: a phone number, or a business-scoped user id (BSUID)."""

from __future__ import annotations

import re

# Meta, "Business-scoped user IDs" (2026): two letters of a country, an optional ENT for linked
# portfolios, then up to 128 letters and digits.
_USER_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")

_BRAZIL = re.compile(r"\+55(\d{2})(9?)([6-9]\d{7})")
_MEXICO = re.compile(r"\+52(1?)(\d{10})")
_TWO_SPELLINGS = ("+55", "+52", "+54")
_ARGENTINA = re.compile(r"\+54(9?)(\d{10})")


def is_user_id(text: str) -> bool:
    """Whether `text` has the form of a BSUID or parent BSUID."""
    return _USER_ID.fullmatch(text) is not None


def is_parent_user_id(text: str) -> bool:
    """Whether `text` names a person across linked portfolios."""
    return is_user_id(text) and text[3:7] == "ENT."


def country_of_user_id(user_id: str) -> str:
    """The two letters in front of a BSUID; an estimate of the market when no phone is known."""
    return user_id[:2]


def variants(e164: str) -> tuple[str, ...]:
    """The spellings of one mobile number that WhatsApp may use; the given one comes first.

    Three countries changed how mobile numbers are written: Brazil added a ninth digit, Mexico
    dropped a 1 after the country code, Argentina puts a 9 there for callers from abroad. `wa_id`
    may carry either form, so match on all, store what Meta returns and never rewrite what is sent.
    """
    other = _other(e164)
    return (e164,) if other is None else (e164, other)


def _other(e164: str) -> str | None:
    if not e164.startswith(_TWO_SPELLINGS):
        return None
    if found := _BRAZIL.fullmatch(e164):
        area, ninth, rest = found.groups()
        return f"+55{area}{'' if ninth else '9'}{rest}"
    if found := _MEXICO.fullmatch(e164):
        return f"+52{'' if found[1] else '1'}{found[2]}"
    if found := _ARGENTINA.fullmatch(e164):
        return f"+54{'' if found[1] else '9'}{found[2]}"
    return None
