"""Bodies of consent's routes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from indokona.consent.facts import ConsentLine
from indokona.kernel.edge import Body


class NewConsent(Body):
    """Somebody agreed."""

    purpose: Literal["marketing", "utility", "authentication"]
    method: str = Field(min_length=1, max_length=60)
    source: str = Field(min_length=1, max_length=500)
    wording: str = Field(min_length=1, max_length=2000)
    language: str = Field("en", pattern="^[a-z]{2}$")
    at: AwareDatetime


class Withdrawal(Body):
    """Somebody said no, told to a member."""

    method: str = Field("member", max_length=60)


class Withdrawn(BaseModel):
    """What the no did."""

    cancelled: int


class ConsentOut(BaseModel):
    """One row of the timeline."""

    id: UUID
    purpose: str
    act: str
    method: str
    source: str | None
    wording: str | None
    at: datetime
    ends_at: datetime | None

    @classmethod
    def of(cls, line: ConsentLine) -> ConsentOut:
        """From the fact."""
        return cls(**{name: getattr(line, name) for name in cls.model_fields})


class WishOut(BaseModel):
    """What the person wishes: hours without messages (minutes after midnight, in the zone), at most so many a week."""

    model_config = ConfigDict(from_attributes=True)

    quiet_from: int | None
    quiet_to: int | None
    zone: str
    most: int | None


class StandingOut(BaseModel):
    """Where a contact stands on one purpose, and since when; `ends_at` is when a given consent ends.

    `given`, `withdrawn`, `expired`, `suspended` (another person may have the number now) or `none`.
    """

    model_config = ConfigDict(from_attributes=True)

    purpose: str
    state: str
    since: datetime | None
    may_write: bool
    ends_at: datetime | None
    wish: WishOut | None


class Terms(Body):
    """For how many days a consent to each purpose lives; null: for good."""

    marketing: int | None = Field(None, ge=1, le=3650)
    utility: int | None = Field(None, ge=1, le=3650)
    authentication: int | None = Field(None, ge=1, le=3650)


class TermsOut(BaseModel):
    """The same as it is."""

    marketing: int | None = None
    utility: int | None = None
    authentication: int | None = None


class WordsOut(BaseModel):
    """The words that are orders in the chat, by act and language; `unchecked` languages wait for a
    native speaker's check."""

    words: dict[str, dict[str, list[str]]]
    unchecked: list[str]
