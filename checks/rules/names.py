"""Names that say something, and money that is exact."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from checks.finding import Finding
from checks.sources import Source

FORBIDDEN = re.compile(
    r"^(utils?|helpers?|common|managers?)$|(^|_)(util|utils|helper|helpers|manager)($|_)"
)
MONEY = re.compile(r"(^|_)(price|amount|cost|credit|balance|money)($|_)")
#: Names that a library calls; ours to write, not to choose.
GIVEN = {"handle_DATA": "aiosmtpd"}


def findings(sources: Sequence[Source]) -> Iterator[Finding]:
    """Names that say nothing, and money in floating point."""
    for source in sources:
        yield from _names(source)
        yield from _no_float_money(source)


def _names(source: Source) -> Iterator[Finding]:
    stem = source.path.rsplit("/", 1)[-1].removesuffix(".py")
    if FORBIDDEN.search(stem):
        yield Finding(source.path, 1, "names", f"{stem} says nothing: name it for what it holds")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bare = node.name.lower().lstrip("_")
            empty = FORBIDDEN.search(bare) or bare.startswith(("process_", "handle_"))
            if empty and node.name not in GIVEN:
                fix = f"{node.name} says nothing: name the act or the thing"
                yield Finding(source.path, node.lineno, "names", fix)


def _no_float_money(source: Source) -> Iterator[Finding]:
    for node in ast.walk(source.tree):
        name, kind = None, None
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name, kind = node.target.id, ast.unparse(node.annotation)
        elif isinstance(node, ast.arg) and node.annotation is not None:
            name, kind = node.arg, ast.unparse(node.annotation)
        if name and kind and MONEY.search(name) and "float" in kind:
            fix = "use Decimal or integer micro-units"
            yield Finding(source.path, getattr(node, "lineno", 1), "no float in money", fix)
