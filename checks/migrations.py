"""squawk on the SQL of both databases' migrations, and the drift of the first one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from checks.finding import Exemptions, Finding

DATABASES = ("data", "keyring")
OLDEST_POSTGRES = "15"

#: Rules of squawk that we do not follow, each with its reason. One that finds nothing fails.
NOT_FOLLOWED = {
    "prefer-bigint-over-int": "our integers count tries, seconds, paces and Meta's codes; ids are UUIDs, and the one"
    " long count, the ledger's number, is a bigint",
    "require-lock-timeout": "env.py sets it on the connection, before any migration: checked below",
    "require-statement-timeout": "an index that is built concurrently may take its time; what may not be long is the"
    " wait for a lock, and that is bounded",
}

#: Text in the migrations that others wrote, and its library: it comes with a version, we do not edit it.
ALEMBIC = re.compile(r"CREATE TABLE alembic_version \(.*?\);", re.S)


def findings(root: Path) -> Iterator[Finding]:
    """What squawk says of our own statements."""
    from indokona.app import migrate

    exempt = Exemptions("migrations are safe", "checks/migrations.py", NOT_FOLLOWED)
    for database in DATABASES:
        yield from lock_timeout(root, database)
        yield from judged(database, ours(migrate.offline_sql(database)), exempt)
    yield from exempt.unused()


def lock_timeout(root: Path, database: str) -> Iterator[Finding]:
    """A migration that waits for a lock makes everybody wait behind it."""
    name = f"migrations/{database}/env.py"
    if "set lock_timeout" not in (root / name).read_text():
        fix = "run `set lock_timeout = '5s'` on the connection before the migrations"
        yield Finding(name, 1, "migrations are safe", fix)


def ours(sql: str) -> str:
    """The SQL without what libraries wrote; lines keep their numbers."""
    import procrastinate.schema

    # alembic writes tabs as four spaces and doubles the sign of a placeholder
    bought = procrastinate.schema.SchemaManager.get_schema().strip()
    bought = bought.replace("\t", "    ").replace("%", "%%")
    sql = ALEMBIC.sub(lambda found: "\n" * found[0].count("\n"), sql)
    return sql.replace(bought, "\n" * bought.count("\n"))


def judged(database: str, sql: str, exempt: Exemptions) -> Iterator[Finding]:
    """squawk's words on some SQL, the exempt rules apart."""
    for one in _squawk(sql):
        if not exempt.spare(one["rule_name"]):
            line = sql.split("\n")[int(one["line"])].strip()
            fix = f"{one['rule_name']}: {one['message']} {one.get('help') or ''} (at `{line[:80]}`)"
            yield Finding(
                f"migrations/{database}", int(one["line"]) + 1, "migrations are safe", fix
            )


def _squawk(sql: str) -> list[Mapping[str, str]]:
    words = [
        str(Path(sys.executable).parent / "squawk"),
        "--reporter",
        "json",
        "--pg-version",
        OLDEST_POSTGRES,
    ]
    done = subprocess.run(words, input=sql, capture_output=True, text=True, check=False)
    found: list[Mapping[str, str]] = json.loads(done.stdout or "[]")
    return found
