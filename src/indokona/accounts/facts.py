"""What neighbours may see of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

#: The version of the policy that a newcomer accepts.
POLICY_VERSION = "2024-1"


@dataclass(frozen=True, slots=True)
class Client:
    """Where a request came from."""

    ip: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session; the token is shown this once."""

    token: str
    session_id: UUID
    user_id: UUID
    organisation_id: UUID
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Organisation:
    """A business as its members see it."""

    id: UUID
    name: str
    state: str
    zone: str
    currency: str
    default_country: str
    language: str
    utility_again: str


@dataclass(frozen=True, slots=True)
class PhoneCode:
    """A code on its way to a phone, by its own id, and on which form it was asked for."""

    id: UUID
    phone: str
    code: str
    place: str


@dataclass(frozen=True, slots=True)
class Membership:
    """One of a person's organisations."""

    organisation_id: UUID
    name: str
    role: str
    suspended: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What the operator sees of an organisation."""

    organisation_id: UUID
    state: str
    created_at: datetime
    members: int
    suspended: bool
