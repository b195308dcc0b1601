"""Looking through everything that is written down: each column of both databases, and the files beside them.

What stands in a database is read as text by its own server, where bytes are hex; so each form of a
word is looked for as it is and as hex. A superuser sees every row; where none is known, as on servers
of somebody else's, the owner sees the probes' own rows and all that belong to no organisation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from indokona.app.probes.means import Means
from indokona.app.probes.person import forms
from indokona.kernel import ids, wired

Connection = psycopg.Connection[Any]

#: Bytes of a sealed value that are looked for: its nonce and what follows, which no other value has.
_NONCE: Final = slice(17, 41)
_TABLES: Final = (
    "select n.nspname::text, c.relname::text, a.attname is not null from pg_class c"
    " join pg_namespace n on n.oid = c.relnamespace"
    " left join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped"
    " where c.relkind in ('r', 'p', 'm') and not c.relispartition and c.relpersistence <> 't'"
    " and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by 1, 2"
)


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
    addresses = (means.addresses.data, means.addresses.keyring)
    if means.superusers is not None:
        names = [urlsplit(one).path.lstrip("/") for one in addresses]
        addresses = tuple(
            wired.in_database(one, name) for one, name in zip(means.superusers, names, strict=True)
        )  # type: ignore[assignment]
    with wired.owner(addresses[0]) as data, wired.owner(addresses[1]) as keyring:
        for each in (data, keyring):
            each.execute(f"set app.organisation = '{ids.PROBE}'".encode())
            each.execute(f"set app.\"user\" = '{ids.NIL}'".encode())
        yield {"data": data, "keyring": keyring}


def rows_with(connection: Connection, wanted: Sequence[str]) -> dict[str, int]:
    """In how many rows of each table any of these stands."""
    patterns = [f"%{one}%" for one in wanted]
    found = {}
    for schema, table, _ in connection.execute(_TABLES.encode()).fetchall():
        statement = sql.SQL("select count(*) from {} t where lower(t::text) like any(%s)").format(
            sql.Identifier(schema, table)
        )
        row = connection.execute(statement, (patterns,)).fetchone()
        if row is not None and row[0]:
            found[f"{schema}.{table}"] = int(row[0])
    return found


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
