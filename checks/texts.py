"""Rules on texts: links that lead somewhere, no host of a registry, no path of a machine."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from checks.finding import Finding

#: Split, so that this file does not name what it forbids.
HOSTS = [
    a + b
    for a, b in (
        ("py", "pi.org"),
        ("pythonhosted", ".org"),
        ("registry.npm", "js.org"),
        ("deb.deb", "ian.org"),
    )
]
PLACES = ["/wo" + "rk/", "/ro" + "ot/"]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
PATH = re.compile(r"`((?:src|tests|migrations|docs|checks|bench)/[\w./-]+)`")


def tracked(root: Path) -> list[str]:
    """Files that git tracks, or would."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    return subprocess.run(words, cwd=root, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )[:-1]


def findings(root: Path) -> Iterator[Finding]:
    """Everything found in the texts."""
    for name in tracked(root):
        path = root / name
        if path.suffix in (".png", ".sqlite") or not path.is_file():
            continue
        text = path.read_text(errors="replace")
        for number, line in enumerate(text.split("\n"), start=1):
            for word in (*HOSTS, *PLACES):
                if word in line:
                    yield Finding(name, number, "no hosts, no machine paths", f"take {word!r} out")
        if path.suffix == ".md":
            yield from _links(root, path, name, text)


def _links(root: Path, path: Path, name: str, text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.split("\n"), start=1):
        for target in LINK.findall(line):
            if (
                "://" not in target
                and not target.startswith("mailto:")
                and not (path.parent / target).exists()
            ):
                yield Finding(name, number, "dead links", f"{target} does not exist")
        for target in PATH.findall(line):
            if not (root / target).exists():
                yield Finding(name, number, "dead links", f"{target} does not exist")
