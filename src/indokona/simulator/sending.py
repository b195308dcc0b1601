"""`POST /{number}/messages`: may this go out, and what will become of it. The hot path."""

from __future__ import annotations

import datetime
import time
from typing import Any, Final

import msgspec

from indokona.simulator import ids
from indokona.simulator.disk import ADD_MESSAGE, READ_BY_BUSINESS, Disk
from indokona.simulator.faces import GraphError, unknown_object
from indokona.simulator.limits import TIERS, Limits
from indokona.simulator.outbox import Outbox
from indokona.simulator.payloads import Outgoing
from indokona.simulator.template_shape import Part, Shape, fits, shape
from indokona.simulator.world import MESSAGING, MessageTemplate, Number, Person, Token, World

WINDOW_SECONDS: Final = 86400.0
FREE_SERVICE_MESSAGES: Final = 1000
"""Per number and month since October 2026. How Meta types them is not published; this simulator
says `free_customer_service`."""
_LONGEST_CALLBACK = 512
_LONGEST_TEXT = 4096
_FILES = ("image", "video", "audio", "document", "sticker")


class Words(msgspec.Struct):
    """A text."""

    body: str = ""


class FilePart(msgspec.Struct):
    """A file by id or link."""

    id: str | int | None = None
    link: str | None = None
    caption: str | None = None
    filename: str | None = None


class Language(msgspec.Struct):
    """A template's language."""

    code: str = ""


class TemplatePart(msgspec.Struct):
    """A template and its values."""

    name: str
    language: Language
    components: list[Part] | None = None


class Send(msgspec.Struct):
    """The body of a send; unknown fields are accepted."""

    messaging_product: str = ""
    to: str | int | None = None
    recipient: str | None = None
    recipient_type: str | None = None
    type: str = "text"
    status: str | None = None
    message_id: str | None = None
    biz_opaque_callback_data: str | None = None
    text: Words | None = None
    template: TemplatePart | None = None
    interactive: dict[str, Any] | None = None
    reaction: dict[str, Any] | None = None
    location: dict[str, Any] | None = None
    contacts: list[Any] | None = None
    image: FilePart | None = None
    video: FilePart | None = None
    audio: FilePart | None = None
    document: FilePart | None = None
    sticker: FilePart | None = None


_decode = msgspec.json.Decoder(Send, strict=False).decode
_KINDS = (*_FILES, "text", "template", "interactive", "reaction", "location", "contacts")


