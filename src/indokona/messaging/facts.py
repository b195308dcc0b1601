"""What neighbours may see of messaging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Origin:
    """Why a message exists: a campaign, a conversation, an API call, the platform."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be queued: free form (`service`), or a template's version with its values.

    `content` is what the person will see or what fills the template; it is sealed at once.
    """

    contact_id: UUID
    purpose: str
    content: Mapping[str, Any]
    template_version_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """What became of a draft: a message id; `code` says why it was refused, if it was."""

    message_id: UUID
    contact_id: UUID
    code: str | None


@dataclass(frozen=True, slots=True)
class Stamps:
    """What is known of a message's way, as time stamps; any of them may be missing.

    `is_put_back`: the last attempt certainly did not send it, and it waits for the next.
    """

    accepted_at: datetime | None = None
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    failed_at: datetime | None = None
    unknown_at: datetime | None = None
    doubtful_at: datetime | None = None
    is_put_back: bool = False


@dataclass(frozen=True, slots=True)
class MediaView:
    """A file of a message: `waiting` to be fetched from Meta, `kept`, or `refused`; size in bytes."""

    state: str
    mime_type: str | None
    size: int | None


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message of a thread, opened. `content` is None where its person was erased."""

    id: UUID
    direction: str
    purpose: str
    kind: str
    state: str
    code: int | str | None
    at: datetime
    content: dict[str, Any] | None = field(default=None)
    media: MediaView | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """An inbound message that was stored, for those who act on it."""

    message_id: UUID
    contact_id: UUID
    number_id: UUID
    text: str | None
    payload: str | None
