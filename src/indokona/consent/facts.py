"""What neighbours may see of consent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Grant:
    """Somebody agreed: to what, in which words, how, when."""

    contact_id: UUID
    purpose: str
    method: str
    source: str
    wording: str
    language: str
    at: datetime


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
