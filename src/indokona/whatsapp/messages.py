"""Bodies of `POST /{number}/messages`, and what its answer means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import msgspec

from indokona.whatsapp.errors import (
    LIMIT_REACHED,
    SPAM_LIMITED,
    MetaError,
    doubt,
    explain,
    is_known,
)
from indokona.whatsapp.identity import is_user_id
from indokona.whatsapp.problems import Problem, utf16_length

MediaKind = Literal["image", "video", "audio", "document", "sticker"]

# Characters (UTF-16 units), counts, or bytes where the name says so. Source: Meta, "Messages".
FREE_FORM_LIMITS: dict[str, int] = {
    "text": 4096,
    "caption": 1024,
    "callback": 512,
    "button_count": 3,
    "button_title": 20,
    "button_id": 256,
    "list_rows": 10,
    "list_sections": 10,
    "list_button": 20,
    "list_row_title": 24,
    "list_row_description": 72,
    "list_row_id": 200,
    "interactive_body": 1024,
    "interactive_footer": 60,
    "image_bytes": 5 * 1024 * 1024,
    "video_bytes": 16 * 1024 * 1024,
    "audio_bytes": 16 * 1024 * 1024,
    "document_bytes": 100 * 1024 * 1024,
}

_encode = msgspec.json.Encoder().encode


class Address(NamedTuple):
    """Where a message goes: a phone in E.164 with `+`, or a BSUID. The phone wins if both are set.

    A BSUID never goes into `to`: Meta answers 200 and then loses the message.
    """

    phone: str | None = None
    user_id: str | None = None

    def fields(self) -> dict[str, str]:
        """The part of the body that names the person; `ValueError` if it names nobody."""
        if self.phone:
            if not self.phone.startswith("+") or not self.phone[1:].isdigit():
                raise ValueError("a phone must be + and digits")
            return {"to": self.phone}
        if self.user_id and is_user_id(self.user_id):
            return {"recipient": self.user_id}
        raise ValueError("an address needs a phone or a user id")


def _body(
    to: Address, kind: str, content: object, callback: str, reply_to: str | None = None
) -> bytes:
    body: dict[str, object] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **to.fields(),
        "type": kind,
        kind: content,
    }
    if callback:
        body["biz_opaque_callback_data"] = callback
    if reply_to:
        body["context"] = {"message_id": reply_to}
    return _encode(body)


def text(to: Address, body: str, callback: str, reply_to: str | None = None) -> bytes:
    """A free text, at most 4096 characters; `reply_to` is the wamid it quotes.

    `callback` comes back in every status of the message (`biz_opaque_callback_data`, 512).
    """
    return _body(to, "text", {"body": body, "preview_url": False}, callback, reply_to)


def template(
    to: Address,
    name: str,
    language: str,
    components: Sequence[Mapping[str, Any]] | msgspec.Raw | None,
    callback: str,
) -> bytes:
    """A template; `components` from `templates.components_for` or a `Compiled`'s bytes as Raw."""
    content: dict[str, object] = {"name": name, "language": {"code": language}}
    if components:
        content["components"] = components
    return _body(to, "template", content, callback)


def media(
    to: Address,
    kind: MediaKind,
    media_id: str,
    callback: str,
    caption: str | None = None,
    filename: str | None = None,
    reply_to: str | None = None,
) -> bytes:
    """An uploaded file. Captions: image, video, document; file names: document only."""
    content = {"id": media_id}
    if caption and kind in ("image", "video", "document"):
        content["caption"] = caption
    if filename and kind == "document":
        content["filename"] = filename
    return _body(to, kind, content, callback, reply_to)


def reply_buttons(
    to: Address,
    body: str,
    buttons: Sequence[tuple[str, str]],
    callback: str,
    footer: str | None = None,
) -> bytes:
    """A question with one to three buttons, each (id, title)."""
    replies = [{"type": "reply", "reply": {"id": key, "title": title}} for key, title in buttons]
    content: dict[str, object] = {
        "type": "button",
        "body": {"text": body},
        "action": {"buttons": replies},
    }
    if footer:
        content["footer"] = {"text": footer}
    return _body(to, "interactive", content, callback)


