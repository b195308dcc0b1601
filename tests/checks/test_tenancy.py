"""The rules on whose rows a statement reaches."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from checks.rules import tenancy
from checks.sources import Source, sources
from tests.checks.tree import plant, told

ROOT = Path(__file__).resolve().parents[2]
WALLS = {"contact": "organisation", "session": "user", "membership": "member"}
STORE = "src/indokona/contacts/store.py"


def found(root: Path, body: str, sees_more: dict[str, str] | None = None) -> list[str]:
    """What the rules say of one store function."""
    sources_ = plant(root, {STORE: body})
    return told(tenancy.findings(sources_, WALLS, sees_more or {}))


def function(sql: str) -> str:
    """A store function that runs this."""
    return f"async def some(db):\n    return await db.rows({sql!r})\n"


@pytest.mark.parametrize(
    "sql",
    [
        "select id from contact where organisation_id = %s and id = %s",
        "select c.id from contact c where c.organisation_id = %(org)s",
        "update contact set name = %s where organisation_id = %s and id = any(%s)",
        "delete from contact where organisation_id = %b and id = %s",
        "insert into contact (organisation_id, id) values (%s, %s)",
        "insert into contact as c (organisation_id, id) values (%s, %s) on conflict do nothing",
        "select id from session where user_id = %s and id = %s",
        "select role from membership where user_id = %s",
        "select role from membership where organisation_id = %s",
        "select id from intake_block where id = %s",
        "select x from unnest(%s::uuid[]) x",
    ],
)
def test_a_statement_that_says_whose_rows_it_means_is_clean(tmp_path: Path, sql: str) -> None:
    assert found(tmp_path, function(sql)) == []


@pytest.mark.parametrize(
    "sql",
    [
        "select id from contact where id = %s",
        "select organisation_id from contact where id = %s",
        "select 1 from intake_block b join contact c on c.id = b.id",
        "update contact set name = %s where id = %s",
        "delete from contact where id = %s",
        "insert into contact (id) values (%s)",
        "insert into contact (organisation_id, id) select organisation_id, id from contact",
        "select id from session where organisation_id = %s and id = %s",
        "with x as (select id from contact) select 1 from x",
    ],
)
def test_a_statement_that_does_not_is_found(tmp_path: Path, sql: str) -> None:
    (line,) = found(tmp_path, function(sql))
    assert line.startswith(f"{STORE}:2: every statement names its organisation: some reaches")
    assert "add `organisation_id = %s`" in line


def test_an_f_string_is_read_with_the_constants_in_it(tmp_path: Path) -> None:
    body = """
        _SELECT = "select id from contact c"
        async def good(db):
            return await db.rows(f"{_SELECT} where c.organisation_id = %s and {db.more}")
        async def bad(db):
            return await db.rows(f"{_SELECT} where c.id = %s")
        async def whole(db):
            return await db.rows(_SELECT)
        """
    assert [line.split(": ")[2].split()[0] for line in found(tmp_path, body)] == ["bad", "whole"]


def test_a_table_that_only_running_tells_counts_as_walled(tmp_path: Path) -> None:
    body = 'async def sweep(db, table):\n    await db.run(f"delete from {table} where id = %s")\n'
    assert "sweep reaches walled rows" in found(tmp_path, body)[0]


def test_methods_and_other_layers_are_read_and_the_simulator_is_not(tmp_path: Path) -> None:
    body = 'class Lanes:\n    def turn(self, db):\n        db.rows("select id from contact")\n'
    files = {"src/indokona/app/worker.py": body, "src/indokona/simulator/disk.py": body}
    (line,) = told(tenancy.findings(plant(tmp_path, files), WALLS, {}))
    assert line.startswith("src/indokona/app/worker.py:3: every statement names")
    assert "Lanes.turn reaches walled rows" in line
    assert (
        told(tenancy.findings(plant(tmp_path, files), WALLS, {"app/worker.py:Lanes.turn": "x"}))
        == []
    )


def test_an_exemption_spares_its_function_only(tmp_path: Path) -> None:
    bad = function("select id from contact")
    assert found(tmp_path, bad, {"contacts/store.py:some": "the scout"}) == []
    lines = found(tmp_path, bad, {"contacts/store.py:other": "the scout"})
    assert "some reaches walled rows" in lines[0]
    assert "the exemption of contacts/store.py:other is not used: remove it" in lines[1]


@pytest.mark.parametrize(
    ("sql", "clean"),
    [
        ("select id from intake_seen where wamid_index = any(%s)", False),
        ("select id from intake_seen where number_id = %s and wamid_index = any(%s)", True),
        ("select 1 from anything a where a.phone_number_id = %s", False),
        ("select 1 from anything where waba_id in (%s, %s)", False),
        ("select 1 from anything where organisation_id = %s and waba_id = %s", True),
        ("select 1 from anything where user_id = %s and token_hash = %s", True),
        ("select waba_id from anything where id = %s", True),
        ("select 1 from a join b on a.app_id = b.id", True),
    ],
)
def test_a_lookup_by_an_outside_id_names_whose(tmp_path: Path, sql: str, clean: bool) -> None:
    lines = found(tmp_path, function(sql))
    assert (lines == []) is clean
    if not clean:
        assert f"{STORE}:2: external ids: " in lines[0]
        assert "another organisation may hold the same: add `organisation_id = %s`" in lines[0]


def test_every_statement_of_ours_would_be_missed_if_it_said_nothing() -> None:
    """Robbed of its organisation and user, each statement on walled rows is found."""
    from indokona.app import schema

    walls = tenancy.walls_of(schema.whole())
    stores = [one for one in sources(ROOT, "src/indokona") if one.is_store]
    lines = told(tenancy.findings([robbed(one) for one in stores], walls, {}))
    assert len([line for line in lines if "every statement names" in line]) > 100


def robbed(source: Source) -> Source:
    """The same file, whose statements do not say whose rows they mean."""
    bare = source.text.replace("organisation_id = %", "true or %")
    bare = bare.replace("user_id = %", "true or %")
    bare = bare.replace("(organisation_id, ", "(").replace("(user_id, ", "(")
    return Source(source.path, ast.parse(bare), bare)
