"""What neighbours may see of consent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Grant:
    """Somebody agreed: to what, in which words, how, when; `origin_id` is the import that says so."""

    contact_id: UUID
    purpose: str
    method: str
    source: str
    wording: str
    language: str
    at: datetime
    origin_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants of a purpose: hours without it (minutes after midnight, in the zone), and
    how many messages at most in seven days. None is no wish."""

    quiet_from: int | None
    quiet_to: int | None
    zone: str
    most: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Who may be written to for a purpose (contact -> consent), and what those of them wish who said so."""

    consents: Mapping[UUID, UUID]
    wishes: Mapping[UUID, Wish]


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One row of a contact's timeline; `recorded_by` is a kind of actor: a user, the person, the machine."""

    id: UUID
    purpose: str
    act: str
    method: str
    source: str | None
    wording: str | None
    at: datetime
    ends_at: datetime | None = None
    language: str | None = None
    recorded_at: datetime | None = None
    recorded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a contact stands on one purpose, and since when; `ends_at` is when a given consent ends.

    `given`, `withdrawn`, `expired`, `suspended` (the number came back with another person behind it) or `none`.
    """

    purpose: str
    state: str
    since: datetime | None
    may_write: bool
    ends_at: datetime | None = None
    wish: Wish | None = None
