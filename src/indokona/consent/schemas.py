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

    @classmethod
    def of(cls, line: ConsentLine) -> ConsentOut:
        """From the fact."""
        return cls(**{name: getattr(line, name) for name in cls.model_fields})


class StandingOut(BaseModel):
    """Where a contact stands on one purpose: `given`, `withdrawn` or `none`, and since when."""

    model_config = ConfigDict(from_attributes=True)

    purpose: str
    state: str
    since: datetime | None
    may_write: bool
