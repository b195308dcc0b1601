"""The rules of the web app find what they are there for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.checks.tree import plant, told

from checks import web

WORDS = {"en": {"a": {"b": "B", "c_one": "{{count}} C", "c_other": "{{count}} Cs"}}}


def app(root: Path, files: dict[str, str], hi: object = None) -> list[str]:
    """What is found in an app of these files."""
    languages = {"en": WORDS["en"], "hi": hi or WORDS["en"]}
    words = {f"web/src/i18n/{name}.json": json.dumps(one) for name, one in languages.items()}
    plant(root, {**words, **files})
    return told(web.findings(root))


def test_an_app_that_keeps_the_rules_is_clean(tmp_path: Path) -> None:
    text = "import { x } from '@/api';\nt('a.b'); t('a.c'); t(`a.${x}`); query.refetch();\n"
    assert app(tmp_path, {"web/src/features/one/One.tsx": text}) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("t('a.lost')", "a.lost: add it to en and hi"),
        ("t(x ? 'a.b' : 'a.lost')", "a.lost: add it to en and hi"),
        ("t(`lost.${x}`)", "lost: add it to en and hi"),
        ("await fetch('/api/me')", "call the API through @/api"),
        ("import { Two } from '@/features/two/Two';", "features are strangers"),
        ("import { Two } from '../two/Two';", "features are strangers"),
        ("x\n" * 251, "251 lines, at most 250"),
    ],
)
def test_what_breaks_a_rule_is_found(tmp_path: Path, text: str, said: str) -> None:
    (found,) = app(tmp_path, {"web/src/features/one/One.tsx": text})
    assert said in found


def test_a_word_in_one_language_only_is_found(tmp_path: Path) -> None:
    hi = {"a": {"b": "ब", "c_one": "{{count}}", "c_other": "स"}}
    (found,) = app(tmp_path, {}, hi)
    assert "a.c_other: name the same values in both languages" in found
    found_too = app(tmp_path, {}, {"a": {"b": "ब"}})
    assert [line.split(": ")[-2] for line in found_too] == ["a.c_one", "a.c_other"]


def test_the_phone_page_keeps_the_same_rules(tmp_path: Path) -> None:
    words = {"one": "One", "many": ["a", "b"]}
    page = {f"{web.PHONE}/{name}.json": json.dumps(words) for name in ("en", "hi")}
    page[f"{web.PHONE}/phone.html"] = '<h1 data-t="one"></h1><input data-t-label="lost">\n'
    page[f"{web.PHONE}/door.js"] = "fetch('/x'); t('one'); t(`many.${n}`);\n"
    page[f"{web.PHONE}/other.js"] = "t('gone');\n"
    found = app(tmp_path, page)
    assert [line.split(": ")[-2] for line in found] == ["gone", "lost"]


def test_a_client_that_is_not_the_api_s_is_found(tmp_path: Path) -> None:
    plant(tmp_path, {"web/openapi.json": "{}"})
    (found,) = told(web.drift(tmp_path))
    assert "client drift: write it anew: make client" in found


def test_words_of_the_page_before_the_app_are_those_of_the_app(tmp_path: Path) -> None:
    good = '<title>B</title>\n<noscript>B / ब</noscript>\n<meta name="description" content="B" />\n'
    hi = {"a": {"b": "ब", "c_one": "{{count}}", "c_other": "{{count}} स"}}
    assert app(tmp_path, {web.SHELL: good}, hi) == []
    bad = "<title>Raw</title>\n<noscript>B</noscript>\n<noscript>B / B</noscript>\n"
    found = app(tmp_path, {web.SHELL: bad}, hi)
    assert [line.split(":")[1] for line in found] == ["1", "2", "3"]
