"""Bodies of the routes of retention."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from indokona.kernel.datamap import Keep
from indokona.kernel.edge import Body
from indokona.privacy.actions.retention import Due
from indokona.privacy.store_retention import Run


class ClockOut(BaseModel):
    """How long a kind of data is kept, in days; equal bounds are no choice."""

    data_class: Keep
    days: int
    default_days: int
    least: int
    most: int
    law: str | None
    oldest_at: datetime | None


class RunOut(BaseModel):
    """The last run: rows by kind of data; `problem` is null if it ended well."""

    began_at: datetime
    ended_at: datetime | None
    counts: dict[str, int]
    problem: str | None

    @classmethod
    def of(cls, run: Run) -> RunOut:
        """From the row."""
        return cls(**{name: getattr(run, name) for name in cls.model_fields})


class RetentionOut(BaseModel):
    """The clocks of this organisation, its last run, and how many holds are in force."""

    clocks: list[ClockOut]
    last_run: RunOut | None
    is_late: bool
    holds: int


class Choose(Body):
    """Days from now on. Zero days of content need `understood`."""

    days: Annotated[int, Field(ge=0, le=100_000)]
    understood: bool = False


class Wish(Body):
    """Clocks to try, in days."""

    content: Annotated[int | None, Field(ge=0, le=100_000)] = None
    contact: Annotated[int | None, Field(ge=0, le=100_000)] = None
    metadata: Annotated[int | None, Field(ge=0, le=100_000)] = None
    security: Annotated[int | None, Field(ge=0, le=100_000)] = None

    def clocks(self) -> dict[Keep, int]:
        """By kind of data."""
        return {Keep(name): days for name, days in self.model_dump(exclude_none=True).items()}


class DueOut(BaseModel):
    """What a run would do now: delete rows, or take the content out of them."""

    data_class: str
    table: str
    rows: int
    is_emptied: bool

    @classmethod
    def of(cls, one: Due) -> DueOut:
        """From the fact."""
        return cls.model_validate(one, from_attributes=True)
