"""Bodies of contacts' routes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from indokona.contacts import rules
from indokona.contacts.actions import undoing
from indokona.contacts.actions.preview import Look
from indokona.contacts.facts import ContactView, IdentityView
from indokona.contacts.store_imports import Import
from indokona.kernel.edge import Body

Value = Annotated[str, StringConstraints(max_length=2000)]


class NewContact(Body):
    """A person to be known."""

    phone: str = Field(max_length=40)
    name: str | None = Field(None, max_length=200)
    language: str = Field("", pattern="^([a-z]{2})?$")
    attributes: dict[str, str] = Field(default_factory=dict, max_length=50)
    tags: list[str] = Field(default_factory=list, max_length=50)


class EditContact(Body):
    """What a member changes; what is left out stays. An attribute's value null takes it away."""

    name: str | None = Field(None, max_length=200)
    language: str | None = Field(None, pattern="^([a-z]{2})?$")
    attributes: dict[str, Value | None] = Field(default_factory=dict, max_length=50)


class ContactOut(BaseModel):
    """A contact; `phone` is the first of its phones as people write it."""

    id: UUID
    name: str | None
    phone: str | None
    phones: list[str]
    user_ids: list[str]
    market: str
    language: str
    tags: list[str]
    attributes: dict[str, str]
    last_activity: datetime
    is_restricted: bool

    @classmethod
    def of(cls, view: ContactView) -> ContactOut:
        """From the fact."""
        shown = {name: getattr(view, name) for name in ContactOut.model_fields if name != "phone"}
        return ContactOut(phone=rules.display(view.phones[0]) if view.phones else None, **shown)


class IdentityOut(BaseModel):
    """How a contact is or was known; `valid_to` is null while it holds."""

    kind: str
    value: str | None
    valid_from: datetime
    valid_to: datetime | None


class ContactDetail(ContactOut):
    """A contact with every identity it ever had."""

    identities: list[IdentityOut]

    @classmethod
    def whole(cls, view: ContactView, identities: list[IdentityView]) -> ContactDetail:
        """From the facts."""
        known = [
            IdentityOut(kind=i.kind, value=i.value, valid_from=i.valid_from, valid_to=i.valid_to)
            for i in identities
        ]
        return cls(**ContactOut.of(view).model_dump(), identities=known)


class ContactPage(BaseModel):
    """A page of contacts. `total` comes with the first page; past 10,000 it says `total_is_exact` false."""

    items: list[ContactOut]
    after: str | None
    total: int | None = None
    total_is_exact: bool = True


class Search(Body):
    """A search: in a body, so that no name stands in an address."""

    text: str = Field(min_length=1, max_length=100)
    limit: int = Field(20, ge=1, le=100)


class ImportOut(BaseModel):
    """How far an import is: `arriving`, `running`, `done`, `failed`, `undoing`, `undone`.

    Undoing takes back consents and tags and shreds the people it made; `undo_kept` are those with whom
    something happened since. Contacts that it only changed stay as it left them.
    """

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
    undo_until: datetime | None
    undone_contacts: int
    undone_consents: int
    undone_tags: int
    undo_kept: int

    @classmethod
    def of(cls, row: Import) -> ImportOut:
        """From the row."""
        kept = {n: getattr(row, n) for n in cls.model_fields if n != "undo_until"}
        return cls(**kept, undo_until=undoing.until(row))


class ImportPage(BaseModel):
    """A page of imports."""

    items: list[ImportOut]
    after: str | None


class ColumnOut(BaseModel):
    """A column of the file and the target it is guessed to be; null is left out."""

    name: str
    guess: str | None


class PreviewOut(BaseModel):
    """How a file would be read: its first rows, and the targets that a column may be given."""

    encoding: str
    delimiter: str
    columns: list[ColumnOut]
    rows: list[list[str]]
    targets: list[str]

    @classmethod
    def of(cls, look: Look) -> PreviewOut:
        """From the fact."""
        columns = [ColumnOut(name=one.name, guess=one.guess) for one in look.columns]
        return cls(
            encoding=look.encoding, delimiter=look.delimiter, columns=columns, rows=look.rows, targets=look.targets
        )  # fmt: skip
