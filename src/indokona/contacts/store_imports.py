"""SQL on imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class Import:
    """An import and how far it is."""

    id: UUID
    state: str
    mapping: dict[str, Any]
    tag_ids: list[UUID]
    consent: dict[str, Any] | None
    author_id: UUID
    pieces: int
    piece_done: int
    rest_sealed: bytes | None
    rows_done: int
    created: int
    updated: int
    unchanged: int
    refused: int
    problem: str | None
    created_at: datetime
    ended_at: datetime | None
    undo_stage: str | None
    undo_after: UUID | None
    undo_actor_id: UUID | None
    undone_contacts: int
    undone_consents: int
    undone_tags: int
    undo_kept: int


_COLUMNS = (
    "id, state, mapping, tag_ids, consent, author_id, pieces, piece_done, rest_sealed, rows_done, created, updated,"
    " unchanged, refused, problem, created_at, ended_at, undo_stage, undo_after, undo_actor_id, undone_contacts,"
    " undone_consents, undone_tags, undo_kept"
)


async def insert(
    db: Db,
    row_id: UUID,
    mapping: dict[str, Any],
    tags: Sequence[UUID],
    consent: dict[str, Any] | None,
    author: UUID,
    now: datetime,
) -> None:
    """A new import, its file still arriving."""
    await db.run(
        "insert into contact_import (organisation_id, id, state, mapping, tag_ids, consent, author_id, pieces,"
        " piece_done, rows_done, created, updated, unchanged, refused, created_at)"
        " values (%s, %s, 'arriving', %s, %s, %s, %s, 0, 0, 0, 0, 0, 0, 0, %s)",
        (
            db.organisation_id,
            row_id,
            Jsonb(mapping),
            list(tags),
            Jsonb(consent) if consent else None,
            author,
            now,
        ),
    )


async def insert_piece(db: Db, import_id: UUID, no: int, sealed: bytes) -> None:
    """A sealed piece of the file."""
    await db.run(
        "insert into import_piece (organisation_id, import_id, no, piece_sealed) values (%s, %s, %s, %s)",
        (db.organisation_id, import_id, no, sealed),
    )


async def ready(db: Db, import_id: UUID, pieces: int) -> None:
    """The whole file is here."""
    await db.run(
        "update contact_import set state = 'running', pieces = %s where organisation_id = %s and id = %s",
        (pieces, db.organisation_id, import_id),
    )


async def locked(db: Db, import_id: UUID) -> Import | None:
    """The import, held for one step."""
    return await db.maybe(
        f"select {_COLUMNS} from contact_import where organisation_id = %s and id = %s for update",
        (db.organisation_id, import_id),
        into=Import,
    )


async def one(db: Db, import_id: UUID) -> Import | None:
    """The import as it stands."""
    return await db.maybe(
        f"select {_COLUMNS} from contact_import where organisation_id = %s and id = %s",
        (db.organisation_id, import_id),
        into=Import,
    )


async def of_contact(db: Db, contact_id: UUID) -> list[Import]:
    """The imports that made a contact or tagged it, oldest first."""
    return await db.all(
        f"select {_COLUMNS} from contact_import where organisation_id = %s and id in"
        " (select import_id from contact where organisation_id = %s and id = %s"
        "  union select import_id from contact_tag where organisation_id = %s and contact_id = %s) order by id",
        (db.organisation_id, *[db.organisation_id, contact_id] * 2),
        into=Import,
    )


async def every(db: Db, after: UUID | None, limit: int) -> list[Import]:
    """A page of imports, newest first."""
    return await db.all(
        f"select {_COLUMNS} from contact_import where organisation_id = %s"
        " and (%s::uuid is null or id < %s) order by id desc limit %s",
        (db.organisation_id, after, after, limit),
        into=Import,
    )


async def piece(db: Db, import_id: UUID, no: int) -> bytes | None:
    """One sealed piece."""
    found: bytes | None = await db.value(
        "select piece_sealed from import_piece where organisation_id = %s and import_id = %s and no = %s",
        (db.organisation_id, import_id, no),
    )
    return found


async def step(
    db: Db, import_id: UUID, mapping: dict[str, Any], rest: bytes | None, added: dict[str, int]
) -> None:
    """A piece is done: counts and cursor, in the transaction of its work; the piece goes."""
    await db.run(
        "update contact_import set piece_done = piece_done + 1, mapping = %s, rest_sealed = %s,"
        " rows_done = rows_done + %s, created = created + %s, updated = updated + %s,"
        " unchanged = unchanged + %s, refused = refused + %s where organisation_id = %s and id = %s",
        (
            Jsonb(mapping), rest, added["rows"], added["created"], added["updated"], added["unchanged"],
            added["refused"], db.organisation_id, import_id,
        ),
    )  # fmt: skip
    await db.run(
        "delete from import_piece where organisation_id = %s and import_id = %s and no <="
        " (select piece_done - 1 from contact_import where organisation_id = %s and id = %s)",
        (db.organisation_id, import_id, db.organisation_id, import_id),
    )


async def end(db: Db, import_id: UUID, state: str, problem: str | None, now: datetime) -> None:
    """The import is over."""
    await db.run(
        "update contact_import set state = %s, problem = %s, ended_at = %s, rest_sealed = null"
        " where organisation_id = %s and id = %s",
        (state, problem, now, db.organisation_id, import_id),
    )


async def insert_errors(db: Db, rows: Sequence[Sequence[object]]) -> None:
    """Refused rows, sealed."""
    await db.insert_many(
        "import_error",
        {"import_id": "uuid", "row_no": "int4", "code": "text", "row_sealed": "bytea"},
        rows,
    )


async def errors(db: Db, import_id: UUID, after: int, limit: int) -> list[tuple[int, str, bytes]]:
    """Refused rows in order."""
    rows = await db.rows(
        "select row_no, code, row_sealed from import_error"
        " where organisation_id = %s and import_id = %s and row_no > %s order by row_no limit %s",
        (db.organisation_id, import_id, after, limit),
    )
    return [(r[0], r[1], r[2]) for r in rows]


async def expire(db: Db, before: datetime) -> dict[str, int]:
    """Delete refused rows and left pieces of imports that began before a moment."""
    counts = {}
    for table in ("import_error", "import_piece"):
        counts[table] = await db.run(
            f"delete from {table} t using contact_import i where t.organisation_id = %s"
            " and i.organisation_id = t.organisation_id and i.id = t.import_id and i.created_at < %s",
            (db.organisation_id, before),
        )
    return counts
