"""The floor of an import: the very rows that it wrote, by bare COPY into empty tables of the same shape."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import psycopg

from bench.installation import Installation

#: Cluster -> the tables that an import with consent and a tag fills.
TABLES = {
    "keyring": ("data_key",),
    "data": ("contact", "identity", "consent", "consent_live", "contact_tag"),
}
_KEYS_OF_CONTACTS = "select * from data_key where kind = 'contact'"


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows in COPY's binary form, by cluster and table."""

    by_table: dict[tuple[str, str], list[bytes]]

    @property
    def bytes(self) -> int:
        """How much they are in all."""
        return sum(len(part) for parts in self.by_table.values() for part in parts)


def taken_out(installation: Installation) -> Rows:
    """The rows as the import left them."""
    found = {}
    for which, tables in TABLES.items():
        with installation.connected(which) as connection:
            for table in tables:
                found[which, table] = _read(connection, table)
    return Rows(found)


def _read(connection: psycopg.Connection[Any], table: str) -> list[bytes]:
    what = f"({_KEYS_OF_CONTACTS})" if table == "data_key" else table
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy {what} to stdout (format binary)") as out,
    ):
        return [bytes(part) for part in out]


def seconds(installation: Installation, rows: Rows) -> float:
    """COPY them as owner, one durable transaction a table, indexes and constraints in place."""
    installation.settle()
    spent = 0.0
    for which, tables in TABLES.items():
        with installation.connected(which) as connection:
            connection.execute("set role indokona_owner")
            for table in tables:
                _like(connection, table)
                spent += _copy(connection, table, rows.by_table[which, table])
                connection.execute(f"drop table floor_{table}".encode())
    return spent


def _like(connection: psycopg.Connection[Any], table: str) -> None:
    connection.execute(f"create table floor_{table} (like {table} including all)".encode())
    if table == "data_key":
        connection.execute(
            "alter table floor_data_key add foreign key (organisation_id, version) references organisation_key"
        )


def _copy(connection: psycopg.Connection[Any], table: str, parts: list[bytes]) -> float:
    began = time.perf_counter()
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy floor_{table} from stdin (format binary)") as into,
    ):
        for part in parts:
            into.write(part)
    return time.perf_counter() - began


def empty(installation: Installation) -> None:
    """Take the imported rows away, so that every run begins with empty tables."""
    with installation.connected("data") as connection:
        for table in TABLES["data"]:
            connection.execute(f"truncate {table}".encode())
    with installation.connected("keyring") as connection:
        connection.execute("delete from data_key where kind = 'contact'")
        connection.execute("vacuum full data_key")
