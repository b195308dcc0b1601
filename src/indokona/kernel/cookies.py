"""The browser's session cookie: no script can read it, no other site can use it (record 14).

Cookies know no port, so the name holds it: two installations on one machine do not sign each other
out. Behind TLS the name has the prefix `__Host-`, with which the browser refuses any other scope.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Request, Response

from indokona.kernel import clock
from indokona.kernel.settings import Settings

#: A header that no form and no foreign script can send without being asked first (CORS).
HEADER, BROWSER = "x-indokona", "web"
SAFE = ("GET", "HEAD")
#: In which organisation a page believes to be: another tab may have moved the cookie to another one.
PAGE_OF = "x-indokona-organisation"


def is_browser(request: Request) -> bool:
    """Whether our own page asks: it wants the session in a cookie, not in the answer."""
    return request.headers.get(HEADER) == BROWSER


def token(request: Request, settings: Settings) -> str | None:
    """The session's token in the cookie; a write counts only if our own page made it."""
    if request.method not in SAFE and not is_browser(request):
        return None
    return request.cookies.get(_name(settings))


def is_meant(request: Request, organisation_id: UUID) -> bool:
    """Whether a request is for this organisation, as far as it says for which."""
    return request.headers.get(PAGE_OF, str(organisation_id)) == str(organisation_id)


def give(response: Response, settings: Settings, secret: str, ends_at: datetime) -> None:
    """Put a session's token into the cookie."""
    response.set_cookie(
        _name(settings),
        secret,
        max_age=int((ends_at - clock.now()).total_seconds()),
        path="/",
        secure=_is_tls(settings),
        httponly=True,
        samesite="strict",
    )


def take(response: Response, settings: Settings) -> None:
    """Take the cookie back."""
    response.delete_cookie(
        _name(settings), path="/", secure=_is_tls(settings), httponly=True, samesite="strict"
    )


def _is_tls(settings: Settings) -> bool:
    return settings.public_url.startswith("https:")


def _name(settings: Settings) -> str:
    if _is_tls(settings):
        return "__Host-indokona"
    return f"indokona-{urlsplit(settings.public_url).port or settings.port}"
