"""What our own pages ask for: nothing of anybody else's, by what stands in them and by the policy they come with.

A browser asks a third party only where a page names it and the page's policy allows it. The policy is
the stronger half: it holds for what a script would ask for too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from indokona.app import web
from indokona.app.client import Client, Failed
from indokona.app.probes.findings import Findings
from indokona.kernel.settings import Settings

INDEX: Final = "/"
POLICY: Final = "content-security-policy"
#: What a policy may allow; a host is none of it.
OURS: Final = frozenset(("'none'", "'self'", "'unsafe-inline'", "data:", "blob:"))
_ELSEWHERE: Final = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.I)
_IN_STYLE: Final = re.compile(r"""(?:url\(|@import)\s*["']?([^"')\s]+)""")
_FILE: Final = re.compile(r"assets/[\w.-]+\.(?:js|css)\b")
#: Tags that make a browser ask for something by itself, and the attributes that say where.
_ASKS: Final = re.compile(
    r"<(?:script|link|img|iframe|source|video|audio|embed|object|form)\b[^>]*>", re.I
)
_WHERE: Final = re.compile(r"""\b(?:src|href|action|data)\s*=\s*["']?([^"'\s>]+)""", re.I)

#: A path of ours -> the body, and the policy that came with it.
Serve = Callable[[str], tuple[str, str]]


def look(settings: Settings, findings: Findings) -> None:
    """The page that every address gets and each file that it leads to, as they are served here."""
    base = settings.public_url or f"http://{settings.host}:{settings.port}"
    try:
        serve = _served(Client(base))
        serve(INDEX)
    except Failed:
        serve = _built  # nothing is served just now: the files from which it would be
    read = dict(_read(serve))
    for path, (body, policy) in read.items():
        findings.add("foreign_host", sum(1 for _ in foreign(path, body)))
        if path.endswith(("/", ".html")):
            findings.add("policy_lets_out", len(allowed_elsewhere(policy)))
    findings.counts["pages"] += len(read)


def _served(client: Client) -> Serve:
    def serve(path: str) -> tuple[str, str]:
        body, headers = client.page(path)
        return body, headers.get(POLICY, "")

    return serve


def _built(path: str) -> tuple[str, str]:
    file = web.STATIC / (path.lstrip("/") or "index.html")
    return file.read_text() if file.is_file() else "", web.POLICY.decode()


def _read(serve: Serve) -> Iterator[tuple[str, tuple[str, str]]]:
    known = {INDEX, *(f"/{page.name}" for page in web.STATIC.glob("*.html"))}
    waiting = sorted(known)
    while waiting:
        path = waiting.pop()
        try:
            body, policy = serve(path)
        except Failed:
            continue  # a name that only looks like one of our files
        yield path, (body, policy)
        fresh = {f"/{name}" for name in _FILE.findall(body)} - known
        known |= fresh
        waiting += sorted(fresh)


def foreign(path: str, body: str) -> Iterator[str]:
    """Addresses of others that a page or a style asks for by itself."""
    if path.endswith(".css"):
        asked = _IN_STYLE.findall(body)
    elif path.endswith(".js"):
        return  # a script names many addresses and asks for none that the policy does not allow
    else:
        asked = [where for tag in _ASKS.findall(body) for where in _WHERE.findall(tag)]
    yield from (one for one in asked if _ELSEWHERE.match(one))


def allowed_elsewhere(policy: str) -> list[str]:
    """What a policy allows besides ourselves; without a policy that begins with nothing, everything."""
    rules = [rule.split() for rule in policy.split(";") if rule.strip()]
    if ["default-src", "'none'"] not in rules:
        return ["*"]
    return [source for rule in rules for source in rule[1:] if source not in OURS]
