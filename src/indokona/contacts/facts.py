"""What neighbours may see of contacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be known: at least a phone (E.164) or a BSUID of a portfolio.

    `profile` is what the person calls themselves on WhatsApp: it names a new contact, and never
    changes what a business wrote down.
    """

    phone: str | None = None
    user_id: str | None = None
    portfolio_id: UUID | None = None
    name: str | None = None
    parent_id: str | None = None
    username: str | None = None
    profile: str | None = None
    language: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What became of a person: the contact's id, and whether it is new, changed or as before."""

    contact_id: UUID
    created: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """WhatsApp's news that a person changed number or user id; either side may lack the phone."""

    portfolio_id: UUID
    old_phone: str | None
    old_user_id: str | None
    phone: str | None
    user_id: str | None
    parent_id: str | None = None


class Reach(NamedTuple):
    """How a contact can be reached, opened: a phone, or a BSUID of one portfolio."""

    contact_id: UUID
    phone: str | None
    user_ids: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class IdentityView:
    """One identity of a contact, opened; `valid_to` is None while it holds."""

    kind: str
    value: str | None
    valid_from: datetime
    valid_to: datetime | None


#: Why nothing may be sent to a contact.
ERASED, RESTRICTED = "contact.erased", "contact.restricted"


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact as a member sees it."""

    id: UUID
    name: str | None
    phones: list[str]
    user_ids: list[str]
    market: str
    language: str
    tags: list[str]
    attributes: dict[str, str]
    last_activity: datetime
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A saved selection of contacts."""

    id: UUID
    name: str
    rule: dict[str, object]


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag and how many contacts have it."""

    id: UUID
    name: str
    contacts: int
