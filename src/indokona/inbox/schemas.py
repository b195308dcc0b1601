"""Bodies of the inbox's routes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from indokona.inbox.actions.conversations import ConversationView
from indokona.inbox.actions.notes import NoteView
from indokona.inbox.actions.presence import Present
from indokona.kernel.edge import Body
from indokona.messaging.facts import MessageView

#: So much of a message fits into a line of a list.
LINE = 160


class NewestOut(BaseModel):
    """The newest message in a line: the beginning of its words, if it has any."""

    direction: str
    kind: str
    state: str
    at: datetime
    text: str | None

    @classmethod
    def of(cls, view: MessageView) -> NewestOut:
        """From the fact."""
        content = view.content or {}
        media = content.get("media") or {}
        words = (
            content.get("text")
            or content.get("body")
            or content.get("caption")
            or media.get("caption")
        )
        text = words[:LINE] if isinstance(words, str) else None
        return cls(
            direction=view.direction, kind=view.kind, state=view.state, at=view.at, text=text
        )


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
    last_message_at: datetime
    newest: NewestOut | None

    @classmethod
    def of(cls, view: ConversationView) -> ConversationOut:
        """From the fact."""
        same = {
            name: getattr(view, name) for name in ConversationOut.model_fields if name != "newest"
        }
        return cls(**same, newest=NewestOut.of(view.newest) if view.newest else None)


class PresentOut(BaseModel):
    """A member who has the conversation open now."""

    model_config = ConfigDict(from_attributes=True)

    user_id: UUID
    typing: bool


class ConversationDetail(ConversationOut):
    """A conversation, and who else looks at it."""

    present: list[PresentOut]

    @classmethod
    def whole(cls, view: ConversationView, present: Sequence[Present]) -> ConversationDetail:
        """From the facts."""
        there = [PresentOut.model_validate(one) for one in present]
        return cls(**dict(ConversationOut.of(view)), present=there)


class TallyOut(BaseModel):
    """Open conversations, counted no further than the newest 10,000."""

    model_config = ConfigDict(from_attributes=True)

    all: int
    unread: int
    mine: int
    mine_unread: int
    unassigned: int
    unassigned_unread: int


class ColleagueOut(BaseModel):
    """A member to whom a conversation can be given."""

    user_id: UUID
    name: str | None
    role: str


class PersonOut(BaseModel):
    """The person of a conversation as an agent may see them: no phone, no user id."""

    id: UUID
    name: str | None
    market: str
    language: str
    tags: list[str]
    attributes: dict[str, str]
    last_activity: datetime


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
    """A message of a thread, or a note: `direction` is `in`, `out`, or `note` with its `author_id`."""

    id: UUID
    direction: str
    purpose: str
    kind: str
    state: str
    code: int | str | None
    at: datetime
    content: dict[str, Any] | None
    media: MediaOut | None
    author_id: UUID | None = None

    @classmethod
    def of(cls, view: MessageView | NoteView) -> MessageOut:
        """From the fact."""
        if isinstance(view, NoteView):
            content = None if view.text is None else {"type": "text", "text": view.text}
            return cls(
                id=view.id, direction="note", purpose="note", kind="note", state="kept", code=None, at=view.at,
                content=content, media=None, author_id=view.author_id,
            )  # fmt: skip
        return cls(
            **{name: getattr(view, name) for name in cls.model_fields if name != "author_id"}
        )


class MediaReply(Body):
    """A file that was uploaded to the conversation's number."""

    kind: Literal["image", "video", "audio", "document", "sticker"]
    id: str = Field(pattern="^[0-9]{1,40}$")
    caption: str | None = Field(None, max_length=1024)
    filename: str | None = Field(None, max_length=240)


class TemplateReply(Body):
    """An approved template, and the value of each of its variables by key."""

    id: UUID
    values: dict[str, Annotated[str, StringConstraints(max_length=1024)]] = Field(
        default_factory=dict, max_length=50
    )


class Reply(Body):
    """An answer: words, a file or a template."""

    text: str | None = Field(None, min_length=1, max_length=4096)
    media: MediaReply | None = None
    template: TemplateReply | None = None

    @model_validator(mode="after")
    def _one_of_all(self) -> Reply:
        if sum(one is not None for one in (self.text, self.media, self.template)) != 1:
            raise ValueError("send either text, media or a template")
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


class Seen(Body):
    """The newest message that somebody saw."""

    up_to: UUID


class SetState(Body):
    """Open or resolved."""

    state: Literal["open", "resolved"]
