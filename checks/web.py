"""Rules of the web app and the phone page: both languages whole, one client, small pages, features as strangers."""

from __future__ import annotations

import filecmp
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from checks.finding import Finding

MOST_LINES = 250
GENERATED = ("web/src/api/", "web/src/routeTree.gen.ts")
#: The simulator's phone page: plain modules beside their words, on a door of its own.
PHONE = "src/indokona/simulator/page"
#: What the client cannot do itself: a stream of news, and a file whose progress is watched.
TRANSPORTS = ("web/src/lib/live", "web/src/lib/upload", f"{PHONE}/door.js")
#: `t('a.b')` names a word; t(`a.${x}`) names a group of words.
WORD = re.compile(r"\bt\(\s*'([\w.]+)'")
CHOSEN = re.compile(r"\bt\([^()]*\?\s*'([\w.]+)'\s*:\s*'([\w.]+)'")
GROUP = re.compile(r"\bt\(\s*`([\w.]+)\.\$\{")
MARKUP = re.compile(r'\bdata-t(?:-\w+)?="([\w.]+)"')
PLURAL = re.compile(r"_(one|other)$")
#: The page that brings the app, and the words in it.
SHELL = "web/index.html"
RAW = re.compile(r'<(title|noscript)[^>]*>([^<]+)<|name="description"\s+content="([^"]+)"')
REQUEST = re.compile(r"(?<![\w.])fetch\(|\bXMLHttpRequest\b|\bsendBeacon\b|\baxios\b")
FEATURE = re.compile(r"from '(?:@/features|\.\./|@/app)")


def findings(root: Path) -> Iterator[Finding]:
    """Everything found in the sources of the app and of the phone page."""
    yield from _shell(root)
    for words, folder, suffix in (
        ("web/src/i18n", "web/src", "*.ts*"),
        (PHONE, PHONE, "*.[jh][st]*"),
    ):
        en, hi = _words(root, words, "en"), _words(root, words, "hi")
        yield from _languages(words, en, hi)
        for path in sorted((root / folder).rglob(suffix)):
            name = str(path.relative_to(root))
            if not name.startswith(GENERATED) and path.suffix != ".json":
                yield from _source(name, path.read_text(), en)


def _shell(root: Path) -> Iterator[Finding]:
    """What stands before the app is there: raw in the page, so it must say what the words say, in both
    languages where whoever reads it has chosen none."""
    path = root / SHELL
    if not path.exists():
        return
    languages = [_words(root, "web/src/i18n", one) for one in ("en", "hi")]
    page = path.read_text()
    for found in RAW.finditer(page):
        tag, text, described = found.groups()
        said = " ".join((text or described).split()).split(" / ")
        wanted = len(languages) if tag == "noscript" else 1
        known = [one in words.values() for one, words in zip(said, languages, strict=False)]
        if len(said) != wanted or not all(known):
            fix = f"{' / '.join(said)}: say it in web/src/i18n, `page`, and here word for word"
            number = page.count("\n", 0, found.start()) + 1
            yield Finding(SHELL, number, "every word in both languages", fix)


def _words(root: Path, folder: str, language: str) -> dict[str, str]:
    """The words of a language; none where there is no such page."""
    path = root / folder / f"{language}.json"
    return _flat(json.loads(path.read_text())) if path.exists() else {}


def _flat(found: Mapping[Any, Any], before: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in found.items():
        inner = dict(enumerate(value)) if isinstance(value, list) else value
        flat |= (
            _flat(inner, f"{before}{key}.")
            if isinstance(inner, dict)
            else {f"{before}{key}": inner}
        )
    return flat


def _languages(folder: str, en: Mapping[str, str], hi: Mapping[str, str]) -> Iterator[Finding]:
    for has, lacks, name in ((en, hi, "hi"), (hi, en, "en")):
        for key in sorted(has.keys() - lacks.keys()):
            place = f"{folder}/{name}.json"
            yield Finding(place, 1, "every word in both languages", f"{key}: write it here too")
    for key in sorted(en.keys() & hi.keys()):
        if set(re.findall(r"{{\w+}}", en[key])) != set(re.findall(r"{{\w+}}", hi[key])):
            fix = f"{key}: name the same values in both languages"
            yield Finding(f"{folder}/hi.json", 1, "every word in both languages", fix)


def _source(name: str, text: str, en: Mapping[str, str]) -> Iterator[Finding]:
    lines = text.count("\n")
    if lines > MOST_LINES:
        yield Finding(name, 1, "small pages", f"{lines} lines, at most {MOST_LINES}: split it")
    known = en.keys() | {PLURAL.sub("", key) for key in en}
    groups = {key.rsplit(".", 1)[0] for key in en}
    for number, line in enumerate(text.split("\n"), start=1):
        asked = [*WORD.findall(line), *MARKUP.findall(line)]
        asked += (word for pair in CHOSEN.findall(line) for word in pair)
        for key in [
            *(k for k in asked if k not in known),
            *(g for g in GROUP.findall(line) if g not in groups),
        ]:
            yield Finding(
                name, number, "every word in both languages", f"{key}: add it to en and hi"
            )
        if REQUEST.search(line) and not name.startswith(TRANSPORTS):
            yield Finding(
                name, number, "one client", "call the API through @/api, made by `make client`"
            )
        if name.startswith("web/src/features/") and FEATURE.search(line):
            fix = "features are strangers: compose both in app/, or move what they share to ui/ or lib/"
            yield Finding(name, number, "features import no features", fix)


def drift(root: Path) -> Iterator[Finding]:
    """The committed description and client are what the API says now."""
    from indokona.app import api

    told = json.dumps(api.describe().openapi(), indent=1, sort_keys=True)
    kept = root / "web/openapi.json"
    if kept.read_text().strip() != told.strip():
        yield Finding("web/openapi.json", 1, "client drift", "write it anew: make client")
        return
    with tempfile.TemporaryDirectory(prefix="indokona-client-") as folder:
        made = Path(folder) / "api"
        said = _npm(root, "generate", OPENAPI=str(kept), CLIENT=str(made))
        if said or not made.is_dir():
            yield Finding("web/openapi-ts.config.ts", 1, "client drift", said[-600:])
        elif _differs(made, root / "web/src/api"):
            yield Finding("web/src/api", 1, "client drift", "write it anew: make client")


def _differs(made: Path, kept: Path) -> bool:
    names = sorted(str(p.relative_to(made)) for p in made.rglob("*") if p.is_file())
    held = sorted(str(p.relative_to(kept)) for p in kept.rglob("*") if p.is_file())
    return names != held or bool(filecmp.cmpfiles(made, kept, names, shallow=False)[1])


def tools(root: Path) -> list[str]:
    """TypeScript, eslint and prettier."""
    said = _npm(root, "check")
    return [said[-6000:]] if said else []


def _npm(root: Path, script: str, **env: str) -> str:
    """What a script of web/package.json said, if it failed."""
    words = [sys.executable, root / "hatch_build.py", "run", script]
    done = subprocess.run(
        words, cwd=root, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip()
