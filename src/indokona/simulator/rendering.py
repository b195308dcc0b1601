"""What a message looks like on the phone: words, buttons, a file."""

from __future__ import annotations

import re
from typing import Any

from indokona.simulator.world import MessageTemplate, World

_VARIABLE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_FILES = ("image", "video", "audio", "document", "sticker")
Content = dict[str, Any]


def bubble(world: World, waba_id: str, kind: str, content: Content) -> Content:
    """Header, body, footer, buttons and file of a message of any kind."""
    if kind == "template":
        part = content.get("template") or {}
        key = (waba_id, str(part.get("name")), str((part.get("language") or {}).get("code")))
        return _template(world.by_name.get(key), part)
    if kind == "text":
        return {"body": (content.get("text") or {}).get("body", "")}
    if kind == "button":
        return {"body": (content.get("button") or {}).get("text", "")}
    if kind == "interactive":
        return _interactive(content.get("interactive") or {})
    if kind in _FILES:
        file = content.get(kind) or {}
        return {"body": file.get("caption") or "", "file": _file(kind, file)}
    return {"body": f"[{kind}]"}


def _file(kind: str, file: Content) -> Content:
    name = file.get("filename") or kind
    return {"kind": kind, "id": file.get("id"), "link": file.get("link"), "name": name}


def _template(template: MessageTemplate | None, part: Content) -> Content:
    if template is None:
        return {"body": f"[template {part.get('name')}]"}
    values = {str(c.get("type")).lower(): c.get("parameters") or [] for c in part["components"]}
    urls = {
        int(c.get("index") or 0): c["parameters"][0].get("text", "")
        for c in part["components"]
        if str(c.get("sub_type")).lower() == "url" and c.get("parameters")
    }
    shown: Content = {"buttons": []}
    for component in template.components:
        kind = str(component.get("type")).lower()
        if kind == "buttons":
            shown["buttons"] = [_button(b, urls.get(n)) for n, b in enumerate(component["buttons"])]
        elif kind == "header" and str(component.get("format")).lower() in _FILES:
            form = str(component["format"]).lower()
            given = values.get("header") or [{}]
            shown["file"] = _file(form, given[0].get(form) or {})
        elif kind in ("header", "body", "footer"):
            shown[kind] = _filled(str(component.get("text") or ""), values.get(kind) or [])
    if template.category == "AUTHENTICATION":
        code = (values.get("body") or [{}])[0].get("text", "")
        shown["body"] = f"{code} is your verification code."
    return shown


def _filled(text: str, parameters: list[Content]) -> str:
    named = {p["parameter_name"]: p.get("text", "") for p in parameters if p.get("parameter_name")}
    numbered = {str(n): p.get("text", "") for n, p in enumerate(parameters, 1)}
    known = named or numbered
    return _VARIABLE.sub(lambda found: str(known.get(found[1], found[0])), text)


def _button(button: Content, value: str | None) -> Content:
    kind = str(button.get("type")).upper()
    shown = {"type": kind.lower(), "text": button.get("text") or "Copy code"}
    if kind == "URL":
        shown["url"] = _VARIABLE.sub(value or "", str(button.get("url")))
    return shown


def _interactive(part: Content) -> Content:
    reply = part.get("button_reply") or part.get("list_reply")
    if reply:
        return {"body": reply.get("title", "")}
    action = part.get("action") or {}
    buttons = [
        {"type": "reply", "id": b["reply"].get("id"), "text": b["reply"].get("title")}
        for b in action.get("buttons") or []
    ]
    rows = [row for section in action.get("sections") or [] for row in section.get("rows") or []]
    buttons += [{"type": "row", "id": row.get("id"), "text": row.get("title")} for row in rows]
    return {
        "header": (part.get("header") or {}).get("text"),
        "body": (part.get("body") or {}).get("text", ""),
        "footer": (part.get("footer") or {}).get("text"),
        "buttons": buttons,
    }
