"""squawk, and what is taken out before it reads."""

from __future__ import annotations

from pathlib import Path

from checks.finding import Exemptions
from tests.checks.tree import told

from checks import migrations

PLAIN = "create table thing (id uuid primary key, at timestamptz not null);\n"
TIMEOUTS = ("require-lock-timeout", "require-statement-timeout")


def judged(sql: str, *spared: str) -> list[str]:
    """squawk's words on one migration, in its transaction."""
    return told(migrations.judged("data", f"begin;\n{sql}commit;\n", exempt(*spared)))


def exempt(*rules: str) -> Exemptions:
    """An exemption table of these rules."""
    return Exemptions("migrations are safe", "here", dict.fromkeys(rules, "a reason"))


def test_a_plain_table_is_clean() -> None:
    assert judged(PLAIN) == []


def test_an_unsafe_statement_is_found_with_its_mend() -> None:
    sql = PLAIN + "alter table old add column name varchar(20) not null;\n"
    lines = judged(sql, *TIMEOUTS)
    assert any("adding-required-field" in line or "prefer-text-field" in line for line in lines)
    assert all(line.startswith("migrations/data:3: migrations are safe: ") for line in lines)
    assert "alter table old add column name" in lines[0]


def test_an_index_on_a_table_that_is_in_use_is_found() -> None:
    sql = "create index thing_by_at on thing (at);\n"
    (line,) = judged(sql, *TIMEOUTS)
    assert "require-concurrent-index-creation" in line


def test_a_rule_that_is_not_followed_is_spared_and_must_be_needed() -> None:
    table = exempt("prefer-bigint-over-int", "ban-drop-column")
    sql = "begin;\ncreate table t (tries integer not null);\ncommit;\n"
    assert told(migrations.judged("data", sql, table)) == []
    (said,) = told(table.unused())
    assert said.endswith("the exemption of ban-drop-column is not used: remove it")


def test_what_libraries_wrote_is_taken_out_and_lines_stay() -> None:
    from indokona.app import migrate

    whole = migrate.offline_sql("data")
    ours = migrations.ours(whole)
    assert "procrastinate_jobs" in whole
    assert "procrastinate_jobs" not in ours
    assert "CREATE TABLE alembic_version" not in ours
    assert whole.split("\n").index("CREATE TABLE contact (") == ours.split("\n").index(
        "CREATE TABLE contact ("
    )


def test_migrations_that_would_wait_for_a_lock_are_found(tmp_path: Path) -> None:
    env = tmp_path / "migrations/data/env.py"
    env.parent.mkdir(parents=True)
    env.write_text("context.run_migrations()\n")
    (said,) = told(migrations.lock_timeout(tmp_path, "data"))
    assert said.startswith("migrations/data/env.py:1: migrations are safe: run `set lock_timeout")
    env.write_text("connection.exec_driver_sql(\"set lock_timeout = '5s'\")\n")
    assert told(migrations.lock_timeout(tmp_path, "data")) == []
