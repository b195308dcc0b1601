"""What a message holds, in our form and on the wire."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from indokona.contacts.facts import Reach
from indokona.kernel import ids
from indokona.templates.facts import Usable
from indokona.whatsapp import messages as wire
from indokona.whatsapp import templates as shapes

#: In front of our message id in Meta's callback data, so that foreign data is never taken for ours.
CALLBACK = "ik:"
#: Of an id.
_BYTES = 16


class Writer:
    """A template prepared once for all recipients of a slice."""

    def __init__(self, usable: Usable) -> None:
        self._compiled = shapes.Compiled(usable.shape, usable.media_id)

    def body(self, to: wire.Address, values: dict[str, str], callback: str) -> bytes:
        """The request's body; `ValueError` if a value is missing."""
        return self._compiled.request(to, values, callback)


def address(reach: Reach, portfolio_id: UUID) -> wire.Address | None:
    """Where to send: the phone, else the BSUID of the number's portfolio."""
    user_id = reach.user_ids.get(portfolio_id)
    if reach.phone is None and user_id is None:
        return None
    return wire.Address(phone=reach.phone, user_id=user_id)


def body(
    message_id: UUID, to: wire.Address, content: dict[str, Any], writer: Writer | None
) -> bytes:
    """The request's body of one message."""
    callback = f"{CALLBACK}{message_id.hex}"
    if writer is not None:
        return writer.body(to, content.get("values", {}), callback)
    kind = content.get("type", "text")
    if kind == "text":
        return wire.text(to, content["text"], callback)
    if kind == "buttons":
        buttons = [(one["id"], one["title"]) for one in content["buttons"]]
        return wire.reply_buttons(to, content["text"], buttons, callback)
    return wire.media(
        to, kind, content["media_id"], callback, content.get("caption"), content.get("filename")
    )


def message_of(callback: str | None) -> UUID | None:
    """Our message id in a status's callback data; None if it is not ours."""
    if callback is None or not callback.startswith(CALLBACK):
        return None
    try:
        raw = bytes.fromhex(callback[len(CALLBACK) :])
    except ValueError:
        return None
    return ids.of_bytes(raw) if len(raw) == _BYTES else None