class Post:
    """The post office: accepts or refuses, keeps, and schedules what people will do."""

    def __init__(self, world: World, disk: Disk, outbox: Outbox, limits: Limits) -> None:
        self.world = world
        self.disk = disk
        self.outbox = outbox
        self.limits = limits
        self._shapes: dict[str, Shape] = {}

    def forget_shape(self, template_id: str) -> None:
        """The template was edited."""
        self._shapes.pop(template_id, None)

    def accept(self, number_id: str, token: Token, raw: bytes) -> tuple[bytes, bool]:
        """The answer's body, and whether it must wait for the disk; raises `GraphError`."""
        number = self._number(number_id, token)
        try:
            send = _decode(raw)
        except msgspec.DecodeError as trouble:
            raise GraphError(100, f"Invalid parameter: {trouble}") from None
        if send.messaging_product != "whatsapp":
            raise GraphError(100, "The parameter messaging_product is required.")
        if send.status == "read":
            self._mark_read(send)
            return b'{"success":true}', False
        return self._send(number, send, raw), not number.unpaced

    def _number(self, number_id: str, token: Token) -> Number:
        number = self.world.numbers.get(number_id)
        if number is None or number.waba_id not in token.waba_ids:
            raise unknown_object(number_id)
        if MESSAGING not in token.scopes:
            raise GraphError(10, f"The token lacks {MESSAGING}")
        if not number.registered:
            raise GraphError(133010, "The account is not registered")
        return number

    def _mark_read(self, send: Send) -> None:
        if not send.message_id:
            raise GraphError(100, "message_id is required")
        self.disk.write(READ_BY_BUSINESS, (time.time(), send.message_id))

    def _send(self, number: Number, send: Send, raw: bytes) -> bytes:
        now = time.time()
        digits, reachable, by_user_id = self._addressee(number, send)
        if digits == number.digits:
            raise GraphError(131021, "Recipient phone number cannot be the sender's")
        template = self._content(number, send, by_user_id)
        open_window = self._window_open(number, digits, now)
        person = self.world.person(digits)
        refused = self._free_form_refused(template, open_window)
        if refused and self.world.faults.window_refusal == "answer":
            raise GraphError(131047, "More than 24 hours have passed since the customer replied")
        self._take_limits(number, digits, now, open_window)
        error = 131026 if not reachable else self._fate(person, template, refused)
        message = self._outgoing(number, digits, send, template, person, error, now)
        self._keep(message, send.type, now, raw)
        return _answer(send, message, digits, by_user_id, template is not None)

    def _addressee(self, number: Number, send: Send) -> tuple[str, bool, bool]:
        """(digits, reachable, named by BSUID). `to` wins over `recipient`.

        A BSUID in `to` is taken with 200, loses its prefix and never arrives, as at Meta.
        """
        if send.to:
            to = str(send.to)
            digits = ids.wa_id(to, number.digits)
            if ids.is_user_id(to):
                return (digits[:15] or "0", False, False)
            if not 7 <= len(digits) <= 15:
                raise GraphError(100, "Param to must be a valid WhatsApp ID")
            return digits, True, False
        if not send.recipient:
            raise GraphError(131008, "Required parameter is missing: to or recipient")
        if not ids.is_user_id(send.recipient):
            raise GraphError(131009, "recipient is not a business-scoped user id")
        business_id = self.world.wabas[number.waba_id].business_id
        found = ids.digits_of_user_id(business_id, send.recipient)
        return (found or "0", found is not None, True)

    def _content(self, number: Number, send: Send, by_user_id: bool) -> MessageTemplate | None:
        if send.type not in _KINDS:
            raise GraphError(131051, f"Unsupported message type {send.type!r}")
        if getattr(send, send.type) is None:
            raise GraphError(131008, f"Required parameter is missing: {send.type}")
        if len(send.biz_opaque_callback_data or "") > _LONGEST_CALLBACK:
            raise GraphError(100, "biz_opaque_callback_data: at most 512 characters")
        if send.template is not None and send.type == "template":
            return self._template(number, send.template, by_user_id)
        if send.text is not None and not 0 < len(send.text.body) <= _LONGEST_TEXT:
            raise GraphError(100, "text.body: 1 to 4096 characters")
        if send.type in _FILES:
            self._file(number, getattr(send, send.type), send.type)
        if send.interactive is not None:
            _interactive(send.interactive)
        return None

    def _template(self, number: Number, part: TemplatePart, by_user_id: bool) -> MessageTemplate:
        language = part.language.code
        template = self.world.by_name.get((number.waba_id, part.name, language))
        if template is None or template.status in ("PENDING", "REJECTED", "DELETED"):
            details = f"template name ({part.name}) does not exist in {language}"
            raise GraphError(132001, details)
        if template.status == "PAUSED":
            raise GraphError(132015, "Template is paused because of low quality")
        if template.status == "DISABLED":
            raise GraphError(132016, "Template is disabled")
        if by_user_id and template.category == "AUTHENTICATION":
            raise GraphError(131062, "Authentication templates need a phone number")
        expected = self._shapes.get(template.id)
        if expected is None:
            expected = self._shapes[template.id] = shape(template)
        fits(expected, part.components or [])
        if expected.header_file is not None:
            self._header_file(number, expected.header_file, part)
        return template

    def _header_file(self, number: Number, kind: str, part: TemplatePart) -> None:
        header = next(p for p in part.components or [] if p.type.lower() == "header")
        file = msgspec.convert(getattr(header.parameters[0], kind), FilePart, strict=False)
        self._file(number, file, kind)

    def _file(self, number: Number, part: FilePart, kind: str) -> None:
        if (part.id is None) == (part.link is None):
            raise GraphError(131009, f"{kind}: give either id or link")
        if part.id is not None:
            file = self.world.files.get(str(part.id))
            if file is None or file.waba_id != number.waba_id:
                raise GraphError(131009, f"Param {kind}['id'] is not a valid media id")

    def _window_open(self, number: Number, digits: str, now: float) -> bool:
        return self.world.windows.get((number.id, digits), 0.0) > now - WINDOW_SECONDS

    @staticmethod
    def _free_form_refused(template: MessageTemplate | None, open_window: bool) -> bool:
        return template is None and not open_window

    def _take_limits(self, number: Number, digits: str, now: float, open_window: bool) -> None:
        if number.unpaced:
            return
        if not self.limits.may_send(number, now):
            raise GraphError(130429, "Cloud API message throughput has been reached")
        if not self.limits.may_write_to(number, digits, now):
            raise GraphError(131056, "Too many messages to this phone number in a short time")
        business = self.world.business_of(number)
        if open_window:
            return
        most = TIERS.get(business.messaging_limit, 250)
        if not self.limits.may_reach(business.id, most, digits, now):
            raise GraphError(131048, "The portfolio's messaging limit has been reached")

    @staticmethod
    def _fate(person: Person, template: MessageTemplate | None, refused: bool) -> int:
        """The code the message will fail with by webhook, 0 if it will arrive."""
        if refused:
            return 131047
        if person.not_on_whatsapp or person.blocked:
            return 131026
        if person.stopped_marketing and template and template.category == "MARKETING":
            return 131050
        return 0

    def _outgoing(
        self,
        number: Number,
        digits: str,
        send: Send,
        template: MessageTemplate | None,
        person: Person,
        error: int,
        now: float,
    ) -> Outgoing:
        category = template.category.lower() if template else "service"
        message = Outgoing(
            self.disk.next_seq(),
            ids.wamid(digits),
            number,
            digits,
            send.biz_opaque_callback_data,
            category,
            self._price_type(number, category, now),
            sent_at=now,
            delivered_at=None,
            read_at=None,
            failed_at=None,
            error=error,
        )
        if error:
            message.sent_at, message.failed_at = None, now + 0.1
        elif person.delivers_after is not None:
            message.delivered_at = now + person.delivers_after
            if person.reads_after is not None:
                message.read_at = max(now + person.reads_after, message.delivered_at)
        return message

    def _price_type(self, number: Number, category: str, now: float) -> str:
        if category != "service":
            return "regular"
        month = datetime.datetime.fromtimestamp(now, datetime.UTC).strftime("%Y-%m")
        if number.service_month != month:
            number.service_month, number.service_count = month, 0
        number.service_count += 1
        self.disk.put(number)
        return (
            "free_customer_service" if number.service_count <= FREE_SERVICE_MESSAGES else "regular"
        )

    def _keep(self, message: Outgoing, kind: str, now: float, raw: bytes) -> None:
        self.disk.write(
            ADD_MESSAGE,
            (
                message.seq,
                message.wamid,
                message.number.id,
                message.digits,
                0,
                message.callback,
                now,
                kind,
                raw.decode(),
                message.category,
                message.price_type,
                message.sent_at,
                message.delivered_at,
                message.read_at,
                message.failed_at,
                message.error,
                0,
            ),
        )
        self.outbox.follow(message)


def _interactive(content: dict[str, Any]) -> None:
    kind, action = content.get("type"), content.get("action") or {}
    if not (content.get("body") or {}).get("text"):
        raise GraphError(131008, "interactive.body.text is required")
    if kind == "button" and not 1 <= len(action.get("buttons") or []) <= 3:
        raise GraphError(131009, "interactive: one to three buttons")
    if kind == "list":
        rows = [row for part in action.get("sections") or [] for row in part.get("rows") or []]
        if not 1 <= len(rows) <= 10:
            raise GraphError(131009, "interactive: one to ten rows in all sections together")


def _answer(
    send: Send, message: Outgoing, digits: str, by_user_id: bool, is_template: bool
) -> bytes:
    if by_user_id:
        contact = {"input": send.recipient, "user_id": send.recipient}
    else:
        contact = {"input": str(send.to), "wa_id": digits}
    sent = {"id": message.wamid}
    if is_template:
        sent["message_status"] = "accepted"
    return msgspec.json.encode(
        {"messaging_product": "whatsapp", "contacts": [contact], "messages": [sent]}
    )
