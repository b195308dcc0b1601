"""SQL of files: what waits to be fetched, and the sealed pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from indokona.kernel import ids
from indokona.kernel.database import Db

#: A worker that took a file and said nothing for this long is dead.
CLAIM_LASTS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that is to be fetched, with the sealed content of its message."""

    message_id: UUID
    contact_id: UUID
    number_id: UUID
    tries: int
    content_sealed: bytes


async def wait_for(db: Db, rows: Sequence[Sequence[object]]) -> None:
    """These messages came with a file that Meta keeps for seven days."""
    kinds = {
        "message_id": "uuid",
        "contact_id": "uuid",
        "number_id": "uuid",
        "state": "text",
        "due_at": "timestamptz",
    }
    await db.insert_many("media_file", kinds, rows)


async def due(scout: Db, now: datetime) -> list[tuple[UUID, UUID]]:
    """Whose files are to be fetched now: organisation and message, read by the scout."""
    rows = await scout.rows(
        "select organisation_id, message_id from media_file where state = 'waiting' and due_at <= %s"
        " and (claimed_at is null or claimed_at < %s) order by due_at limit 10",
        (now, now - CLAIM_LASTS),
    )
    return [(row[0], row[1]) for row in rows]


async def claim(db: Db, message_id: UUID, now: datetime) -> FileRow | None:
    """Take one; None if another worker has it or it is no more."""
    return await db.maybe(
        "update media_file f set claimed_at = %(now)s, tries = tries + 1 from message m"
        " where f.organisation_id = %(org)s and f.message_id = %(id)s and f.state = 'waiting'"
        " and (f.claimed_at is null or f.claimed_at < %(dead)s)"
        " and m.organisation_id = f.organisation_id and m.id = f.message_id and m.content_sealed is not null"
        " returning f.message_id, f.contact_id, f.number_id, f.tries, m.content_sealed",
        {"org": db.organisation_id, "id": message_id, "now": now, "dead": now - CLAIM_LASTS},
        into=FileRow,
    )


async def insert_piece(db: Db, file: FileRow, no: int, sealed: bytes) -> None:
    """One sealed piece; a second try writes over the first."""
    await db.run(
        "insert into media_piece (organisation_id, message_id, no, contact_id, piece_sealed)"
        " values (%s, %s, %s, %s, %s)"
        " on conflict (organisation_id, message_id, no) do update set piece_sealed = excluded.piece_sealed",
        (db.organisation_id, file.message_id, no, file.contact_id, sealed),
    )


async def keep(db: Db, message_id: UUID, mime_type: str, size: int) -> None:
    """The whole file is here."""
    await db.run(
        "update media_file set state = 'kept', mime_type = %s, size = %s, claimed_at = null"
        " where organisation_id = %s and message_id = %s",
        (mime_type, size, db.organisation_id, message_id),
    )


async def put_back(db: Db, message_id: UUID, due_at: datetime, problem: str) -> None:
    """Not now: try again later."""
    await db.run(
        "update media_file set claimed_at = null, due_at = %s, problem = %s"
        " where organisation_id = %s and message_id = %s",
        (due_at, problem, db.organisation_id, message_id),
    )


async def refuse(db: Db, message_id: UUID, problem: str) -> None:
    """Never: the reason is shown."""
    await db.run(
        "delete from media_piece where organisation_id = %s and message_id = %s",
        (db.organisation_id, message_id),
    )
    await db.run(
        "update media_file set state = 'refused', claimed_at = null, problem = %s"
        " where organisation_id = %s and message_id = %s",
        (problem, db.organisation_id, message_id),
    )


async def kept(db: Db, contact_id: UUID, message_id: UUID) -> tuple[str, int] | None:
    """Type and size of a contact's kept file."""
    rows = await db.rows(
        "select mime_type, size from media_file where organisation_id = %s and contact_id = %s"
        " and message_id = %s and state = 'kept'",
        (db.organisation_id, contact_id, message_id),
    )
    return (rows[0][0], rows[0][1]) if rows else None


async def kept_of(
    db: Db, contact_id: UUID, before: UUID | None, limit: int
) -> list[tuple[UUID, str, int]]:
    """A page of a contact's kept files, newest first: message, type, size."""
    return await db.rows(
        "select message_id, mime_type, size from media_file where organisation_id = %s and contact_id = %s"
        " and state = 'kept' and message_id < %s order by message_id desc limit %s",
        (db.organisation_id, contact_id, before or ids.LAST, limit),
    )


async def piece(db: Db, message_id: UUID, no: int) -> bytes | None:
    """One sealed piece."""
    found: bytes | None = await db.value(
        "select piece_sealed from media_piece where organisation_id = %s and message_id = %s and no = %s",
        (db.organisation_id, message_id, no),
    )
    return found


async def young(db: Db, contact_id: UUID, since: UUID) -> list[tuple[UUID, UUID, bytes]]:
    """A contact's messages with a file, and answers that may have one: id, number, content."""
    rows = await db.rows(
        "select m.id, f.number_id, m.content_sealed from media_file f join message m"
        " on m.organisation_id = f.organisation_id and m.id = f.message_id"
        " where f.organisation_id = %s and f.contact_id = %s and m.id > %s and m.content_sealed is not null"
        " union all select o.id, o.number_id, o.content_sealed from outgoing o"
        " where o.organisation_id = %s and o.contact_id = %s and o.id > %s and o.origin_kind = 'conversation'",
        (db.organisation_id, contact_id, since, db.organisation_id, contact_id, since),
    )
    return [(row[0], row[1], row[2]) for row in rows]
