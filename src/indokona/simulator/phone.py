"""Serving the phone page: a few files, no third party, no inline script."""

from __future__ import annotations

from importlib import resources
from typing import Final

from starlette.responses import RedirectResponse, Response

_KINDS: Final[dict[str, str]] = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
}
_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " media-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
_FOLDER: Final = resources.files("indokona.simulator").joinpath("page")
_NAMES: Final = frozenset(file.name for file in _FOLDER.iterdir())


def phone(path: str) -> Response:
    """One file of the page."""
    if path == "/":
        return RedirectResponse("/phone")
    name = path.removeprefix("/phone").strip("/") or "phone.html"
    if name not in _NAMES:
        return Response("There is no such file.", 404)
    kind = _KINDS[name.rpartition(".")[2]]
    return Response(_FOLDER.joinpath(name).read_bytes(), media_type=kind, headers=_HEADERS)
