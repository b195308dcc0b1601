"""The web app as it was built into `static`: read once, served compressed, with its own headers.

Everything under `assets` has its content in its name and never changes. Every other address that a
person may open gets `index.html`, which is asked for anew each time; the app knows its own pages.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parents[1] / "static"

#: What is not the app's: these answer for themselves, also with their 404.
OTHERS = ("/api", "/webhooks", "/rights", "/healthz", "/readyz", "/metrics", "/openapi.json")
ENCODINGS = {"br": ".br", "gzip": ".gz"}
REFUSED = re.compile(r";\s*q=0(\.0*)?$")
FOREVER, ANEW = b"public, max-age=31536000, immutable", b"no-cache"
#: No script but our own files, no request but to ourselves. Styles may stand in the page: the
#: components set sizes and places by `style`, which draws but does not act (record 14).
POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
    b" font-src 'self'; media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self';"
    b" form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: A file of `assets` is no page: the first of these is enough, and each page has dozens of them.
SAFETY = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"content-security-policy", POLICY),
]
NOT_BUILT = (
    b"The web app is not built here. Run `make setup` (or reinstall without INDOKONA_SKIP_WEB), and start again.\n"
    b"The API answers all the same: /openapi.json\n"
)


@dataclass(frozen=True, slots=True)
class File:
    """One file in every form there is of it, by its content encoding."""

    kind: bytes
    keep: bytes
    forms: Mapping[str, bytes]


class Web:
    """The built app in memory: about two megabytes."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._files = dict(_read(folder)) if folder.is_dir() else {}

    def owns(self, scope: Any) -> bool:
        """Whether this request is a person's who opens a page, or one of the app's files."""
        path = scope["path"]
        if scope["method"] not in ("GET", "HEAD") or path.startswith(OTHERS):
            return False
        return path == "/" or path in self._files or _wants_html(scope)

    async def __call__(self, scope: Any, _receive: Any, send: Any) -> None:
        """Answer it."""
        file = self._files.get(scope["path"]) or self._files.get("/index.html")
        if file is None:
            plain = (b"content-type", b"text/plain; charset=utf-8")
            await _say(send, 503, [plain, *SAFETY], NOT_BUILT)
            return
        encoding = _best(file, _header(scope, b"accept-encoding"))
        headers = [
            (b"content-type", file.kind),
            (b"cache-control", file.keep),
            (b"vary", b"accept-encoding"),
            *(SAFETY[:1] if file.keep == FOREVER else SAFETY),
        ]
        if encoding:
            headers.append((b"content-encoding", encoding.encode()))
        body = file.forms[encoding]
        await _say(send, 200, headers, body, is_head=scope["method"] == "HEAD")


def _read(folder: Path) -> list[tuple[str, File]]:
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".br", ".gz") or path.name.startswith(".") or not path.is_file():
            continue
        place = f"/{path.relative_to(folder).as_posix()}"
        beside = {
            name: Path(f"{path}{end}").read_bytes()
            for name, end in ENCODINGS.items()
            if Path(f"{path}{end}").exists()
        }
        keep = FOREVER if place.startswith("/assets/") else ANEW
        found.append((place, File(_kind(path), keep, {"": path.read_bytes(), **beside})))
    return found


def _kind(path: Path) -> bytes:
    own = {
        ".webmanifest": "application/manifest+json",
        ".js": "text/javascript",
        ".woff2": "font/woff2",
    }
    kind = own.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind.endswith("json")
    return f"{kind}; charset=utf-8".encode() if text else kind.encode()


def _best(file: File, accepted: str) -> str:
    """The smallest form that the browser takes."""
    words = (word.strip() for word in accepted.split(","))
    offered = {word.split(";")[0].strip() for word in words if not REFUSED.search(word)}
    return next((name for name in ENCODINGS if name in offered and name in file.forms), "")


def _wants_html(scope: Any) -> bool:
    return "text/html" in _header(scope, b"accept") and "." not in scope["path"].rsplit("/", 1)[-1]


def _header(scope: Any, name: bytes) -> str:
    return next((v.decode("latin-1") for k, v in scope["headers"] if k == name), "")


async def _say(
    send: Any,
    status: int,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
    *,
    is_head: bool = False,
) -> None:
    length = (b"content-length", str(len(body)).encode())
    start = {
        "type": "http.response.start",
        "status": status,
        "headers": [*headers, length],
    }
    await send(start)
    await send({"type": "http.response.body", "body": b"" if is_head else body})
