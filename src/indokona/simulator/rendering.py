"""What a message looks like on the phone: words, buttons, a list, a file."""

from __future__ import annotations

import re
from typing import Any, Final

from indokona.simulator.world import MessageTemplate, World

_VARIABLE: Final = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_FILES: Final = ("image", "video", "audio", "document", "sticker")
_GIVEN: Final = ("text", "payload", "coupon_code")
Content = dict[str, Any]


def bubble(world: World, waba_id: str, kind: str, content: Content) -> Content:
    """Header, body, footer, buttons, list and file of a message, and what it answers."""
    context = content.get("context") or {}
    answered = context.get("id") or context.get("message_id")
    return _shown(world, waba_id, kind, content) | ({"answers": answered} if answered else {})


def _shown(world: World, waba_id: str, kind: str, content: Content) -> Content:
    part = content.get(kind) or {}
    if kind == "template":
        key = (waba_id, str(part.get("name")), str((part.get("language") or {}).get("code")))
        return _template(world.by_name.get(key), part)
    if kind == "interactive":
        return _interactive(part)
    if kind in _FILES:
        return {"body": part.get("caption") or "", "file": _file(kind, part)}
    return {"body": _words(kind, part)}


def _words(kind: str, part: Any) -> str:
    if kind == "text":
        return str(part.get("body", ""))
    if kind == "button":
        return str(part.get("text", ""))
    if kind == "reaction":
        return str(part.get("emoji") or "")
    if kind == "location":
        named = [part.get(name) for name in ("name", "address") if part.get(name)]
        return "📍 " + (", ".join(named) or f"{part.get('latitude')}, {part.get('longitude')}")
    if kind == "contacts":
        return "\n".join(f"👤 {(one.get('name') or {}).get('formatted_name', '')}" for one in part)
    return f"[{kind}]"


def _file(kind: str, file: Content) -> Content:
    name = file.get("filename") or kind
    return {"kind": kind, "id": file.get("id"), "link": file.get("link"), "name": name}


def _template(template: MessageTemplate | None, part: Content) -> Content:
    if template is None:
        return {"body": f"[template {part.get('name')}]"}
    given = part.get("components") or []
    values = {str(c.get("type")).lower(): c.get("parameters") or [] for c in given}
    taps = {int(c.get("index") or 0): _given(c) for c in given if c.get("parameters")}
    shown: Content = {"buttons": []}
    for component in template.components:
        kind = str(component.get("type")).lower()
        if kind == "buttons":
            shown["buttons"] = [_button(b, taps.get(n)) for n, b in enumerate(component["buttons"])]
        elif kind == "header" and str(component.get("format")).lower() in _FILES:
            form = str(component["format"]).lower()
            parameters = values.get("header") or [{}]
            shown["file"] = _file(form, parameters[0].get(form) or {})
        elif kind in ("header", "body", "footer"):
            shown[kind] = _filled(str(component.get("text") or ""), values.get(kind) or [])
    if template.category == "AUTHENTICATION":
        shown |= _code(template, str((values.get("body") or [{}])[0].get("text", "")))
    return shown


def _given(component: Content) -> str:
    """The value of a button: the end of its address, its payload or its code."""
    (first, *_) = component["parameters"]
    return str(next((first[name] for name in _GIVEN if first.get(name)), ""))


def _code(template: MessageTemplate, code: str) -> Content:
    """Meta's own words of an authentication template."""
    parts = {str(c.get("type")).upper(): c for c in template.components}
    body = f"{code} is your verification code."
    if parts.get("BODY", {}).get("add_security_recommendation"):
        body += " For your security, do not share this code."
    minutes = parts.get("FOOTER", {}).get("code_expiration_minutes")
    footer = f"This code expires in {minutes} minutes." if minutes else ""
    return {"body": body, "footer": footer, "code": code}


def _filled(text: str, parameters: list[Content]) -> str:
    named = {p["parameter_name"]: p.get("text", "") for p in parameters if p.get("parameter_name")}
    numbered = {str(n): p.get("text", "") for n, p in enumerate(parameters, 1)}
    known = named or numbered
    return _VARIABLE.sub(lambda found: str(known.get(found[1], found[0])), text)


def _button(button: Content, value: str | None) -> Content:
    kind = str(button.get("type")).lower()
    shown = {"type": kind, "text": button.get("text") or "Copy code"}
    if kind == "url":
        shown["url"] = _VARIABLE.sub(lambda _: value or "", str(button.get("url")))
    elif kind == "phone_number":
        shown["url"] = f"tel:{button.get('phone_number')}"
    elif kind == "quick_reply" and value:
        shown["payload"] = value
    elif kind in ("otp", "copy_code"):
        shown |= {"type": "copy", "code": value or ""}
    return shown


def _interactive(part: Content) -> Content:
    reply = part.get("button_reply") or part.get("list_reply")
    if reply:
        return {"body": reply.get("title", ""), "footer": reply.get("description")}
    action, header = part.get("action") or {}, part.get("header") or {}
    shown = {
        "header": header.get("text"),
        "body": (part.get("body") or {}).get("text", ""),
        "footer": (part.get("footer") or {}).get("text"),
        "buttons": _choices(action),
    }
    if header.get("type") in _FILES:
        shown["file"] = _file(header["type"], header.get(header["type"]) or {})
    if action.get("sections"):
        shown["list"] = {"button": action.get("button"), "sections": action["sections"]}
    return shown


def _choices(action: Content) -> list[Content]:
    """Replies, or the one address of a call to action."""
    to = action.get("parameters")
    if isinstance(to, dict) and to.get("url"):
        return [{"type": "url", "text": to.get("display_text") or to["url"], "url": to["url"]}]
    return [
        {"type": "reply", "id": b["reply"].get("id"), "text": b["reply"].get("title")}
        for b in action.get("buttons") or []
        if b.get("reply")
    ]
