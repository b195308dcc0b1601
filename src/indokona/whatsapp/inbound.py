"""The field `messages`: what people send, and what became of what we sent."""

from __future__ import annotations

import msgspec

from indokona.whatsapp.errors import MetaError, explain
from indokona.whatsapp.liberal import Undecoded, blank_is_none, each, seconds, without_nul

_MEDIA_KINDS = ("image", "video", "audio", "document", "sticker")


class Metadata(msgspec.Struct):
    """Which of our numbers this is about."""

    phone_number_id: str = ""
    display_phone_number: str = ""


class Profile(msgspec.Struct):
    """What the person shows of themselves. A username comes with or without `@`."""

    name: str | None = None
    username: str | None = None
    country_code: str | None = None

    def __post_init__(self) -> None:
        self.name = blank_is_none(self.name)
        self.username = blank_is_none((self.username or "").lstrip("@"))


class Contact(msgspec.Struct):
    """A person named in the change. `wa_id` is digits without `+`, or None: phones are optional."""

    profile: Profile = msgspec.field(default_factory=Profile)
    wa_id: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None

    def __post_init__(self) -> None:
        self.wa_id = blank_is_none(self.wa_id)
        self.user_id = blank_is_none(self.user_id)
        self.parent_user_id = blank_is_none(self.parent_user_id)


class ErrorData(msgspec.Struct):
    """Meta's explanation."""

    details: str = ""


class WebhookError(msgspec.Struct):
    """An error inside a webhook; the same codes as in answers."""

    code: int = 0
    title: str = ""
    message: str = ""
    error_data: ErrorData | None = None

    @property
    def details(self) -> str:
        """The most exact words Meta gave."""
        return (self.error_data.details if self.error_data else "") or self.message or self.title

    @property
    def meaning(self) -> MetaError:
        """What the code means to us."""
        return explain(self.code)


class Text(msgspec.Struct):
    """Typed words."""

    body: str = ""


class Button(msgspec.Struct):
    """A tapped quick reply of a template: what we put behind it, and what stood on it."""

    payload: str = ""
    text: str = ""


class Reply(msgspec.Struct):
    """A chosen button or row of an interactive message."""

    id: str = ""
    title: str = ""
    description: str | None = None


class FormReply(msgspec.Struct):
    """An answered form (WhatsApp Flow, address); `response_json` is JSON inside a string."""

    name: str = ""
    body: str | None = None
    response_json: str = ""


class Interactive(msgspec.Struct):
    """An answer to an interactive message."""

    type: str = ""
    button_reply: Reply | None = None
    list_reply: Reply | None = None
    nfm_reply: FormReply | None = None

    @property
    def chosen(self) -> Reply | None:
        """The tapped button or row."""
        return self.button_reply or self.list_reply


class Media(msgspec.Struct):
    """A file as it stands in the message."""

    id: str = ""
    mime_type: str = ""
    sha256: str | None = None
    caption: str | None = None
    filename: str | None = None
    url: str | None = None


class MediaRef(msgspec.Struct, frozen=True):
    """A file that a person sent. The id lives 7 days, the URL about 5 minutes, token needed."""

    kind: str
    id: str
    mime_type: str
    sha256: str | None = None
    caption: str | None = None
    filename: str | None = None
    url: str | None = None


class Context(msgspec.Struct):
    """What the message answers or where it was forwarded from."""

    id: str | None = None
    from_: str | None = msgspec.field(default=None, name="from")
    forwarded: bool = False
    frequently_forwarded: bool = False
    referred_product: msgspec.Raw | None = None


class System(msgspec.Struct):
    """WhatsApp's own news about a person: `user_changed_number`, `user_changed_user_id`, …

    `wa_id` is the new phone, without `+`; it may be missing.
    """

    type: str = ""
    body: str = ""
    wa_id: str | None = None
    user_id: str | None = None
    previous_user_id: str | None = None
    parent_user_id: str | None = None
    previous_parent_user_id: str | None = None

    def __post_init__(self) -> None:
        self.wa_id = blank_is_none((self.wa_id or "").lstrip("+"))
        self.user_id = blank_is_none(self.user_id)
        self.previous_user_id = blank_is_none(self.previous_user_id)
        self.parent_user_id = blank_is_none(self.parent_user_id)

    @property
    def is_change(self) -> bool:
        """Whether the person has another number or user id now."""
        return self.type.startswith("user_changed_")


class _Wire(msgspec.Struct):
    """The message as Meta writes it; `InboundMessage` adds the original bytes."""

    id: str
    type: str = "unknown"
    timestamp: str | int | float | None = None
    from_: str | None = msgspec.field(default=None, name="from")
    from_user_id: str | None = None
    from_parent_user_id: str | None = None
    context: Context | None = None
    text: Text | None = None
    button: Button | None = None
    interactive: Interactive | None = None
    image: Media | None = None
    video: Media | None = None
    audio: Media | None = None
    document: Media | None = None
    sticker: Media | None = None
    system: System | None = None
    errors: list[WebhookError] = []

    @property
    def media(self) -> MediaRef | None:
        for kind in _MEDIA_KINDS:
            found: Media | None = getattr(self, kind)
            if found is not None:
                return MediaRef(kind, *msgspec.structs.astuple(found))
        return None