def reaction(to: Address, message_id: str, emoji: str, callback: str) -> bytes:
    """An emoji on a message of the last 30 days; an empty one takes it away."""
    return _body(to, "reaction", {"message_id": message_id, "emoji": emoji}, callback)


def read(message_id: str, typing: bool = False) -> bytes:
    """Mark an inbound message as read, with a typing sign for at most 25 seconds if wished."""
    body: dict[str, object] = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": message_id,
    }
    if typing:
        body["typing_indicator"] = {"type": "text"}
    return _encode(body)


def check_text(body: str) -> list[Problem]:
    """What keeps a free text from being sent; empty when it may go."""
    if not body.strip():
        return [Problem("text.empty", "text", "Write something before you send.")]
    limit = FREE_FORM_LIMITS["text"]
    if utf16_length(body) > limit:
        words = f"The text is longer than {limit} characters. Shorten or divide it."
        return [Problem("text.too_long", "text", words, limit)]
    return []


class Accepted(NamedTuple):
    """Meta took the message. It is not sent yet; statuses tell. `wa_id` is digits without `+`.

    `message_status` (templates): accepted, held_for_quality_assessment, paused.
    """

    wamid: str
    message_status: str | None = None
    wa_id: str | None = None
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Meta answered with an error; whether it proves that nothing was sent is in `error`."""

    error: MetaError
    details: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An answer without a message id or an error code: the outcome is unknown."""

    status: int


Answer = Accepted | Refused | Unreadable


class _Contact(msgspec.Struct):
    wa_id: str | None = None
    user_id: str | None = None


class _Message(msgspec.Struct):
    id: str
    message_status: str | None = None


class _ErrorData(msgspec.Struct):
    details: str = ""


class GraphFault(msgspec.Struct):
    """Meta's error object, the same on every path."""

    code: int
    message: str = ""
    error_data: _ErrorData | str | None = None
    is_transient: bool = False
    error_subcode: int | None = None
    fbtrace_id: str = ""

    @property
    def details(self) -> str:
        """The most exact words Meta gave; they may repeat what we sent: never log them."""
        data = self.error_data
        exact = data.details if isinstance(data, _ErrorData) else data
        return exact or self.message


class _Answer(msgspec.Struct):
    messages: list[_Message] = []
    contacts: list[_Contact] = []
    error: GraphFault | None = None


_answer = msgspec.json.Decoder(_Answer, strict=False)
_TOO_MANY_REQUESTS = 429
_SERVER_FAULTS = 500
_APP_THROTTLED = 4
#: No code of Meta's is longer; what is longer cannot be kept.
_INT4 = 1 << 31


def answer(status: int, body: bytes) -> Answer:
    """What Meta's answer to a send means; never raises.

    A known code decides alone. A code we do not know, inside an HTTP 5xx or marked transient,
    proves nothing, and neither does a body that cannot be read. HTTP 429 without a readable body
    is a throttle: it is refused at the door, before any work.
    """
    try:
        found = _answer.decode(body)
    except (msgspec.DecodeError, ValueError, RecursionError):  # other bytes than UTF-8, or too deep
        return _without_body(status)
    if found.error is not None and not -_INT4 <= found.error.code < _INT4:
        return Unreadable(status)
    if found.error is not None:
        return Refused(meaning(status, found.error), found.error.details)
    if status >= 300 or not found.messages or not found.messages[0].id:
        return _without_body(status)
    message = found.messages[0]
    contact = found.contacts[0] if found.contacts else _Contact()
    return Accepted(
        message.id, message.message_status, contact.wa_id or None, contact.user_id or None
    )


def _without_body(status: int) -> Refused | Unreadable:
    if status == _TOO_MANY_REQUESTS:
        return Refused(explain(_APP_THROTTLED), "HTTP 429")
    return Unreadable(status)


def meaning(status: int, fault: GraphFault) -> MetaError:
    """What an error object means, with the HTTP status it came with."""
    if fault.code == SPAM_LIMITED and "messaging limit" in fault.details.lower():
        return explain(LIMIT_REACHED)  # one code, two causes: only here more waiting helps
    doubtful = status >= _SERVER_FAULTS or fault.is_transient
    if doubtful and not is_known(fault.code):
        return doubt(fault.code)
    return explain(fault.code)
