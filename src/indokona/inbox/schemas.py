"""Bodies of the inbox's routes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from indokona.inbox.actions import ConversationView
from indokona.kernel.edge import Body
from indokona.messaging.facts import MessageView


class ConversationOut(BaseModel):
    """A conversation."""

    id: UUID
    contact_id: UUID
    number_id: UUID
    name: str | None
    state: str
    assignee_id: UUID | None
    attention: str | None
    unread: int
    window_ends_at: datetime | None

    @classmethod
    def of(cls, view: ConversationView) -> ConversationOut:
        """From the fact."""
        return cls(**{name: getattr(view, name) for name in cls.model_fields})


class ConversationPage(BaseModel):
    """A page of conversations."""

    items: list[ConversationOut]
    after: str | None


class MediaOut(BaseModel):
    """A file of a message: `waiting`, `kept` or `refused`; size in bytes."""

    model_config = ConfigDict(from_attributes=True)

    state: str
    mime_type: str | None
    size: int | None


class MessageOut(BaseModel):
    """A message of a thread."""

    id: UUID
    direction: str
    purpose: str
    kind: str
    state: str
    code: int | str | None
    at: datetime
    content: dict[str, Any] | None
    media: MediaOut | None

    @classmethod
    def of(cls, view: MessageView) -> MessageOut:
        """From the fact."""
        return cls(**{name: getattr(view, name) for name in cls.model_fields})


class MediaReply(Body):
    """A file that was uploaded to the conversation's number."""

    kind: Literal["image", "video", "audio", "document", "sticker"]
    id: str = Field(pattern="^[0-9]{1,40}$")
    caption: str | None = Field(None, max_length=1024)
    filename: str | None = Field(None, max_length=240)


class Reply(Body):
    """An answer: either words or a file."""

    text: str | None = Field(None, min_length=1, max_length=4096)
    media: MediaReply | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Reply:
        if (self.text is None) == (self.media is None):
            raise ValueError("send either text or media")
        return self

    def content(self) -> dict[str, Any]:
        """As messaging keeps it."""
        if self.media is None:
            return {"type": "text", "text": self.text}
        media = self.media.model_dump(exclude_none=True)
        return {"type": media.pop("kind"), "media_id": media.pop("id"), **media}


class UploadOut(BaseModel):
    """A file at Meta: its id can be sent for 30 days."""

    id: str


class ReplyOut(BaseModel):
    """The queued answer."""

    message_id: UUID


class Assign(Body):
    """Who takes the conversation; null for nobody."""

    assignee_id: UUID | None


class SetState(Body):
    """Open or resolved."""

    state: Literal["open", "resolved"]