class InboundMessage(msgspec.Struct, frozen=True):
    """What a person sent. Any of phone and user ids may be None; one of them is there.

    `timestamp` is in Unix seconds. `raw` is the whole message as JSON: kinds that have no field
    here (location, contacts, order, reaction, system, edit, …) are read from it.
    """

    id: str
    type: str
    timestamp: int
    from_: str | None
    from_user_id: str | None
    from_parent_user_id: str | None
    context_id: str | None
    context: Context | None
    text: Text | None
    button: Button | None
    interactive: Interactive | None
    media: MediaRef | None
    system: System | None
    errors: list[WebhookError]
    raw: bytes

    @property
    def words(self) -> str | None:
        """What the person said in any form: typed, tapped, or written under a file."""
        if self.text is not None:
            return self.text.body
        if self.button is not None:
            return self.button.text
        chosen = self.interactive.chosen if self.interactive else None
        if chosen is not None:
            return chosen.title
        return self.media.caption if self.media else None


class Pricing(msgspec.Struct):
    """What Meta will charge. Decide by `type` and `category`; `billable` is being retired."""

    type: str = ""
    category: str = ""
    billable: bool | None = None
    pricing_model: str = ""


class Status(msgspec.Struct):
    """One step of a message of ours; unknown values of `status` are kept as they are.

    `timestamp` is in Unix seconds, 0 when Meta gave none.
    """

    id: str
    status: str
    timestamp: int = 0
    recipient_id: str | None = None
    recipient_user_id: str | None = None
    recipient_parent_user_id: str | None = None
    recipient_type: str | None = None
    type: str | None = None
    biz_opaque_callback_data: str | None = None
    pricing: Pricing | None = None
    errors: list[WebhookError] = []

    def __post_init__(self) -> None:
        self.timestamp = seconds(self.timestamp)
        self.recipient_id = blank_is_none(self.recipient_id)
        self.recipient_user_id = blank_is_none(self.recipient_user_id)


class MessagesValue(msgspec.Struct, frozen=True):
    """The value of a `messages` change, with whatever could not be read in `undecoded`."""

    metadata: Metadata
    contacts: list[Contact]
    messages: list[InboundMessage]
    statuses: list[Status]
    errors: list[WebhookError]
    undecoded: list[Undecoded]


class _Value(msgspec.Struct):
    metadata: msgspec.Raw = msgspec.Raw(b"{}")
    contacts: list[msgspec.Raw] | None = None
    messages: list[msgspec.Raw] | None = None
    statuses: list[msgspec.Raw] | None = None
    errors: list[msgspec.Raw] | None = None


class _Whole(msgspec.Struct):
    """A value without messages, as nearly all are: statuses, all of them as Meta describes them."""

    metadata: Metadata = msgspec.field(default_factory=Metadata)
    contacts: list[Contact] | None = None
    messages: None = None
    statuses: list[Status] | None = None
    errors: list[WebhookError] | None = None


_value = msgspec.json.Decoder(_Value, strict=False)
_whole = msgspec.json.Decoder(_Whole, strict=False)


def messages_value(value: msgspec.Raw | bytes) -> MessagesValue:
    """Read a `messages` change; raises `ValueError` only when it is not a JSON object.

    What is not as described is read piece by piece: each contact, message, status and error by itself.
    """
    raw = without_nul(bytes(value))
    try:
        whole = _whole.decode(raw)
    except (msgspec.DecodeError, ValueError):
        return piece_by_piece(raw)
    return MessagesValue(
        whole.metadata, whole.contacts or [], [], whole.statuses or [], whole.errors or [], []
    )


def piece_by_piece(raw: bytes) -> MessagesValue:
    """The same, slower: one bad piece costs none of the others."""
    bad: list[Undecoded] = []
    try:
        found = _value.decode(raw)
    except msgspec.DecodeError:
        raise ValueError("the value of a messages change is not readable") from None
    metadata = each("metadata", Metadata, [found.metadata], bad)
    return MessagesValue(
        metadata[0] if metadata else Metadata(),
        each("contact", Contact, found.contacts or [], bad),
        _messages(found.messages or [], bad),
        each("status", Status, found.statuses or [], bad),
        each("error", WebhookError, found.errors or [], bad),
        bad,
    )


def _messages(raws: list[msgspec.Raw], bad: list[Undecoded]) -> list[InboundMessage]:
    good: list[InboundMessage] = []
    for raw in raws:
        good.extend(_message(wire, bytes(raw)) for wire in each("message", _Wire, [raw], bad))
    return good


def _message(wire: _Wire, raw: bytes) -> InboundMessage:
    return InboundMessage(
        wire.id,
        wire.type,
        seconds(wire.timestamp),
        blank_is_none(wire.from_),
        blank_is_none(wire.from_user_id),
        blank_is_none(wire.from_parent_user_id),
        blank_is_none(wire.context.id) if wire.context else None,
        wire.context,
        wire.text,
        wire.button,
        wire.interactive,
        wire.media,
        wire.system,
        wire.errors,
        raw,
    )
