"""Webhook fields about templates, numbers, accounts and people's marketing choice."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from indokona.whatsapp.inbound import Contact
from indokona.whatsapp.liberal import Undecoded, blank_is_none, each, seconds, without_nul

T = TypeVar("T", bound=msgspec.Struct)

_TIER = re.compile(r"TIER_(\d+)(K|M)?", re.IGNORECASE)
_FACTOR = {"": 1, "K": 1_000, "M": 1_000_000}


def _read(kind: type[T], value: msgspec.Raw | bytes) -> T:
    try:
        return msgspec.json.decode(without_nul(bytes(value)), type=kind, strict=False)
    except msgspec.DecodeError as trouble:
        raise ValueError(f"not a {kind.__name__}: {type(trouble).__name__}") from None


def tier_size(tier: str | int | None) -> int | None:
    """People a day behind `TIER_2K`, `2000` or `TIER_UNLIMITED`; None is no limit.

    An unknown word gives 250, the smallest tier: guessing low never breaks Meta's rule.
    """
    if tier is None or tier in (-1, "-1"):
        return None
    text = str(tier)
    if text.isdigit():
        return int(text)
    if found := _TIER.fullmatch(text):
        return int(found[1]) * _FACTOR[(found[2] or "").upper()]
    return None if text.upper().endswith("UNLIMITED") else 250


class _OtherInfo(msgspec.Struct):
    title: str | None = None
    description: str | None = None


class _RejectionInfo(msgspec.Struct):
    reason: str | None = None
    recommendation: str | None = None


class _TemplateStatusWire(msgspec.Struct):
    event: str
    message_template_id: str | int = ""
    message_template_name: str = ""
    message_template_language: str = ""
    message_template_category: str | None = None
    reason: str | None = None
    other_info: _OtherInfo | None = None
    rejection_info: _RejectionInfo | None = None


class TemplateStatus(msgspec.Struct, frozen=True):
    """A template's new state: `event` is APPROVED, REJECTED, PAUSED, DISABLED, FLAGGED, …

    `reason` is None when Meta sent null or NONE; `title` tells the kind of pause.
    """

    event: str
    template_id: str
    name: str
    language: str
    reason: str | None = None
    category: str | None = None
    title: str | None = None
    description: str | None = None
    recommendation: str | None = None


def template_status(value: msgspec.Raw | bytes) -> TemplateStatus:
    """Read `message_template_status_update`; raises `ValueError` when it has no event."""
    wire = _read(_TemplateStatusWire, value)
    other = wire.other_info or _OtherInfo()
    rejection = wire.rejection_info or _RejectionInfo()
    return TemplateStatus(
        wire.event,
        str(wire.message_template_id),
        wire.message_template_name,
        wire.message_template_language,
        None if wire.reason in (None, "", "NONE") else wire.reason,
        blank_is_none(wire.message_template_category),
        other.title,
        other.description or rejection.reason,
        rejection.recommendation,
    )


class _CategoryWire(msgspec.Struct):
    message_template_id: str | int = ""
    message_template_name: str = ""
    message_template_language: str = ""
    previous_category: str | None = None
    new_category: str | None = None
    correct_category: str | None = None
    category_update_timestamp: str | int | float | None = None


class CategoryChange(msgspec.Struct, frozen=True):
    """A change of category: already `done`, or announced for `at` (Unix seconds)."""

    template_id: str
    name: str
    language: str
    category: str | None
    previous: str | None
    done: bool
    at: int | None


def template_category(value: msgspec.Raw | bytes) -> CategoryChange:
    """Read `template_category_update`.

    An announcement carries `correct_category` and, in `new_category`, the one still in force.
    """
    wire = _read(_CategoryWire, value)
    announced = wire.correct_category is not None
    at = wire.category_update_timestamp
    return CategoryChange(
        str(wire.message_template_id),
        wire.message_template_name,
        wire.message_template_language,
        wire.correct_category if announced else wire.new_category,
        wire.new_category if announced else wire.previous_category,
        not announced,
        None if at is None else seconds(at),
    )


class _QualityWire(msgspec.Struct):
    display_phone_number: str = ""
    event: str = ""
    current_limit: str | int | None = None
    old_limit: str | int | None = None
    max_daily_conversations_per_business: str | int | None = None


class PhoneQuality(msgspec.Struct, frozen=True):
    """A number's news: UPGRADE, DOWNGRADE, THROUGHPUT_UPGRADE, …, and the limit as Meta named it.

    The number is named only by its display text; match on its digits.
    """

    display_phone_number: str
    event: str
    limit: str | None


def phone_quality(value: msgspec.Raw | bytes) -> PhoneQuality:
    """Read `phone_number_quality_update`."""
    wire = _read(_QualityWire, value)
    limit = wire.max_daily_conversations_per_business or wire.current_limit
    return PhoneQuality(
        wire.display_phone_number, wire.event, None if limit is None else str(limit)
    )


class _CapabilityWire(msgspec.Struct):
    max_daily_conversations_per_business: str | int | None = None
    max_daily_conversation_per_phone: str | int | None = None
    max_phone_numbers_per_business: int | None = None
    max_phone_numbers_per_waba: int | None = None


class Capability(msgspec.Struct, frozen=True):
    """The portfolio's limit as Meta named it (`TIER_10K`, `-1`), and how many numbers it may have.

    `tier_size` turns the limit into a count.
    """

    messaging_limit: str | None
    max_phone_numbers: int | None = None


def capability(value: msgspec.Raw | bytes) -> Capability:
    """Read `business_capability_update`."""
    wire = _read(_CapabilityWire, value)
    limit = wire.max_daily_conversations_per_business
    limit = wire.max_daily_conversation_per_phone if limit is None else limit
    return Capability(
        None if limit is None else str(limit),
        wire.max_phone_numbers_per_business or wire.max_phone_numbers_per_waba,
    )


class AccountUpdate(msgspec.Struct, frozen=True):
    """News about a WABA. `waba_id` is set when the entry names a portfolio instead.

    `details` is the whole value: each event has its own parts.
    """

    event: str
    waba_id: str | None
    details: dict[str, Any]


def account_update(value: msgspec.Raw | bytes) -> AccountUpdate:
    """Read `account_update`; raises `ValueError` when it is not a JSON object."""
    try:
        details = msgspec.json.decode(without_nul(bytes(value)), type=dict[str, Any])
    except msgspec.DecodeError:
        raise ValueError("not an account update") from None
    info = details.get("waba_info")
    waba_id = info.get("waba_id") if isinstance(info, dict) else None
    return AccountUpdate(
        str(details.get("event") or ""), None if waba_id is None else str(waba_id), details
    )


class Preference(msgspec.Struct):
    """A person stopped or resumed a category of messages; it follows their BSUID.

    `timestamp` is in Unix seconds.
    """

    category: str
    value: str
    user_id: str | None = None
    wa_id: str | None = None
    detail: str | None = None
    timestamp: int = 0

    def __post_init__(self) -> None:
        self.timestamp = seconds(self.timestamp)
        self.user_id = blank_is_none(self.user_id)
        self.wa_id = blank_is_none(self.wa_id)

    @property
    def said_at(self) -> datetime:
        """When the person chose."""
        return datetime.fromtimestamp(self.timestamp, UTC)

    @property
    def stops(self) -> bool:
        """Whether the person wants no more of this category."""
        return self.value == "stop"


class UserPreferences(msgspec.Struct, frozen=True):
    """Choices of people about marketing, with the number they were made at, if named."""

    phone_number_id: str | None
    contacts: list[Contact]
    preferences: list[Preference]
    undecoded: list[Undecoded]


class _MetadataWire(msgspec.Struct):
    phone_number_id: str | None = None


class _PreferencesWire(msgspec.Struct):
    metadata: _MetadataWire | None = None
    contacts: list[msgspec.Raw] | None = None
    user_preferences: list[msgspec.Raw] | None = None


def user_preferences(value: msgspec.Raw | bytes) -> UserPreferences:
    """Read `user_preferences`, each choice by itself."""
    wire = _read(_PreferencesWire, value)
    bad: list[Undecoded] = []
    return UserPreferences(
        blank_is_none(wire.metadata.phone_number_id) if wire.metadata else None,
        each("contact", Contact, wire.contacts or [], bad),
        each("preference", Preference, wire.user_preferences or [], bad),
        bad,
    )
