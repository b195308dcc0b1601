"""What Meta would refuse about a template, found before it is submitted.

Limits: Meta, "Message templates" (2026). Where its pages differ, the stricter one is checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from indokona.whatsapp.problems import Problem, utf16_length
from indokona.whatsapp.template_parts import (
    MEDIA_HEADERS,
    VARIABLE,
    Component,
    Example,
    Template,
    TemplateButton,
    names_in,
)

TEMPLATE_LIMITS: dict[str, int] = {
    "name": 512,
    "header": 60,
    "header_variables": 1,
    "body": 1024,
    "footer": 60,
    "buttons": 10,
    "url_buttons": 2,
    "phone_buttons": 1,
    "code_buttons": 1,
    "button_text": 25,
    "url": 2000,
    "phone": 20,
    "code_minutes": 90,
}

CATEGORIES = ("AUTHENTICATION", "MARKETING", "UTILITY")
_NAME = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:_[A-Z]{2,3}|_[A-Z][a-z]{3})?")
_PARAMETER = re.compile(r"[a-z][a-z0-9_]*")
_TRAILING_VARIABLE = re.compile(r"https?://[^\s{}]+\{\{1\}\}")
_FIXED_URL = re.compile(r"https?://[^\s{}]+")
_TOUCHING = re.compile(r"\}\}\s*\{\{")
_TTL = {"AUTHENTICATION": (30, 900), "UTILITY": (30, 43200), "MARKETING": (43200, 2592000)}
_BUTTON_COUNTS = {
    "URL": "url_buttons",
    "PHONE_NUMBER": "phone_buttons",
    "COPY_CODE": "code_buttons",
}
_UNDERSTOOD = ("HEADER", "BODY", "FOOTER", "BUTTONS")
_BUTTONS_UNDERSTOOD = ("QUICK_REPLY", "URL", "PHONE_NUMBER", "OTP")


def check(template: Template) -> list[Problem]:
    """Everything to fix, in reading order; empty when Meta's form rules are kept."""
    found = [*_names(template), *_shape(template)]
    if template.is_authentication:
        return [*found, *_authentication(template)]
    for part in template.components:
        if part.type == "HEADER":
            found += _header(part, template.is_named)
        elif part.type == "BODY":
            found += _body(part, template.is_named)
        elif part.type == "FOOTER":
            found += _footer(part)
        elif part.type == "BUTTONS":
            found += _buttons(part.buttons or [])
    return found


def _names(template: Template) -> Iterator[Problem]:
    if not _NAME.fullmatch(template.name):
        yield Problem("name.form", "name", "Use small letters a to z, digits and _ only.")
    yield from _too_long("name", template.name, "name")
    if not _LANGUAGE.fullmatch(template.language):
        yield Problem("language.form", "language", "Use a language code such as en or en_US.")
    if template.category.upper() not in CATEGORIES:
        yield Problem("category.unknown", "category", "Choose marketing, utility, authentication.")
    if template.parameter_format.upper() not in ("NAMED", "POSITIONAL"):
        yield Problem("format.unknown", "parameter_format", "Variables have numbers or names.")
    lowest, highest = _TTL.get(template.category.upper(), (0, 2592000))
    ttl = template.message_send_ttl_seconds
    if ttl is not None and ttl != -1 and not lowest <= ttl <= highest:
        words = f"Give between {lowest} and {highest} seconds to live."
        yield Problem("ttl.range", "message_send_ttl_seconds", words, highest)


def _shape(template: Template) -> Iterator[Problem]:
    kinds = [part.type for part in template.components]
    if "BODY" not in kinds:
        yield Problem("body.missing", "body", "A template needs a text.")
    for kind in dict.fromkeys(kinds):
        if kind not in _UNDERSTOOD:
            yield Problem("part.unsupported", kind.lower(), f"{kind} cannot be checked here yet.")
        elif kinds.count(kind) > 1:
            yield Problem("part.repeated", kind.lower(), f"There may be one {kind.lower()} only.")


def _too_long(limit: str, text: str | None, where: str) -> Iterator[Problem]:
    most = TEMPLATE_LIMITS[limit]
    if utf16_length(text or "") > most:
        yield Problem(f"{limit}.too_long", where, f"Shorten this to {most} characters.", most)


def _header(part: Component, named: bool) -> Iterator[Problem]:
    form = (part.format or "").upper()
    if form in MEDIA_HEADERS:
        if not (part.example and part.example.header_handle):
            yield Problem("header.sample", "header", "Upload a sample file for the reviewers.")
        return
    if form != "TEXT":
        words = "The header is a text, image, video or document."
        yield Problem("header.format", "header", words)
        return
    if not (part.text or "").strip():
        yield Problem("header.empty", "header", "Write the header or remove it.")
    yield from _too_long("header", part.text, "header")
    names = names_in(part.text)
    if len(names) > TEMPLATE_LIMITS["header_variables"]:
        yield Problem("header.variables", "header", "One variable at most in a header.", 1)
    yield from _variable_names(names, named, "header")
    yield from _samples(names, _header_samples(part.example, named), "header")


def _body(part: Component, named: bool) -> Iterator[Problem]:
    text = part.text or ""
    if not text.strip():
        yield Problem("body.empty", "body", "Write the text of the message.")
    yield from _too_long("body", text, "body")
    names = names_in(text)
    yield from _positions(text)
    yield from _variable_names(names, named, "body")
    yield from _samples(names, _body_samples(part.example, named), "body")
    # Meta's ratio rule (2388293) is not published; 2n+1 words is what its refusals show.
    words = len(VARIABLE.sub(" ", text).split())
    count = len(dict.fromkeys(names))
    if count and words < 2 * count + 1:
        yield Problem("body.ratio", "body", "Too many variables for so few words. Add words.")


