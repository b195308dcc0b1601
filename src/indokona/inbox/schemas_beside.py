"""Bodies of notes, drafts, presence and quick replies."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from indokona.kernel.edge import Body

Written = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4096)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class NewNote(Body):
    """A note for members."""

    text: Written


class KeepDraft(Body):
    """A half-written answer or note; `seen` is the `changed_at` of the draft that it goes on from, null of none."""

    text: str = Field(max_length=10_000)
    note: bool = False
    seen: AwareDatetime | None = None
    overwrite: bool = False


class DraftOut(BaseModel):
    """A kept draft; an empty text is no draft."""

    model_config = ConfigDict(from_attributes=True)

    text: str
    note: bool
    changed_at: datetime | None


class Here(Body):
    """A member looks at a conversation, and perhaps types."""

    typing: bool = False


class QuickReplyBody(Body):
    """A quick reply."""

    name: Name
    text: Written


class QuickReplyOut(BaseModel):
    """A quick reply as it is kept."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    text: str
    changed_at: datetime
