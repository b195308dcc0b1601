"""Bodies of holds, and of what processors were told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from indokona.kernel import clock
from indokona.kernel.edge import Body
from indokona.privacy import rules
from indokona.privacy.rules import Hold, Kept
from indokona.privacy.store_telling import Telling

Line = Annotated[str, Field(min_length=1, max_length=300)]


class HoldIn(Body):
    """A hold. Without a contact it holds everybody's rows, without classes every kind of row.

    The person who asks for erasure reads reason and source.
    """

    contact_id: UUID | None = None
    classes: list[str] = Field(default=[], max_length=4)
    reason: Line
    source: Line
    ends_at: AwareDatetime


class LegalHoldOut(BaseModel):
    """A hold, whom it is about if it is one person, and whether it stands."""

    id: UUID
    contact_id: UUID | None
    name: str | None
    classes: list[str]
    reason: str
    source: str
    made_at: datetime
    ends_at: datetime
    released_at: datetime | None
    stands: bool

    @classmethod
    def of(cls, row: Hold, name: str | None) -> LegalHoldOut:
        """From the row, and the name of whom it is about."""
        kept = {name: getattr(row, name) for name in cls.model_fields if hasattr(row, name)}
        return cls(**kept, name=name, stands=rules.stands(row, clock.now()))


class KeptOut(BaseModel):
    """Rows of a class that stay although their person is erased, why, and until when."""

    what: str
    reason: str
    source: str
    until: datetime

    @classmethod
    def of(cls, row: Kept) -> KeptOut:
        """From the fact."""
        return cls(what=row.what, reason=row.reason, source=row.source, until=row.until)


class ToldOut(BaseModel):
    """A processor and an erasure: `ready`, `waiting`, `told`, `acknowledged`, `failed`, or `expires` at a date.

    `can_try_again`: it failed, and what it must be told is still there.
    """

    processor: str
    call: str
    state: str
    code: str | None
    tries: int
    acknowledged_at: datetime | None
    expires_at: datetime | None
    can_try_again: bool

    @classmethod
    def of(cls, row: Telling) -> ToldOut:
        """From the row."""
        kept = {name: getattr(row, name) for name in cls.model_fields if hasattr(row, name)}
        return cls(**kept, can_try_again=row.state == "failed" and row.what_sealed is not None)
