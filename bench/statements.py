"""What each statement read, as PostgreSQL itself counts it (pg_stat_statements)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from indokona.app import clusters
from indokona.kernel import root
from indokona.kernel.settings import Settings

#: Rows of one statement are counted per call; a statement that touches none still reads for one.
_READ = (
    "select query, sum(calls)::float8, sum(greatest(rows, calls))::float8,"
    " sum(shared_blks_hit + shared_blks_read)::float8"
    " from pg_stat_statements s join pg_roles r on r.oid = s.userid"
    " where r.rolname = %s and dbid = (select oid from pg_database where datname = current_database())"
    " group by query, queryid having sum(calls) >= %s"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of one role: how often it ran, rows it returned or wrote, pages it looked at."""

    query: str
    calls: float
    rows: float
    pages: float

    @property
    def pages_a_call(self) -> float:
        """Pages of 8 kB, found in memory or read, that one call looks at."""
        return self.pages / self.calls

    @property
    def pages_a_row(self) -> float:
        """The same for each row of a batch; a call without rows counts as one."""
        return self.pages / self.rows


def prepare(settings: Settings) -> None:
    """Make the data folder's clusters, of which the one with the data counts from its next start on."""
    settings.data.mkdir()
    settings.data.chmod(0o755)
    key = root.load(settings, make=True)
    with clusters.running(settings, key):
        found = clusters.superusers_of_running(settings, key)
        assert found is not None
        with psycopg.connect(found[0], autocommit=True) as connection:
            connection.execute("alter system set shared_preload_libraries = 'pg_stat_statements'")


@contextmanager
def counted(
    connection: psycopg.Connection[Any], least_calls: int, role: str = "indokona_app"
) -> Iterator[list[Statement]]:
    """What ran at least so often within the block, filled in at its end."""
    found = list[Statement]()
    connection.execute("create extension if not exists pg_stat_statements")
    connection.execute("select pg_stat_statements_reset()")
    yield found
    rows = connection.execute(_READ, (role, least_calls)).fetchall()
    found += [Statement(*row) for row in rows]
