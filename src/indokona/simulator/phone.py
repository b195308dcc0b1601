"""Serving the phone page: a few files, no third party, no inline script."""

from __future__ import annotations

from importlib import resources
from typing import Final

from starlette.responses import RedirectResponse, Response

_FILES: Final[dict[str, tuple[str, str]]] = {
    "/phone": ("phone.html", "text/html; charset=utf-8"),
    "/phone/phone.css": ("phone.css", "text/css; charset=utf-8"),
    "/phone/phone.js": ("phone.js", "text/javascript; charset=utf-8"),
    "/phone/bubbles.js": ("bubbles.js", "text/javascript; charset=utf-8"),
}
_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
    ),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


def phone(path: str) -> Response:
    """One file of the page."""
    if path == "/":
        return RedirectResponse("/phone")
    found = _FILES.get(path.rstrip("/"))
    if found is None:
        return Response("There is no such file.", 404)
    name, kind = found
    raw = resources.files("indokona.simulator").joinpath("page", name).read_bytes()
    return Response(raw, media_type=kind, headers=_HEADERS)
