"""How long a file and a function may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from checks.finding import Finding
from checks.sources import Source

MOST_FILE, MOST_FUNCTION = 500, 60


def findings(sources: Sequence[Source]) -> Iterator[Finding]:
    """Files and functions that outgrew a glance."""
    for source in sources:
        if source.text.count("\n") > MOST_FILE:
            fix = f"over {MOST_FILE} lines: split by verb or noun"
            yield Finding(source.path, 1, "sizes", fix)
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MOST_FUNCTION:
                    fix = f"{node.name} has {length} lines: at most {MOST_FUNCTION}"
                    yield Finding(source.path, node.lineno, "sizes", fix)
