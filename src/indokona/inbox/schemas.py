"""Bodies of the inbox's routes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

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

    @classmethod
    def of(cls, view: MessageView) -> MessageOut:
        """From the fact."""
        return cls(**{name: getattr(view, name) for name in cls.model_fields})


class Reply(Body):
    """An answer."""

    text: str = Field(min_length=1, max_length=4096)


class ReplyOut(BaseModel):
    """The queued answer."""

    message_id: UUID


class Assign(Body):
    """Who takes the conversation; null for nobody."""

    assignee_id: UUID | None


class SetState(Body):
    """Open or resolved."""

    state: Literal["open", "resolved"]
