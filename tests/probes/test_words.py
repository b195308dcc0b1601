"""Every code that a probe may find has its words on the page, in both languages, and is found somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from indokona.privacy import probes

ROOT = Path(__file__).parents[2]
SOURCES = "".join(one.read_text() for one in (ROOT / "src/indokona/app/probes").glob("*.py"))


@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_page_has_words_for_every_code(language: str) -> None:
    words: dict[str, Any] = json.loads((ROOT / f"web/src/i18n/{language}.json").read_text())
    assert words["probes"]["fault"].keys() == probes.FAULTS.keys()
    for part in ("name", "what", "counts"):
        assert words["probes"][part].keys() == {kind.name for kind in probes.KINDS}
    assert words["probes"]["state"].keys() == probes.WORDS.keys() | {"passed", "never"}
    assert words["proof"]["why"].keys() == probes.WORDS.keys() - {probes.FAILED}


def test_every_code_is_one_that_a_probe_can_find() -> None:
    named = set(re.findall(r"""["\[]([a-z_]+(?:\{name\})?)["\]]""", SOURCES))
    spelled = {one.replace("{name}", which) for one in named for which in ("data", "keyring")}
    assert probes.FAULTS.keys() <= spelled, probes.FAULTS.keys() - spelled


def test_the_manual_says_what_to_do_about_every_code() -> None:
    manual = (ROOT / "docs/operator.md").read_text()
    told = re.findall(r"`([a-z_]+)(…?)`", manual)
    for code in probes.FAULTS:
        assert any(code == word or (more and code.startswith(word)) for word, more in told), code
