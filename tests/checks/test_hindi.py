"""The law has one spelling in Hindi, wherever it is named: with the dot under its first letter."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = [ROOT / "web/src/i18n/hi.json", *(ROOT / "src/indokona/privacy").rglob("*.toml")]
LAW = "\u0915\u093c\u093e\u0928\u0942\u0928"


def test_the_law_is_spelled_in_one_way() -> None:
    told = "".join(source.read_text() for source in SOURCES)
    assert LAW in told
    assert LAW.replace("\u093c", "") not in told, f"write {LAW}"
