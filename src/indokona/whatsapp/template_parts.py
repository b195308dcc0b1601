"""Meta's JSON of a template as Structs. Parts we do not write yet are kept, not understood."""

from __future__ import annotations

import re
from typing import Any

import msgspec

# A variable: a number (positional) or a lower-case name; what is around it is not checked here.
VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")

MEDIA_HEADERS = ("IMAGE", "VIDEO", "DOCUMENT")


class Sample(msgspec.Struct, omit_defaults=True):
    """A sample value of a named variable."""

    param_name: str
    example: str


class Example(msgspec.Struct, omit_defaults=True):
    """Samples that Meta's reviewers read; which field is used depends on part and format."""

    header_text: list[str] | None = None
    header_text_named_params: list[Sample] | None = None
    header_handle: list[str] | None = None
    body_text: list[list[str]] | None = None
    body_text_named_params: list[Sample] | None = None


class TemplateButton(msgspec.Struct, omit_defaults=True):
    """A button: QUICK_REPLY, URL, PHONE_NUMBER, COPY_CODE, OTP, … with the parts its type has."""

    type: str
    text: str | None = None
    url: str | None = None
    phone_number: str | None = None
    example: list[str] | str | None = None
    otp_type: str | None = None
    autofill_text: str | None = None
    flow_id: str | int | None = None
    flow_action: str | None = None
    navigate_screen: str | None = None

    @property
    def variable(self) -> str | None:
        """The name of a URL's variable, None for a fixed URL."""
        found = VARIABLE.search(self.url or "")
        return found[1] if found else None


class Component(msgspec.Struct, omit_defaults=True):
    """A part of a template: HEADER, BODY, FOOTER, BUTTONS, or one we keep as it is."""

    type: str
    format: str | None = None
    text: str | None = None
    example: Example | None = None
    buttons: list[TemplateButton] | None = None
    add_security_recommendation: bool | None = None
    code_expiration_minutes: int | None = None
    cards: list[Any] | None = None
    limited_time_offer: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        self.type = self.type.upper()


class QualityScore(msgspec.Struct):
    """People's feedback on a template: GREEN, YELLOW, RED, UNKNOWN."""

    score: str = "UNKNOWN"


class Template(msgspec.Struct, omit_defaults=True):
    """A message template. `id`, `status` and what follows are Meta's and never sent back."""

    name: str
    language: str
    category: str
    components: list[Component] = []
    parameter_format: str = "POSITIONAL"
    message_send_ttl_seconds: int | None = None
    id: str | None = None
    status: str | None = None
    rejected_reason: str | None = None
    quality_score: QualityScore | None = None
    previous_category: str | None = None
    correct_category: str | None = None

    @property
    def is_named(self) -> bool:
        """Whether variables have names instead of numbers."""
        return self.parameter_format.upper() == "NAMED"

    @property
    def is_authentication(self) -> bool:
        """Whether Meta writes the text and only a code is ours."""
        return self.category.upper() == "AUTHENTICATION"

    def part(self, kind: str) -> Component | None:
        """The first component of a type: HEADER, BODY, FOOTER or BUTTONS."""
        return next((part for part in self.components if part.type == kind), None)

    @property
    def buttons(self) -> list[TemplateButton]:
        """The buttons in their order; their place is the `index` of a send."""
        part = self.part("BUTTONS")
        return (part.buttons or []) if part else []

    @property
    def media_header(self) -> str | None:
        """`image`, `video` or `document` when every send needs a file, else None."""
        header = self.part("HEADER")
        if header is None or (header.format or "").upper() not in MEDIA_HEADERS:
            return None
        return (header.format or "").lower()


class _Creation(msgspec.Struct, omit_defaults=True):
    name: str
    language: str
    category: str
    parameter_format: str
    components: list[Component]
    message_send_ttl_seconds: int | None = None


_decoder = msgspec.json.Decoder(Template, strict=False)


def decode(raw: bytes | msgspec.Raw) -> Template:
    """Read Meta's JSON of one template; raises `ValueError` when it is none."""
    try:
        return _decoder.decode(raw)
    except msgspec.DecodeError as trouble:
        raise ValueError(f"not a template: {trouble}") from None


def encode(template: Template) -> bytes:
    """The body of `POST /{WABA}/message_templates`."""
    return msgspec.json.encode(
        _Creation(
            template.name,
            template.language,
            template.category.upper(),
            template.parameter_format.upper(),
            template.components,
            template.message_send_ttl_seconds,
        )
    )


class _Edit(msgspec.Struct, omit_defaults=True):
    category: str
    components: list[Component]
    message_send_ttl_seconds: int | None = None


def encode_edit(template: Template) -> bytes:
    """The body of `POST /{template}`: name and language cannot change."""
    return msgspec.json.encode(
        _Edit(template.category.upper(), template.components, template.message_send_ttl_seconds)
    )


def names_in(text: str | None) -> list[str]:
    """The variables of a text in their order, repeats included."""
    return VARIABLE.findall(text or "")
