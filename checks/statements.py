"""SQL as it stands in the sources: strings put together as far as the text alone tells."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checks.sources import Source

SQL = re.compile(r"^\s*(select|insert into|update|delete from|with)\s", re.I)
#: Stands in a statement where a value is only known when it runs.
HOLE = "{}"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement and the function that runs it; `function` is empty at the top of a module.

    Of a method or an inner function it is the dotted name, e.g. `Lanes.turn`.
    """

    line: int
    function: str
    sql: str


def strings(source: Source) -> Iterator[Statement]:
    """Every string that reads like SQL, docstrings apart."""
    yield from _below(source.tree, "", _constants(source.tree))


def statements(source: Source) -> Iterator[Statement]:
    """What functions run. A module's constants count where a function uses them."""
    yield from (one for one in strings(source) if one.function)


def _constants(tree: ast.Module) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            text = _text(node.value, found)
            if text is not None:
                found[node.targets[0].id] = text
    return found


def _below(node: ast.AST, function: str, constants: Mapping[str, str]) -> Iterator[Statement]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        named = [function, child.name] if isinstance(child, _DEFINED) else [function]
        inside = ".".join(filter(None, named))
        text = _text(child, constants)
        if text is None:
            yield from _below(child, inside, constants)
        elif SQL.match(text):
            yield Statement(getattr(child, "lineno", 1), function, text)


_DEFINED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _text(node: ast.AST, constants: Mapping[str, str]) -> str | None:
    """The text of an expression that is a string; holes where only running tells."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        return constants.get(node.id)
    if isinstance(node, ast.JoinedStr):
        return "".join(_part(part, constants) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left, constants), _text(node.right, constants)
        known = left is not None or right is not None
        return f"{_or_hole(left)}{_or_hole(right)}" if known else None
    return None


def _part(node: ast.expr, constants: Mapping[str, str]) -> str:
    inner = node.value if isinstance(node, ast.FormattedValue) else node
    return _or_hole(_text(inner, constants))


def _or_hole(text: str | None) -> str:
    return HOLE if text is None else text
