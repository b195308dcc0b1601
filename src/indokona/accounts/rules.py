"""Pure decisions of accounts: passwords, codes, roles, devices."""

from __future__ import annotations

import functools
import hashlib
import ipaddress
import secrets
import tomllib
import zoneinfo
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from indokona.accounts.errors import (
    BadEmail,
    BadPhone,
    BadSetting,
    BeyondYourRights,
    LastOwner,
    UnknownRole,
    WeakPassword,
)

CODE_LIVES = timedelta(minutes=10)
CODE_TRIES = 5
SESSION_LIVES = timedelta(days=7)
SESSION_IDLE = timedelta(hours=12)
#: What a person may ask for; with five tries a code this bounds what guessing can win.
CODES_AN_HOUR, CODES_A_DAY = 5, 10
INVITATION_LIVES = timedelta(hours=72)
#: How long a login stays that nobody confirmed, and one that belongs to no organisation any more.
UNCONFIRMED_LIVES, ALONE_LIVES = timedelta(days=1), timedelta(days=30)
SECURITY_LOG_DAYS = 365
LEAST_PASSWORD = 15

_MATRIX: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "permissions.toml").read_text()
)
ROLES = tuple(_MATRIX)
EVERYTHING = frozenset(p for role in _MATRIX.values() for p in role["may"] if p != "*")


def permissions(role: str) -> frozenset[str]:
    """What a role may do."""
    may = _MATRIX[role]["may"]
    return EVERYTHING if "*" in may else frozenset(may)


def check_gives(role: str, own: Collection[str]) -> None:
    """Nobody gives a role, or takes one away, that may do more than they may."""
    if role not in _MATRIX:
        raise UnknownRole(roles=list(ROLES))
    if beyond := permissions(role) - set(own):
        raise BeyondYourRights(beyond=sorted(beyond))


def check_leaves_an_owner(owners: Collection[UUID], leaving: UUID) -> None:
    """An organisation keeps at least one owner."""
    if set(owners) == {leaving}:
        raise LastOwner


def check_setting(name: str, value: str) -> None:
    """A setting of the organisation: a zone of IANA, a currency of ISO 4217, a country of ISO 3166."""
    if name not in SETTINGS:
        raise BadSetting(setting=name)
    known: dict[str, Collection[str]] = {
        "zone": _zones(), "currency": CURRENCIES, "default_country": _COUNTRIES, "utility_again": (NEVER, ONCE),
    }  # fmt: skip
    if value not in known.get(name, (value,)):
        raise BadSetting(setting=name)


SETTINGS = ("name", "zone", "currency", "language", "default_country", "utility_again")
#: Whether a utility message whose outcome nobody knows is sent once more by itself.
NEVER, ONCE = "never", "once"

#: Currencies in use, ISO 4217, without funds, metals and test codes.
CURRENCIES = frozenset((Path(__file__).parent / "currencies.txt").read_text().split())
_COUNTRIES = phonenumbers.SUPPORTED_REGIONS


@functools.cache
def _zones() -> frozenset[str]:
    """Names with a region, and UTC; the machine's own aliases (`localtime`) are no zones of IANA."""
    return frozenset(z for z in zoneinfo.available_timezones() if "/" in z or z == "UTC")


@functools.cache
def _top_list() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])


def check_password(password: str) -> None:
    """15 characters or more without a second factor (NIST SP 800-63B-4), none of the top list."""
    folded = password.casefold()
    repeats = len(set(folded)) < 5
    if not LEAST_PASSWORD <= len(password) <= 1024 or repeats or folded in _top_list():
        raise WeakPassword(least=LEAST_PASSWORD)


def clean_email(text: str) -> str:
    """The address as it is compared: domain folded; no DNS question is asked."""
    try:
        return validate_email(
            text, check_deliverability=False, test_environment=True
        ).normalized.lower()
    except EmailNotValidError as error:
        raise BadEmail(str(error)) from None


def clean_phone(text: str, country: str | None) -> str:
    """The phone in E.164."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise BadPhone from None
    if not phonenumbers.is_possible_number(number):
        raise BadPhone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def new_token(prefix: str = "") -> str:
    """256 random bits for a session, a flow, an invitation."""
    return prefix + secrets.token_urlsafe(32)


def hash_of(secret: str) -> bytes:
    """A plain hash: enough for 256 random bits, and for a code that lives ten minutes."""
    return hashlib.sha256(secret.encode()).digest()


def code_hash(flow: str, kind: str, code: str) -> bytes:
    """A code's hash is bound to its flow: the guess of one flow is worth nothing in another."""
    return hashlib.sha256(f"{flow}\x00{kind}\x00{code}".encode()).digest()


def ip_prefix(address: str) -> str:
    """The part of an address that product tables may keep: /24 or /48."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    length = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network(f"{parsed}/{length}", strict=False))


def security_log_ends(now: datetime) -> date:
    """When a full address leaves the security log."""
    return (now + timedelta(days=SECURITY_LOG_DAYS)).date()


@dataclass(frozen=True, slots=True)
class Device:
    """What is kept of a user agent: family and major version."""

    device: str
    system: str


def device(user_agent: str) -> Device:
    """The parsed device; the raw text is dropped."""
    import ua_parser

    parsed = ua_parser.parse(user_agent[:500])
    agent, system = parsed.user_agent, parsed.os
    name = f"{agent.family} {agent.major or ''}".strip() if agent else "unknown"
    return Device(name, f"{system.family} {system.major or ''}".strip() if system else "unknown")
