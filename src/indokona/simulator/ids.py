"""Minting Meta's kinds of ids with the simulator's own code."""

from __future__ import annotations

import base64
import itertools
import os
import re
import secrets

_USER_ID = re.compile(r"([A-Z]{2})\.([0-9a-f]{16})")
_USER_ID_FORM = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")

# A BSUID here is the phone number multiplied and shifted modulo 2**64, so that millions of people
# need no table. It hides nothing; a simulator has nothing to hide.
_MODULUS = 1 << 64
_MULTIPLIER = 0x9E3779B97F4A7C15
_INVERSE = pow(_MULTIPLIER, -1, _MODULUS)
_LONGEST_PHONE = 15

_COUNTRIES = {
    "1": "US", "7": "RU", "20": "EG", "27": "ZA", "31": "NL", "33": "FR", "34": "ES", "39": "IT",
    "44": "GB", "49": "DE", "51": "PE", "52": "MX", "54": "AR", "55": "BR", "57": "CO", "60": "MY",
    "62": "ID", "65": "SG", "81": "JP", "86": "CN", "90": "TR", "91": "IN", "92": "PK", "94": "LK",
    "234": "NG", "254": "KE", "880": "BD", "966": "SA", "971": "AE", "977": "NP",
}  # fmt: skip


def object_id() -> str:
    """Sixteen digits, as most objects of Graph have."""
    return str(secrets.randbelow(9 * 10**15) + 10**15)


def access_token() -> str:
    return "EAA" + secrets.token_urlsafe(48)


def app_secret() -> str:
    return secrets.token_hex(16)


_RUN = os.urandom(6).hex().upper()
_count = itertools.count(1)
"""Random bytes for every id would cost two system calls a message; a random run and a count are
as unique, also after a restart."""


def trace_id() -> str:
    return f"A{_RUN}{next(_count):08X}"


def wamid(digits: str) -> str:
    """A message id; like Meta's it carries the other party's phone in clear."""
    phone = digits.encode()
    record = b"\x1d\x18" + bytes([len(phone)]) + phone + b"\x15\x02\x00\x11\x18\x14"
    unique = f"{_RUN}{next(_count):08X}".encode()
    return "wamid." + base64.b64encode(record + unique).decode()


def country(digits: str) -> str:
    """The country of a phone number; ZZ when this simulator does not know it."""
    for length in (3, 2, 1):
        if found := _COUNTRIES.get(digits[:length]):
            return found
    return "ZZ"


def user_id(business_id: str, digits: str) -> str:
    """The BSUID of a phone number towards one portfolio."""
    mixed = (int(digits) * _MULTIPLIER + int(business_id)) % _MODULUS
    return f"{country(digits)}.{mixed:016x}"


def is_user_id(text: str) -> bool:
    return _USER_ID_FORM.fullmatch(text) is not None


def digits_of_user_id(business_id: str, text: str) -> str | None:
    """Whose BSUID this is, None if this portfolio never got it."""
    found = _USER_ID.fullmatch(text)
    if found is None:
        return None
    digits = str((int(found[2], 16) - int(business_id)) * _INVERSE % _MODULUS)
    if len(digits) > _LONGEST_PHONE or country(digits) != found[1]:
        return None
    return digits


def wa_id(to: str, own_digits: str) -> str:
    """The account behind what a client wrote in `to`: punctuation is ignored.

    Without `+`, a short number is taken as one of the business's own country. Mexico's and
    Argentina's mobile numbers keep their old 1 and 9 inside WhatsApp, as Meta's do.
    """
    digits = to[1:] if to[:1] == "+" and to[1:].isdigit() else re.sub(r"\D", "", to)
    if not to.strip().startswith("+") and 0 < len(digits) <= 10:
        digits = _calling_code(own_digits) + digits
    if digits.startswith("52") and len(digits) == 12:
        return "521" + digits[2:]
    if digits.startswith("54") and len(digits) == 12:
        return "549" + digits[2:]
    return digits


def _calling_code(digits: str) -> str:
    return next((digits[:n] for n in (3, 2, 1) if digits[:n] in _COUNTRIES), "")
