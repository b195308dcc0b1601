"""The data map: what every column holds, why, for how long, and what erasure does to it.

It stands beside the column, not in a document: a table or column without a declaration does not
migrate (`undeclared`). The privacy notice, the export, the erasure and the retention run read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine


class Category(StrEnum):
    """What kind of data a column holds (`reference: the policy's section 2`)."""

    identifier = "identifier"
    time = "time"
    state = "state"
    tally = "tally"
    profile = "profile"
    business = "business"
    credential = "credential"
    technical = "technical"
    contact = "contact"
    consent = "consent"
    content = "content"
    governance = "governance"


class Purpose(StrEnum):
    """What the column is for: the closed list of the policy's section 3, and the tenant's word."""

    provide = "provide"
    security = "security"
    notify = "notify"
    improve = "improve"
    law = "law"
    instruction = "instruction"


class Keep(StrEnum):
    """How long a row stays; `privacy` turns each into a clock."""

    while_used = "while_used"  # as long as the organisation uses what the row describes
    account = "account"  # life of the account
    contact = "contact"  # life of the contact, 24 months after the last activity by default
    content = "content"  # 90 days by default, the organisation may choose
    metadata = "metadata"  # 13 months by default
    consent = "consent"  # life of the consent and 3 years after its withdrawal
    session = "session"  # 30 days after it ended
    security = "security"  # 1 year, sealed
    minutes = "minutes"  # a code: 10 minutes
    queue = "queue"  # until done, 72 hours at most
    statute = "statute"  # until the date a law names
    forever = "forever"  # names no person: catalogues and cursors


class Erase(StrEnum):
    """What the erasure of a person does to the column."""

    stays = "stays"  # names no person once the sealed columns beside it are shredded
    shred = "shred"  # sealed under the person's key: unreadable when the key is destroyed
    delete = "delete"  # the row is deleted in the sweep


@dataclass(frozen=True, slots=True)
class Declared:
    """One column's line of the data map.

    `export` is its name in a person's package; without one, `untold` says why it is not in there.
    """

    category: Category
    purpose: Purpose = Purpose.provide
    keep: Keep | None = None  # None: the table's
    erase: Erase = Erase.stays
    export: str | None = None
    seal_as: str | None = None
    untold: str | None = None

    def to(self, **changes: Any) -> Declared:
        """The same line with some words changed."""
        return replace(self, **changes)


ID = Declared(Category.identifier, untold="an id of ours, which says nothing elsewhere")
AT = Declared(Category.time)
STATE = Declared(Category.state)
COUNT = Declared(Category.tally)
HASH = Declared(
    Category.credential,
    Purpose.security,
    untold="a keyed index or a secret: the value itself is given",
)


def sealed(
    seal_as: str, category: Category, *, export: str | None = None, erase: Erase = Erase.shred
) -> Declared:
    """A sealed column: opened only with the key of its person or organisation."""
    purpose = (
        Purpose.instruction if category in (Category.contact, Category.content) else Purpose.provide
    )
    return Declared(category, purpose, erase=erase, export=export, seal_as=seal_as)


class Walls(StrEnum):
    """Whose rows a table holds, that is: which policy row-level security forces."""

    organisation = "organisation"
    user = "user"
    member = "member"  # seen by the organisation and by the user
    none = "none"  # no person and no organisation in it


def column(
    name: str,
    kind: TypeEngine[Any] | type[TypeEngine[Any]],
    declared: Declared,
    *rest: SchemaItem,
    **more: Any,
) -> Column[Any]:
    """A column with its line of the data map; not null unless said."""
    more.setdefault("nullable", False)
    return Column(name, kind, *rest, info={"declared": declared}, **more)


def table(  # noqa: PLR0913 (one parameter a property of a table)
    metadata: MetaData,
    name: str,
    *parts: SchemaItem,
    walls: Walls,
    keep: Keep,
    grants: Mapping[str, str] | None = None,
    partitioned: bool = False,
    fillfactor: int | None = None,
    unlogged: bool = False,
    aged_by: str | None = None,
    settled: str | None = None,
    of_contact: bool | None = None,
    untold: str | None = None,
) -> Table:
    """A table with its walls, its retention class, and the rights of each role.

    `grants` maps a role to its privileges, e.g. `{"scout": "select (id, due_at)"}`; the role `app`
    has all four unless it is named. A partitioned table is split by month on its UUIDv7 `id`. An
    unlogged one is empty after a crash. `aged_by` names the column that tells a row's age, a moment or
    an id of ours: with it, retention deletes rows past the clock of `keep`, and empties columns that
    have a shorter one of their own. `settled` is SQL on `t`: what still waits is left alone at any age.
    `of_contact` says that rows are a contact's; by itself it is known of those that name one;
    `untold` says why none of them is in its package.
    """
    info = {
        "walls": walls,
        "keep": keep,
        "grants": {"app": "select, insert, update, delete", **(grants or {})},
        "partitioned": partitioned,
        "fillfactor": fillfactor,
        "unlogged": unlogged,
        "aged_by": aged_by,
        "settled": settled,
        "of_contact": _names_contact(parts) if of_contact is None else of_contact,
        "untold": untold,
    }
    options: dict[str, Any] = {}
    if partitioned:
        options["postgresql_partition_by"] = "range (id)"
    elif fillfactor:
        options["postgresql_with"] = {"fillfactor": fillfactor}
    return Table(name, metadata, *parts, info=info, **options)


def _names_contact(parts: Iterable[SchemaItem]) -> bool:
    return any(isinstance(one, Column) and one.name == "contact_id" for one in parts)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the data map as it is printed, tested and shown."""

    table: str
    column: str
    declared: Declared
    walls: Walls


def lines(metadata: MetaData) -> Iterator[Line]:
    """The whole data map, table by table."""
    for each in metadata.sorted_tables:
        for one in each.columns:
            declared = one.info.get("declared")
            if declared is not None:
                kept = declared if declared.keep else declared.to(keep=each.info["keep"])
                yield Line(each.name, one.name, kept, each.info["walls"])


def unexplained(metadata: MetaData) -> list[str]:
    """Columns of a contact's rows that neither come into their package nor say why not."""
    return [
        f"{line.table}.{line.column}"
        for line in lines(metadata)
        if metadata.tables[line.table].info["of_contact"]
        and not (
            line.declared.export
            or line.declared.untold
            or metadata.tables[line.table].info["untold"]
        )
    ]


def unmade(metadata: MetaData, live: Mapping[str, set[str]]) -> list[str]:
    """Columns of the data map that the live database does not have."""
    return sorted(
        f"{line.table}.{line.column}"
        for line in lines(metadata)
        if line.column not in live.get(line.table, ())
    )


def undeclared(metadata: MetaData, live: Mapping[str, set[str]]) -> list[str]:
    """Columns, of the models or of the live database, that the data map does not know."""
    known = {(line.table, line.column) for line in lines(metadata)}
    ours = {(t.name, c.name) for t in metadata.tables.values() for c in t.columns}
    there = {(name, column) for name, columns in live.items() for column in columns}
    return sorted(f"{t}.{c}" for t, c in (ours | there) - known)
