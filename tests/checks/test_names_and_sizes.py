"""The rules on names, money and sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from checks.rules import names, sizes
from tests.checks.tree import plant, told

RULES = "src/indokona/billing/rules.py"


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "send_manager", "db_util"])
def test_a_file_whose_name_says_nothing_is_found(tmp_path: Path, name: str) -> None:
    planted = plant(tmp_path, {f"src/indokona/inbox/{name}.py": "x = 1\n"})
    (said,) = told(names.findings(planted))
    assert said.endswith(f"names: {name} says nothing: name it for what it holds")


@pytest.mark.parametrize(
    "head", ["def process_message():", "async def handle_it():", "class helper:", "def _manager():"]
)
def test_a_function_whose_name_says_nothing_is_found(tmp_path: Path, head: str) -> None:
    (said,) = told(names.findings(plant(tmp_path, {RULES: f"{head}\n    ...\n"})))
    assert said.startswith(f"{RULES}:1: names: ")
    assert said.endswith("says nothing: name the act or the thing")


def test_names_that_say_something_are_clean(tmp_path: Path) -> None:
    body = "def processor():\n    ...\n\nclass Handler:\n    ...\n\nasync def handle_DATA():\n    ...\n"
    assert told(names.findings(plant(tmp_path, {RULES: body}))) == []


@pytest.mark.parametrize(
    "body",
    ["price: float = 1.0", "def charge(amount: float | None): ...", "unit_cost: list[float] = []"],
)
def test_money_in_floating_point_is_found(tmp_path: Path, body: str) -> None:
    (said,) = told(names.findings(plant(tmp_path, {RULES: body + "\n"})))
    assert said == f"{RULES}:1: no float in money: use Decimal or integer micro-units"


def test_exact_money_and_other_floats_are_clean(tmp_path: Path) -> None:
    body = "price: Decimal = x\nseconds: float = 1.0\npriceless: float = 1.0\n"
    assert told(names.findings(plant(tmp_path, {RULES: body}))) == []


def test_a_file_that_is_too_long_is_found(tmp_path: Path) -> None:
    assert told(sizes.findings(plant(tmp_path, {RULES: "x = 1\n" * sizes.MOST_FILE}))) == []
    (said,) = told(sizes.findings(plant(tmp_path, {RULES: "x = 1\n" * (sizes.MOST_FILE + 1)})))
    assert said == f"{RULES}:1: sizes: over 500 lines: split by verb or noun"


def test_a_function_that_is_too_long_is_found(tmp_path: Path) -> None:
    long, longer = (
        f"def act():\n{'    x = 1' + chr(10)}" * 1 + "    x = 1\n" * n for n in (58, 59)
    )
    assert told(sizes.findings(plant(tmp_path, {RULES: long}))) == []
    (said,) = told(sizes.findings(plant(tmp_path, {RULES: longer})))
    assert said == f"{RULES}:1: sizes: act has 61 lines: at most 60"
