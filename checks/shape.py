"""The shape of the whole: no knot of imports, few dependencies, nothing unfinished, settings explained."""

from __future__ import annotations

import graphlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from checks.finding import Exemptions, Finding
from checks.sources import OURS, Source, sources
from checks.texts import tracked

MOST_DEPENDENCIES = 35
#: Circles that stand for now, each with its reason. One that is gone fails.
STANDING: dict[str, str] = {}
#: Split, so that this file does not hold what it forbids.
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX")) + r")\b")
SETTING = re.compile(r"\bINDOKONA_([A-Z][A-Z_]*[A-Z])\b")
#: Files in which such words are data, not marks: licences and locks.
NOT_OURS = ("LICENSE", ".lock", ".gen.ts")
#: What the build of the app reads, before there is an installation with settings.
OF_THE_BUILD = {"SKIP_WEB"}


def findings(root: Path) -> Iterator[Finding]:
    """Everything that bends the shape."""
    from indokona.kernel.settings import Settings

    ours = sources(root, OURS)
    yield from slice_knots(ours)
    yield from knots(ours)
    yield from dependencies(root)
    yield from unfinished(root)
    yield from unexplained(Settings.model_fields)
    yield from unknown_settings(root, {name.upper() for name in Settings.model_fields})


def knots(ours: Sequence[Source], standing: Mapping[str, str] = STANDING) -> Iterator[Finding]:
    """Modules that import each other in a circle, also inside a slice or a function."""
    exempt = Exemptions("no import knot", "checks/shape.py", standing)
    names = {_module(source): source for source in ours}
    graph = {
        name: {goal for _, goal in source.imports() if goal in names and goal != name}
        for name, source in names.items()
    }
    for name in standing:
        spared = f"indokona.{name}"
        if any(_reaches(graph, goal, spared) for goal in graph.get(spared, ())):
            exempt.spare(name)
            graph[spared] = set()
    yield from _circle(graph, {name: source.path for name, source in names.items()})
    yield from exempt.unused()


def _reaches(graph: Mapping[str, set[str]], start: str, goal: str) -> bool:
    seen, waiting = set[str](), [start]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += graph.get(here, ())
    return goal in seen


def slice_knots(ours: Sequence[Source]) -> Iterator[Finding]:
    """Folders that import each other in a circle, whatever the layers of import-linter allow."""
    graph: dict[str, set[str]] = {}
    for source in ours:
        mine = _module(source).split(".")[1:2]
        for _, goal in source.imports():
            theirs = goal.split(".")
            if mine and theirs[0] == "indokona" and len(theirs) > 1 and theirs[1] != mine[0]:
                graph.setdefault(mine[0], set()).add(theirs[1])
    yield from _circle(graph, {name: f"{OURS}{name}" for name in graph})


def _module(source: Source) -> str:
    dotted = source.path.removeprefix("src/").removesuffix(".py").replace("/", ".")
    return dotted.removesuffix(".__init__")


def _circle(graph: Mapping[str, set[str]], paths: Mapping[str, str]) -> Iterator[Finding]:
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        circle: list[str] = error.args[1]
        way = " <- ".join(circle)
        fix = f"{way}: let the lower one name what it needs as a protocol, and wire it in app/wiring.py"
        yield Finding(paths[circle[0]], 1, "no import knot", fix)


def dependencies(root: Path) -> Iterator[Finding]:
    """Direct dependencies at run time, each chosen on purpose."""
    held = tomllib.loads((root / "pyproject.toml").read_text())["project"]["dependencies"]
    if len(held) > MOST_DEPENDENCIES:
        fix = f"{len(held)} direct dependencies, at most {MOST_DEPENDENCIES}: take one out first"
        yield Finding("pyproject.toml", 1, "few dependencies", fix)


def unfinished(root: Path) -> Iterator[Finding]:
    """Marks of work left lying: it belongs into an issue or a decision record, or is done now."""
    for name, number, line in _lines(root):
        mark = UNFINISHED.search(line)
        if mark:
            fix = f"{mark[1]}: do it, or say under `Open` of a decision record what is left"
            yield Finding(name, number, "nothing unfinished", fix)


def unexplained(fields: Mapping[str, Any]) -> Iterator[Finding]:
    """Settings without their meaning, or without a default that is safe to start with."""
    for name, one in fields.items():
        if not (one.description or "").strip() or one.is_required():
            fix = f"{name}: give it a description and a safe default"
            yield Finding("src/indokona/kernel/settings.py", 1, "settings are documented", fix)


def unknown_settings(root: Path, known: set[str]) -> Iterator[Finding]:
    """Settings that a text or a test names and nobody reads."""
    for name, number, line in _lines(root):
        if name.startswith("tests/checks/"):
            continue
        for word in SETTING.findall(line):
            if word not in known | OF_THE_BUILD:
                fix = f"INDOKONA_{word} is no setting: correct the name, or add it to Settings"
                yield Finding(name, number, "settings exist", fix)


def _lines(root: Path) -> Iterator[tuple[str, int, str]]:
    for name in tracked(root):
        path = root / name
        if name.endswith(NOT_OURS) or path.suffix in (".png", ".sqlite") or not path.is_file():
            continue
        for number, line in enumerate(path.read_text(errors="replace").split("\n"), start=1):
            yield name, number, line
