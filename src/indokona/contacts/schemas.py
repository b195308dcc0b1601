"""Bodies of contacts' routes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from indokona.contacts.facts import ContactView, Segment
from indokona.contacts.store_imports import Import
from indokona.kernel.edge import Body


class NewContact(Body):
    """A person to be known."""

    phone: str = Field(max_length=40)
    name: str | None = Field(None, max_length=200)
    language: str = Field("", pattern="^([a-z]{2})?$")
    attributes: dict[str, str] = Field(default_factory=dict, max_length=50)
    tags: list[str] = Field(default_factory=list, max_length=50)


class ContactOut(BaseModel):
    """A contact."""

    id: UUID
    name: str | None
    phones: list[str]
    user_ids: list[str]
    market: str
    language: str
    tags: list[str]
    attributes: dict[str, str]
    last_activity: datetime

    @classmethod
    def of(cls, view: ContactView) -> ContactOut:
        """From the fact."""
        return cls(**{name: getattr(view, name) for name in cls.model_fields})


class ContactPage(BaseModel):
    """A page of contacts."""

    items: list[ContactOut]
    after: str | None


class Search(Body):
    """A search: in a body, so that no name stands in an address."""

    text: str = Field(min_length=1, max_length=100)
    limit: int = Field(20, ge=1, le=100)


class NewAttribute(Body):
    """An attribute to be defined."""

    name: str = Field(min_length=1, max_length=60)
    storage: Literal["sealed", "open"] = "sealed"


class AttributeOut(BaseModel):
    """A defined attribute."""

    id: UUID
    name: str
    storage: str


class Condition(Body):
    """A condition on an open attribute."""

    attribute: str = Field(max_length=60)
    operator: Literal["is", "at_least", "at_most"]
    value: str = Field(max_length=200)


class NewSegment(Body):
    """A selection to be saved."""

    name: str = Field(min_length=1, max_length=100)
    tags: list[str] = Field(default_factory=list, max_length=20)
    without_tags: list[str] = Field(default_factory=list, max_length=20)
    conditions: list[Condition] = Field(default_factory=list, max_length=20)


class SegmentOut(BaseModel):
    """A saved selection and how many it has."""

    id: UUID
    name: str
    count: int | None = None

    @classmethod
    def of(cls, segment: Segment, count: int | None = None) -> SegmentOut:
        """From the fact."""
        return cls(id=segment.id, name=segment.name, count=count)


class ImportOut(BaseModel):
    """How far an import is."""

    id: UUID
    state: str
    rows_done: int
    created: int
    updated: int
    unchanged: int
    refused: int
    pieces: int
    piece_done: int
    problem: str | None
    created_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, row: Import) -> ImportOut:
        """From the row."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})
