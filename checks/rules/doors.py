"""One door each: the outside world, the time, the end of a transaction."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from checks.finding import Exemptions, Finding
from checks.sources import Source

OUT = {
    "httpx", "aiohttp", "requests", "pycurl", "smtplib", "socket", "http.client", "urllib.request",
}  # fmt: skip

#: Who may hold a client of the outside world, each with its reason. An unused line fails.
MAY_REACH_OUT = {
    "kernel/egress": "the one door",
    "simulator": "stands outside: it is Meta's side",
    "app/client.py": "talks to this machine's own API as a client would",
    "app/up.py": "asks its own children whether they are ready",
    "app/processes.py": "asks for a free port",
}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("time", "time"), ("date", "today")}


def findings(
    sources: Sequence[Source], may_reach_out: Mapping[str, str] = MAY_REACH_OUT
) -> Iterator[Finding]:
    """Who goes around a door."""
    exempt = Exemptions("one door out", "checks/rules/doors.py", may_reach_out)
    for source in sources:
        yield from _one_door_out(source, exempt)
        yield from _one_clock(source)
        yield from _no_commit(source)
    yield from exempt.unused()


def _one_door_out(source: Source, exempt: Exemptions) -> Iterator[Finding]:
    for line, name in source.imports():
        if name in OUT and not exempt.spare_below(source.inner):
            fix = f"go through kernel.egress instead of {name}"
            yield Finding(source.path, line, "one door out", fix)


def _one_clock(source: Source) -> Iterator[Finding]:
    if source.inner.startswith(("kernel/clock.py", "simulator")):
        return
    for node in ast.walk(source.tree):
        of = node.value if isinstance(node, ast.Attribute) else None
        if (
            isinstance(node, ast.Attribute)
            and isinstance(of, ast.Name)
            and (of.id, node.attr) in CLOCKS
        ):
            yield Finding(source.path, node.lineno, "one clock", "ask kernel.clock")


def _no_commit(source: Source) -> Iterator[Finding]:
    if source.slice is None:
        return
    for node in ast.walk(source.tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in ("commit", "rollback"):
            fix = "the kernel and the edge close transactions: take a Db and return"
            yield Finding(source.path, called.lineno, "no commit in slices", fix)
