"""What a stored template expects of a send, and what Meta checks when one is created."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import msgspec

from indokona.simulator.faces import GraphError
from indokona.simulator.world import MessageTemplate

_VARIABLE = re.compile(r"\{\{([^{}]+)\}\}")
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_SPACES = re.compile(r"[\n\t\r]| {5,}")
_FILES = {"IMAGE", "VIDEO", "DOCUMENT"}


class Parameter(msgspec.Struct):
    """One value of a send."""

    type: str = "text"
    text: str | None = None
    parameter_name: str | None = None
    payload: str | None = None
    coupon_code: str | None = None
    image: dict[str, Any] | None = None
    video: dict[str, Any] | None = None
    document: dict[str, Any] | None = None


class Part(msgspec.Struct):
    """One component of a send."""

    type: str
    sub_type: str | None = None
    index: str | int | None = None
    parameters: list[Parameter] = []


@dataclass(frozen=True, slots=True)
class Shape:
    """The holes of a template."""

    header_file: str | None
    header: tuple[str, ...]
    body: tuple[str, ...]
    urls: frozenset[int]
    named: bool


def _names(text: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in _VARIABLE.findall(str(text or ""))))


def shape(template: MessageTemplate) -> Shape:
    """Find the holes; done once per template by the caller."""
    header_file: str | None = None
    header: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    urls: set[int] = set()
    for part in template.components:
        kind = str(part.get("type", "")).upper()
        if kind == "HEADER" and str(part.get("format")).upper() in _FILES:
            header_file = str(part["format"]).lower()
        elif kind == "HEADER":
            header = _names(part.get("text"))
        elif kind == "BODY":
            body = _names(part.get("text"))
        elif kind == "BUTTONS":
            urls = {n for n, b in enumerate(part.get("buttons", [])) if "{{" in str(b.get("url"))}
    if template.category == "AUTHENTICATION":
        # Meta writes the text; the code fills it and the button that copies it.
        body, urls = ("1",), {0}
    return Shape(header_file, header, body, frozenset(urls), template.parameter_format == "NAMED")


def fits(expected: Shape, parts: list[Part]) -> None:
    """Compare a send with its template; raises 132000, 132012 or 132018."""
    header: list[Parameter] = []
    body: list[Parameter] = []
    urls: set[int] = set()
    for part in parts:
        kind = part.type.lower()
        if kind == "header":
            header = part.parameters
        elif kind == "body":
            body = part.parameters
        elif kind == "button" and (part.sub_type or "").lower() == "url":
            _text_fits(part.parameters, f"button {part.index}")
            urls.add(int(part.index or 0))
    if expected.header_file is not None:
        _file_fits(expected.header_file, header)
    else:
        _values_fit("header", expected.header, header, expected.named)
    _values_fit("body", expected.body, body, expected.named)
    if urls != expected.urls:
        missing = sorted(expected.urls ^ urls)
        raise GraphError(132000, f"buttons: URL parameters differ at index {missing}")


def _file_fits(kind: str, parameters: list[Parameter]) -> None:
    if len(parameters) != 1 or parameters[0].type != kind:
        raise GraphError(132012, f"header: Format mismatch, expected {kind.upper()}")
    file = getattr(parameters[0], kind)
    if not file or not (file.get("id") or file.get("link")):
        raise GraphError(132012, f"header: {kind} needs an id or a link")


def _values_fit(
    where: str, names: tuple[str, ...], parameters: list[Parameter], named: bool
) -> None:
    if len(parameters) != len(names):
        details = (
            f"{where}: number of localizable_params ({len(parameters)}) does not match the "
            f"expected number of params ({len(names)})"
        )
        raise GraphError(132000, details)
    if named and {p.parameter_name for p in parameters} != set(names):
        raise GraphError(132000, f"{where}: Parameter name is missing or empty")
    _text_fits(parameters, where)


def _text_fits(parameters: list[Parameter], where: str) -> None:
    for parameter in parameters:
        if parameter.type != "text":
            continue
        if not parameter.text:
            raise GraphError(132018, f"{where}: a text parameter is empty")
        if not parameter.text.isalnum() and _SPACES.search(parameter.text):
            details = "Param text cannot have new-line/tab characters or more than 4 spaces"
            raise GraphError(132018, f"{where}: {details}")


def creatable(name: str, category: str, components: list[dict[str, Any]]) -> None:
    """What Meta refuses at once when a template is created; raises its code."""
    if not _NAME.fullmatch(name):
        raise GraphError(100, "name: lower-case letters, digits and underscores, at most 512")
    if category not in ("AUTHENTICATION", "MARKETING", "UTILITY"):
        raise GraphError(100, "category: AUTHENTICATION, MARKETING or UTILITY")
    bodies = [c for c in components if str(c.get("type", "")).upper() == "BODY"]
    if len(bodies) != 1:
        raise GraphError(100, "components: exactly one BODY is needed")
    if category == "AUTHENTICATION":
        return
    for part in components:
        _part_creatable(str(part.get("type", "")).upper(), part)


def _part_creatable(kind: str, part: dict[str, Any]) -> None:
    text = str(part.get("text") or "")
    longest = {"BODY": 1024, "FOOTER": 60, "HEADER": 60}.get(kind)
    if longest is not None and len(text) > longest:
        raise GraphError(2388040, f"{kind}: at most {longest} characters")
    if kind == "BODY":
        _body_creatable(text, part)
    elif kind == "HEADER" and str(part.get("format", "")).upper() in _FILES:
        if not (part.get("example") or {}).get("header_handle"):
            raise GraphError(100, "HEADER: example.header_handle is missing")
    elif kind == "BUTTONS" and not 1 <= len(part.get("buttons") or []) <= 10:
        raise GraphError(100, "BUTTONS: one to ten buttons")


def _body_creatable(text: str, part: dict[str, Any]) -> None:
    bare = text.strip()
    if not bare:
        raise GraphError(2388072, "BODY: text is empty")
    if bare.startswith("{{") or bare.endswith("}}") or re.search(r"\}\}\s*\{\{", bare):
        raise GraphError(2388299, "BODY: a variable stands at an edge or beside another")
    names = _names(text)
    if names and not part.get("example"):
        raise GraphError(2388072, "BODY: sample values are missing")
    if names and len(_VARIABLE.sub(" ", text).split()) < len(names):
        raise GraphError(2388293, "BODY: too many variables for its length")
