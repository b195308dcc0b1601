"""Written pages that drift, dead links, and words that may not stand in a text."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.checks.tree import plant, told, track

from checks import drift, pages, texts
from indokona.kernel.settings import Settings


def test_pages_that_say_what_the_code_says_are_clean(tmp_path: Path) -> None:
    plant(tmp_path, {})
    (tmp_path / "docs").mkdir()
    for name, write in pages.PAGES.items():
        (tmp_path / name).write_text(write())
    assert told(pages.findings(tmp_path)) == []


def test_a_page_that_drifted_or_is_missing_is_found(tmp_path: Path) -> None:
    plant(tmp_path, {"docs/settings.md": pages.settings() + "more\n"})
    lines = told(pages.findings(tmp_path))
    assert [line.split(":")[0] for line in lines] == list(pages.PAGES)
    assert all(
        line.endswith("pages: write it anew: .venv/bin/python -m checks.pages") for line in lines
    )


def test_every_setting_stands_on_its_page() -> None:
    page = pages.settings()
    assert all(f"`INDOKONA_{name.upper()}`" in page for name in Settings.model_fields)
    row = pages.setting_row("mode", Settings.model_fields["mode"])
    assert row[:3] == ("`INDOKONA_MODE`", "`development` or `production`", "`development`")


def test_every_error_and_column_stands_on_its_page() -> None:
    assert "| `not_found` | 404 | There is nothing here with this id. |" in pages.errors()
    assert "| `value_sealed` | contact | instruction |" in pages.data_map()


@pytest.mark.parametrize("line", ["[here](gone.md)", "see `docs/gone.md`", "[up](../gone)"])
def test_a_dead_link_is_found(tmp_path: Path, line: str) -> None:
    track(tmp_path)
    plant(tmp_path, {"docs/a.md": f"first\n{line}\n"})
    (said,) = told(texts.findings(tmp_path))
    assert said.startswith("docs/a.md:2: dead links: ")
    assert said.endswith(" does not exist")


def test_links_that_lead_somewhere_are_clean(tmp_path: Path) -> None:
    track(tmp_path)
    text = "[b](b.md#part) [web](https://example.org/x) [mail](mailto:a@example.org) `docs/b.md`\n"
    plant(tmp_path, {"docs/a.md": text, "docs/b.md": "b\n"})
    assert told(texts.findings(tmp_path)) == []


def test_hosts_of_registries_and_paths_of_machines_are_found(tmp_path: Path) -> None:
    track(tmp_path)
    plant(tmp_path, {"a.txt": "\n".join([*texts.HOSTS, *texts.PLACES]) + "\n"})
    lines = told(texts.findings(tmp_path))
    assert len(lines) == len(texts.HOSTS) + len(texts.PLACES)
    assert all(": no hosts, no machine paths: take " in line for line in lines)


def test_a_model_without_its_migration_is_found(tmp_path: Path) -> None:
    from indokona.app import schema

    written = ";\n\n".join(schema.draft()) + ";\n"
    plant(tmp_path, {drift.TABLES: "-- other\n"})
    (said,) = told(drift.findings(tmp_path))
    assert "schema drift: write it anew: python -m indokona.app.schema > " in said
    (tmp_path / drift.TABLES).write_text(written)
    assert told(drift.findings(tmp_path)) == []
