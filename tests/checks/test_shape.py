"""The rules on the whole: imports, dependencies, marks, settings."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from tests.checks.tree import plant, told, track

from checks import shape
from indokona.kernel.settings import Settings


def test_modules_that_import_each_other_are_found(tmp_path: Path) -> None:
    planted = plant(
        tmp_path,
        {
            "src/indokona/inbox/a.py": "from indokona.inbox import b\n",
            "src/indokona/inbox/b.py": "def late():\n    from indokona.inbox.a import x\n",
        },
    )
    (said,) = told(shape.knots(planted, {}))
    assert "no import knot: indokona.inbox." in said
    assert "wire it in app/wiring.py" in said


def test_modules_in_one_direction_are_clean(tmp_path: Path) -> None:
    planted = plant(
        tmp_path,
        {
            "src/indokona/inbox/a.py": "from indokona.inbox import b\n",
            "src/indokona/inbox/b.py": "",
        },
    )
    assert told(shape.knots(planted, {})) == []


def test_a_standing_circle_is_spared_until_it_is_gone(tmp_path: Path) -> None:
    circle = {
        "src/indokona/inbox/a.py": "from indokona.inbox import b\n",
        "src/indokona/inbox/b.py": "from indokona.inbox import a\n",
    }
    standing = {"inbox.a": "until it is untied"}
    assert told(shape.knots(plant(tmp_path, circle), standing)) == []
    untied = plant(tmp_path, {"src/indokona/inbox/b.py": ""})
    (said,) = told(shape.knots(untied, standing))
    assert said.endswith("no import knot: the exemption of inbox.a is not used: remove it")


def test_slices_that_import_each_other_are_found(tmp_path: Path) -> None:
    planted = plant(
        tmp_path,
        {
            "src/indokona/inbox/a.py": "from indokona.contacts import x\n",
            "src/indokona/contacts/b.py": "from indokona.inbox import y\n",
        },
    )
    assert told(shape.knots(planted, {})) == []
    (said,) = told(shape.slice_knots(planted))
    assert "no import knot: " in said
    assert "inbox" in said
    assert "contacts" in said


def test_too_many_dependencies_are_found(tmp_path: Path) -> None:
    def project(count: int) -> Path:
        held = ", ".join(f'"part{n}"' for n in range(count))
        (tmp_path / "pyproject.toml").write_text(f"[project]\ndependencies = [{held}]\n")
        return tmp_path

    assert told(shape.dependencies(project(35))) == []
    (said,) = told(shape.dependencies(project(36)))
    assert said.endswith("few dependencies: 36 direct dependencies, at most 35: take one out first")


def test_marks_of_unfinished_work_are_found(tmp_path: Path) -> None:
    mark = "TO" + "DO"
    track(tmp_path)
    plant(tmp_path, {"docs/a.md": f"one\n{mark}: two\n", "docs/b.md": "todo lists, MASTODON\n"})
    (said,) = told(shape.unfinished(tmp_path))
    assert said.startswith(f"docs/a.md:2: nothing unfinished: {mark}: do it, or say under `Open`")


def test_a_setting_without_meaning_or_default_is_found() -> None:
    class Bad(Settings):
        silent: int = 1
        needed: int = Field(description="has no default")

    names = [line.split(": ")[2] for line in told(shape.unexplained(Bad.model_fields))]
    assert names == ["silent", "needed"]
    assert told(shape.unexplained(Settings.model_fields)) == []


def test_a_setting_that_does_not_exist_is_found(tmp_path: Path) -> None:
    track(tmp_path)
    plant(tmp_path, {"docs/a.md": "INDOKONA_PORT, INDOKONA_*\nINDOKONA_PROT\n"})
    (said,) = told(shape.unknown_settings(tmp_path, {"PORT"}))
    assert said.startswith("docs/a.md:2: settings exist: INDOKONA_PROT is no setting: correct")
