"""The sealed values of one person, found by the data map: kept before an erasure, tried and looked for after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from psycopg import sql
from sqlalchemy import Table

from indokona.app.probes.looking import Connection
from indokona.kernel import ids
from indokona.kernel.datamap import Walls
from indokona.privacy.hooks import HOOKS

#: Rows that outlive an erasure by design, each with its reason; the receipt names them to the person.
STAYS = {
    "consent": "proof of what was agreed; its sealed words died with the key",
    "consent_receipt": "the person holds its other half; its words died with the key",
    "request": "proof that it was answered; its words died with the key",
    "opt_out": "so that nobody writes to them again",
    "legal_hold": "proof of why something was kept",
    "contact": "the empty row that says that somebody was here, fenced off",
}


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed value and the table it stood in."""

    table: str
    value: bytes


def of_contact(connection: Connection, contact_id: UUID) -> list[Sealed]:
    """Everything that is sealed in rows of a contact."""
    return [
        Sealed(table.name, value)
        for table, column in _tables()
        for value in _values(connection, table, column, contact_id)
    ]


def left(connection: Connection, contact_id: UUID) -> dict[str, int]:
    """How many rows each table still has of a contact."""
    found = {}
    for table, column in _tables():
        statement = sql.SQL(
            "select count(*) from {} where organisation_id = %s and {} = %s"
        ).format(sql.Identifier(table.name), sql.Identifier(column))
        row = connection.execute(statement, (ids.PROBE, contact_id)).fetchone()
        if row is not None and row[0]:
            found[table.name] = int(row[0])
    return found


def _tables() -> Iterator[tuple[Table, str]]:
    """Tables with rows of contacts, and the column that says whose."""
    for table in HOOKS.metadata.sorted_tables:
        if table.info["walls"] is Walls.organisation:
            if "contact_id" in table.c:
                yield table, "contact_id"
            elif table.name == "contact":
                yield table, "id"


def _values(connection: Connection, table: Table, whose: str, contact_id: UUID) -> Iterator[bytes]:
    for column in table.columns:
        if column.info["declared"].seal_as is None:
            continue
        statement = sql.SQL(
            "select {0} from {1} where organisation_id = %s and {2} = %s and {0} is not null"
        ).format(sql.Identifier(column.name), sql.Identifier(table.name), sql.Identifier(whose))
        for (value,) in connection.execute(statement, (ids.PROBE, contact_id)).fetchall():
            yield bytes(value)
