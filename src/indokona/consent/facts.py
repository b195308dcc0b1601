"""What neighbours may see of consent."""

from __future__ import annotations

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
class ConsentLine:
    """One row of a contact's timeline."""

    id: UUID
    purpose: str
    act: str
    method: str
    source: str | None
    wording: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a contact stands on one purpose: `given`, `withdrawn` or `none`, and since when."""

    purpose: str
    state: str
    since: datetime | None
    may_write: bool
