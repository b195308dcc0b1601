"""Bodies of the routes of tags, attributes and segments."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from indokona.contacts.actions.groups import Choice
from indokona.contacts.actions.tags import Changed
from indokona.contacts.facts import Segment, Tag
from indokona.kernel.edge import Body

TagName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Market = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Language = Annotated[str, StringConstraints(pattern="^[a-z]{2}$")]


class NewAttribute(Body):
    """An attribute to be defined."""

    name: str = Field(min_length=1, max_length=60)
    storage: Literal["sealed", "open"] = "sealed"


class AttributeOut(BaseModel):
    """A defined attribute."""

    id: UUID
    name: str
    storage: str


class TagBody(Body):
    """A tag's name."""

    name: TagName


class TagOut(BaseModel):
    """A tag and how many contacts have it."""

    id: UUID
    name: str
    contacts: int

    @classmethod
    def of(cls, tag: Tag) -> TagOut:
        """From the fact."""
        return cls(id=tag.id, name=tag.name, contacts=tag.contacts)


class TagGone(BaseModel):
    """From how many contacts a deleted tag was taken."""

    contacts: int


class Filter(Body):
    """Which contacts: those that match all that is given. Consent is asked when something is sent."""

    tags: list[UUID] = Field(default_factory=list, max_length=20)
    without_tags: list[UUID] = Field(default_factory=list, max_length=20)
    markets: list[Market] = Field(default_factory=list, max_length=50)
    languages: list[Language] = Field(default_factory=list, max_length=50)
    import_id: UUID | None = None

    def rule(self) -> dict[str, object]:
        """As the selection reads it."""
        return self.model_dump()


class ChangeTags(Body):
    """Tags to be given and taken: of the contacts named, or of all that match."""

    add: list[UUID] = Field(default_factory=list, max_length=20)
    remove: list[UUID] = Field(default_factory=list, max_length=20)
    contact_ids: list[UUID] | None = Field(None, max_length=1000)
    match: Filter | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> ChangeTags:
        if (self.contact_ids is None) == (self.match is None):
            raise ValueError("name either contact_ids or match")
        return self

    def chosen(self) -> list[UUID] | dict[str, object]:
        """Who is meant."""
        return self.match.rule() if self.match is not None else list(self.contact_ids or [])


class TagsChanged(BaseModel):
    """How many contacts were meant, and how many tags were newly given or taken."""

    contacts: int
    added: int
    removed: int

    @classmethod
    def of(cls, changed: Changed) -> TagsChanged:
        """From the fact."""
        return cls(contacts=changed.contacts, added=changed.added, removed=changed.removed)


class Condition(Body):
    """A condition on an open attribute."""

    attribute: str = Field(max_length=60)
    operator: Literal["is", "at_least", "at_most"]
    value: str = Field(max_length=200)


class SegmentRule(Body):
    """Who belongs to a selection; tags by name."""

    tags: list[str] = Field(default_factory=list, max_length=20)
    without_tags: list[str] = Field(default_factory=list, max_length=20)
    markets: list[Market] = Field(default_factory=list, max_length=50)
    languages: list[Language] = Field(default_factory=list, max_length=50)
    conditions: list[Condition] = Field(default_factory=list, max_length=20)

    def choice(self) -> Choice:
        """As the action takes it."""
        conditions = [condition.model_dump() for condition in self.conditions]
        return Choice(self.tags, self.without_tags, self.markets, self.languages, conditions)


class NewSegment(SegmentRule):
    """A selection to be saved."""

    name: str = Field(min_length=1, max_length=100)


class ChangeSegment(Body):
    """What of a selection becomes otherwise; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=100)
    rule: SegmentRule | None = None


class CountOut(BaseModel):
    """How many match now, and by market."""

    count: int
    by_market: dict[str, int]


class SegmentOut(BaseModel):
    """A saved selection and how many it has."""

    id: UUID
    name: str
    count: int | None = None
    rule: dict[str, Any] | None = None

    @classmethod
    def of(
        cls, segment: Segment, count: int | None = None, rule: dict[str, Any] | None = None
    ) -> SegmentOut:
        """From the fact."""
        return cls(id=segment.id, name=segment.name, count=count, rule=rule)