def _positions(text: str) -> Iterator[Problem]:
    stripped = text.strip()
    if stripped.startswith("{{"):
        yield Problem("variable.first", "body", "Put a word before the first variable.")
    if stripped.endswith("}}"):
        yield Problem("variable.last", "body", "Put a word or a full stop's sentence at the end.")
    if _TOUCHING.search(text):
        yield Problem("variable.touching", "body", "Put a word between two variables.")


def _variable_names(names: list[str], named: bool, where: str) -> Iterator[Problem]:
    if named:
        for name in dict.fromkeys(names):
            if not _PARAMETER.fullmatch(name):
                words = "Names of variables are small letters, digits and _."
                yield Problem("variable.name", where, words)
        return
    wanted = [str(number) for number in range(1, len(dict.fromkeys(names)) + 1)]
    if sorted(dict.fromkeys(names), key=lambda n: (len(n), n)) != wanted:
        words = "Number the variables {{1}}, {{2}}, … without a gap."
        yield Problem("variable.numbers", where, words)


def _samples(names: list[str], samples: list[str], where: str) -> Iterator[Problem]:
    wanted = len(dict.fromkeys(names))
    if wanted and len([sample for sample in samples if sample.strip()]) < wanted:
        yield Problem("variable.sample", where, "Give a sample value for every variable.")


def _header_samples(example: Example | None, named: bool) -> list[str]:
    if example is None:
        return []
    if named:
        return [sample.example for sample in example.header_text_named_params or []]
    return example.header_text or []


def _body_samples(example: Example | None, named: bool) -> list[str]:
    if example is None:
        return []
    if named:
        return [sample.example for sample in example.body_text_named_params or []]
    return example.body_text[0] if example.body_text else []


def _footer(part: Component) -> Iterator[Problem]:
    if not (part.text or "").strip():
        yield Problem("footer.empty", "footer", "Write the footer or remove it.")
    yield from _too_long("footer", part.text, "footer")
    if names_in(part.text):
        yield Problem("footer.variable", "footer", "A footer has no variables.")


def _buttons(buttons: list[TemplateButton]) -> Iterator[Problem]:
    kinds = [button.type.upper() for button in buttons]
    if not 1 <= len(buttons) <= TEMPLATE_LIMITS["buttons"]:
        yield Problem("buttons.count", "buttons", "Use one to ten buttons.", 10)
    for kind, limit in _BUTTON_COUNTS.items():
        most = TEMPLATE_LIMITS[limit]
        if kinds.count(kind) > most:
            yield Problem(f"{limit}.count", "buttons", f"At most {most} of {kind}.", most)
    if _interleaved(kinds):
        words = "Keep the quick replies together, before or after the other buttons."
        yield Problem("buttons.order", "buttons", words)
    labels = [(button.text or "").strip().casefold() for button in buttons]
    if len(set(labels)) != len(labels):
        yield Problem("buttons.repeated", "buttons", "Two buttons have the same label.")
    for index, button in enumerate(buttons):
        yield from _button(button, f"buttons.{index}")


def _interleaved(kinds: list[str]) -> bool:
    changes = sum(
        (left == "QUICK_REPLY") != (right == "QUICK_REPLY") for left, right in pairwise(kinds)
    )
    return changes > 1


def _button(button: TemplateButton, where: str) -> Iterator[Problem]:
    kind = button.type.upper()
    if not (button.text or "").strip() and kind != "COPY_CODE":
        yield Problem("button.empty", where, "Give the button a label.")
    yield from _too_long("button_text", button.text, where)
    if names_in(button.text):
        yield Problem("button.variable", where, "A label has no variables.")
    if kind == "URL":
        yield from _url(button, where)
    elif kind == "PHONE_NUMBER":
        digits = re.sub(r"\D", "", button.phone_number or "")
        if not 5 <= len(digits) <= TEMPLATE_LIMITS["phone"]:
            yield Problem("button.phone", where, "Give a phone number with its country.", 20)
    elif kind not in _BUTTONS_UNDERSTOOD:
        yield Problem("button.unsupported", where, f"{kind} cannot be checked here yet.")


def _url(button: TemplateButton, where: str) -> Iterator[Problem]:
    url = button.url or ""
    yield from _too_long("url", url, where)
    if "{{" not in url:
        if not _FIXED_URL.fullmatch(url):
            yield Problem("url.form", where, "Give a full address that begins with https://.")
        return
    if not _TRAILING_VARIABLE.fullmatch(url):
        words = "An address may have one variable, {{1}}, at its very end."
        yield Problem("url.variable", where, words)
    if not button.example:
        yield Problem("url.sample", where, "Give a whole sample address.")


def _authentication(template: Template) -> Iterator[Problem]:
    for part in template.components:
        where = part.type.lower()
        if part.type == "HEADER":
            yield Problem("authentication.header", where, "A code's message has no header.")
        elif part.type in ("BODY", "FOOTER") and part.text:
            yield Problem("authentication.text", where, "Meta writes this text; leave it out.")
        minutes = part.code_expiration_minutes
        if minutes is not None and not 1 <= minutes <= TEMPLATE_LIMITS["code_minutes"]:
            yield Problem("authentication.minutes", where, "Between 1 and 90 minutes.", 90)
    buttons = template.buttons
    if len(buttons) != 1 or buttons[0].type.upper() != "OTP":
        yield Problem(
            "authentication.button", "buttons", "Add the one button that copies the code."
        )
    elif (buttons[0].otp_type or "").upper() != "COPY_CODE":
        yield Problem("authentication.otp_type", "buttons.0", "Only COPY_CODE is supported yet.")
