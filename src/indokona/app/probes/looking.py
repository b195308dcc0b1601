"""Looking through everything that is written down: each column of both databases, and the files beside them.

What stands in a database is read as text by its own server, where bytes are hex; so each form of a
word is looked for as it is and as hex. A superuser sees every row; where none is known, as on servers
of somebody else's, the owner sees the probes' own rows and all that belong to no organisation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from indokona.app.probes.means import Means
from indokona.app.probes.person import forms
from indokona.kernel import ids, wired
from indokona.privacy.hooks import HOOKS

Connection = psycopg.Connection[Any]

#: Bytes of a sealed value that are looked for: its nonce and what follows, which no other value has.
_NONCE: Final = slice(17, 41)
#: Every table, its columns that hold an id, and whether its rows may belong to no organisation.
_TABLES: Final = (
    "select n.nspname::text, c.relname::text, array_agg(a.attname::text) filter (where a.atttypid = 'uuid'::regtype),"
    " bool_or(a.attname = 'organisation_id' and not a.attnotnull)"
    " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
    " where c.relkind in ('r', 'p', 'm') and not c.relispartition and c.relpersistence <> 't'"
    " and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') group by 1, 2 order by 1, 2"
)
#: By how much the clock of another machine may be behind, which makes ids too.
_SKEW: Final = timedelta(hours=1)


def words(markers: Iterable[str]) -> list[str]:
    """Every form of every marker, as the text of a row would show it."""
    found = set[str]()
    for marker in markers:
        for form in forms(marker):
            found.add(form.hex())
            if form.isascii() and form.decode().isprintable():
                found.add(form.decode().lower())
    return sorted(found)


def fragments(sealed: Iterable[bytes]) -> list[str]:
    """What tells a sealed value from every other, as the text of a row would show it."""
    return sorted({value[_NONCE].hex() for value in sealed if len(value) > _NONCE.stop})


@contextmanager
def opened(means: Means) -> Iterator[dict[str, Connection]]:
    """Both databases, as whoever may see most of them here."""
    with wired.owner(_best(means, 0)) as data, wired.owner(_best(means, 1)) as keyring:
        for each in (data, keyring):
            each.execute(f"set app.organisation = '{ids.PROBE}'".encode())
            each.execute(f"set app.\"user\" = '{ids.NIL}'".encode())
        yield {"data": data, "keyring": keyring}


def _best(means: Means, which: int) -> str:
    """The address of the data or of the keyring: a superuser's, else the owner's."""
    owners = (means.addresses.data, means.addresses.keyring)[which]
    if means.superusers is None:
        return owners
    return wired.in_database(means.superusers[which], urlsplit(owners).path.lstrip("/"))


def rows_with(connection: Connection, wanted: Sequence[str], born: datetime) -> dict[str, int]:
    """In how many rows of each table any of these stands.

    Of organisations other than the probes' own, only rows are read whose id, or the id that ages them
    in the data map, was made since somebody was `born`: there may be a hundred million of before. Of
    a table whose rows have no such id, those of other organisations are not read.
    """
    patterns, since = [f"%{one}%" for one in wanted], ids.floor(born - _SKEW)
    values = {"patterns": patterns, "since": since, "probe": ids.PROBE}
    found = Counter[str]()
    for schema, table, columns, may_be_nobodys in connection.execute(_TABLES.encode()).fetchall():
        for rows in _read(table, columns or [], may_be_nobodys=may_be_nobodys):
            statement = sql.SQL(
                "select count(*) from {} t where {} and lower(t::text) like any(%(patterns)s)"
            ).format(sql.Identifier(schema, table), rows)
            row = connection.execute(statement, values).fetchone()
            found[f"{schema}.{table}"] += int(row[0]) if row is not None else 0
    return dict(+found)


def _read(table: str, columns: Sequence[str], *, may_be_nobodys: bool) -> Iterator[sql.Composable]:
    """Which rows of a table are read, each part by a statement of its own, which an index may serve."""
    if "organisation_id" not in columns:
        yield sql.SQL("true")
        return
    yield sql.SQL("t.organisation_id = %(probe)s")
    if may_be_nobodys:
        yield sql.SQL("t.organisation_id is null")
    # A moment that ages rows is not when they were written: it may lie ahead, or be empty until an end.
    declared = HOOKS.metadata.tables.get(table)
    for dated in ("id", declared.info["aged_by"] if declared is not None else None):
        if dated is not None and dated in columns:
            yield sql.SQL("t.organisation_id <> %(probe)s and t.{} >= %(since)s").format(
                sql.Identifier(dated)
            )
            return


def older_blocks(connection: Connection, before: datetime) -> int:
    """How many blocks of webhooks were handed on before a moment and are still there."""
    row = connection.execute(
        "select count(*) from intake_block where handed_at < %s", (before,)
    ).fetchone()
    return int(row[0]) if row is not None else 0


def files_with(folder: Path, markers: Iterable[str], skip: Sequence[Path] = ()) -> int:
    """How many files below a folder hold any marker in any form; not below `skip`."""
    needles = {
        one for marker in markers for form in forms(marker) for one in (form, form.hex().encode())
    }
    wanted = [needle.lower() for needle in needles]
    return sum(
        any(needle in body for needle in wanted)
        for body in (path.read_bytes().lower() for path in _files(folder, skip))
    )


def _files(folder: Path, skip: Sequence[Path]) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and not any(path.is_relative_to(one) for one in skip):
            yield path
