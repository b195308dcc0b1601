"""Rules of the house that a syntax tree can see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from checks.finding import Finding, sources

SLICES = {
    "accounts", "numbers", "contacts", "consent", "templates", "messaging", "intake", "campaigns", "inbox", "privacy",
    "billing", "operators",
}  # fmt: skip
OUT = {
    "httpx",
    "aiohttp",
    "requests",
    "pycurl",
    "smtplib",
    "socket",
    "http.client",
    "urllib.request",
}

#: Who may hold a client of the outside world, each with its reason. An unused line fails.
MAY_REACH_OUT = {
    "kernel/egress": "the one door",
    "simulator": "stands outside: it is Meta's side",
    "app/client.py": "talks to this machine's own API as a client would",
    "app/up.py": "asks its own children whether they are ready",
    "app/processes.py": "asks for a free port",
}
FORBIDDEN = re.compile(
    r"^(utils?|helpers?|common|managers?)$|(^|_)(util|utils|helper|helpers|manager)($|_)"
)
MONEY = re.compile(r"(^|_)(price|amount|cost|credit|balance|money)($|_)")
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("time", "time"), ("date", "today")}
SQL = re.compile(r"^\s*(select|insert into|update|delete from|with)\s", re.I)
#: Names that a library calls; ours to write, not to choose.
GIVEN = {"handle_DATA": "aiosmtpd"}
MOST_FILE, MOST_FUNCTION = 500, 60


def findings(root: Path) -> Iterator[Finding]:
    """Everything the rules find in the sources."""
    used: set[str] = set()
    for path, tree, _text in sources(root, "src/indokona"):
        inner = path.removeprefix("src/indokona/")
        slice_ = inner.split("/")[0]
        yield from _no_commit(path, slice_, tree)
        yield from _one_door_out(path, inner, tree, used)
        yield from _one_clock(path, inner, tree)
        yield from _no_float_money(path, tree)
        if slice_ in SLICES:
            yield from _sql_in_stores(path, inner, tree)
            yield from _borders(path, slice_, tree)
        yield from _names(path, tree)
    yield from _unused(root, used)
    for path, tree, text in sources(root, "src/indokona", "tests", "checks", "bench"):
        yield from _sizes(path, tree, text)


def _no_commit(path: str, slice_: str, tree: ast.Module) -> Iterator[Finding]:
    if slice_ not in SLICES:
        return
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in ("commit", "rollback"):
            yield Finding(
                path,
                node.lineno,
                "no commit in slices",
                "the kernel and the edge close transactions",
            )


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def _one_door_out(path: str, inner: str, tree: ast.Module, used: set[str]) -> Iterator[Finding]:
    for line, name in _imports(tree):
        if name in OUT:
            allowed = next((place for place in MAY_REACH_OUT if inner.startswith(place)), None)
            if allowed:
                used.add(allowed)
            else:
                yield Finding(
                    path, line, "one door out", f"go through kernel.egress instead of {name}"
                )


def _unused(root: Path, used: set[str]) -> Iterator[Finding]:
    if (root / "src/indokona/kernel/egress").exists():
        for place in sorted(MAY_REACH_OUT.keys() - used):
            yield Finding(
                "checks/house.py",
                1,
                "one door out",
                f"the exemption of {place} is not used: remove it",
            )


def _one_clock(path: str, inner: str, tree: ast.Module) -> Iterator[Finding]:
    if inner.startswith(("kernel/clock.py", "simulator")):
        return
    for node in ast.walk(tree):
        of = node.value if isinstance(node, ast.Attribute) else None
        if (
            isinstance(node, ast.Attribute)
            and isinstance(of, ast.Name)
            and (of.id, node.attr) in CLOCKS
        ):
            yield Finding(path, node.lineno, "one clock", "ask kernel.clock")


def _no_float_money(path: str, tree: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(tree):
        name, kind = None, None
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name, kind = node.target.id, ast.unparse(node.annotation)
        elif isinstance(node, ast.arg) and node.annotation is not None:
            name, kind = node.arg, ast.unparse(node.annotation)
        if name and kind and MONEY.search(name) and "float" in kind:
            yield Finding(
                path, node.lineno, "no float in money", "use Decimal or integer micro-units"
            )


def _sql_in_stores(path: str, inner: str, tree: ast.Module) -> Iterator[Finding]:
    name = inner.rsplit("/", 1)[-1]
    for node in ast.walk(tree):
        if not (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
        ):
            continue
        if not name.startswith("store") and " from " in f" {node.value.lower()} ":
            yield Finding(
                path,
                node.lineno,
                "SQL stands in store files",
                "move this statement to the slice's store",
            )


def _borders(path: str, slice_: str, tree: ast.Module) -> Iterator[Finding]:
    """Across a border pass only actions, facts, events, errors; consent and rights also their rules."""
    for line, name in _imports(tree):
        parts = name.split(".")
        if len(parts) < 3 or parts[0] != "indokona" or parts[1] not in SLICES or parts[1] == slice_:
            continue
        if parts[2] not in ("actions", "facts", "events", "errors", "hooks", "rules"):
            yield Finding(
                path, line, "borders", f"{parts[1]} shows only actions, facts, events and errors"
            )


def _names(path: str, tree: ast.Module) -> Iterator[Finding]:
    stem = path.rsplit("/", 1)[-1].removesuffix(".py")
    if FORBIDDEN.search(stem):
        yield Finding(path, 1, "names", f"{stem} says nothing: name it for what it holds")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.name in GIVEN:
                continue
            bare = node.name.lower().lstrip("_")
            if FORBIDDEN.search(bare) or bare.startswith(("process_", "handle_")):
                yield Finding(
                    path,
                    node.lineno,
                    "names",
                    f"{node.name} says nothing: name the act or the thing",
                )


def _sizes(path: str, tree: ast.Module, text: str) -> Iterator[Finding]:
    if text.count("\n") > MOST_FILE:
        yield Finding(path, 1, "sizes", f"over {MOST_FILE} lines: split by verb or noun")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MOST_FUNCTION:
                yield Finding(
                    path,
                    node.lineno,
                    "sizes",
                    f"{node.name} has {length} lines: at most {MOST_FUNCTION}",
                )
