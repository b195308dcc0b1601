"""Every SQL statement on contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel.arrays import packed
from indokona.kernel.database import Db, columns_of


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact as it is stored."""

    id: UUID
    name_sealed: bytes | None
    market: str
    language: str
    last_activity: datetime
    fenced_at: datetime | None
    is_restricted: bool


CONTACT = {
    "id": "uuid", "name_sealed": "bytea", "market": "text", "language": "text", "row_digest": "bytea",
    "import_id": "uuid", "last_activity": "timestamptz", "created_at": "timestamptz", "words": "text",
}  # fmt: skip


async def insert_contacts(db: Db, rows: Sequence[Sequence[object]]) -> None:
    """New contacts. Word tokens travel as one text per row, since arrays of arrays must be even."""
    if not rows:
        return
    casts = ", ".join(f"%b::{kind}[]" for kind in CONTACT.values())
    await db.run(
        "insert into contact (organisation_id, id, name_sealed, market, language, row_digest, import_id,"
        " last_activity, created_at, tokens)"
        " select %b, u.id, u.name_sealed, u.market, u.language, u.row_digest, u.import_id, u.last_activity,"
        f" u.created_at, u.words::int4[] from unnest({casts}) as u({', '.join(CONTACT)})",
        [db.organisation_id, *columns_of(CONTACT, rows)],
    )


async def update_names(db: Db, rows: Sequence[Sequence[object]]) -> None:
    """Names, tokens and digests of contacts that a new row describes otherwise."""
    if not rows:
        return
    arrays = [list(column) for column in zip(*rows, strict=True)]
    await db.run(
        "update contact c set name_sealed = coalesce(u.name_sealed, c.name_sealed),"
        " tokens = case when u.name_sealed is null then c.tokens else u.words::int4[] end,"
        " language = case when u.language = '' then c.language else u.language end,"
        " row_digest = u.row_digest, last_activity = u.at"
        " from unnest(%b::uuid[], %b::bytea[], %b::text[], %b::text[], %b::bytea[], %b::timestamptz[])"
        " as u(id, name_sealed, words, language, row_digest, at)"
        " where c.organisation_id = %b and c.id = u.id",
        [*arrays, db.organisation_id],
    )


async def contacts(db: Db, contact_ids: Sequence[UUID]) -> list[ContactRow]:
    """Some contacts; one probe by key for each, whatever the planner knows of the table."""
    return await db.all(
        "select c.* from (select distinct unnest(%b::uuid[]) as id) k cross join lateral ("
        "select x.id, x.name_sealed, x.market, x.language, x.last_activity, x.fenced_at,"
        " x.restricted_at is not null as is_restricted from contact x"
        " where x.organisation_id = %b and x.id = k.id offset 0) c",
        (packed("uuid", contact_ids), db.organisation_id),
        into=ContactRow,
    )


async def search(db: Db, tokens: Sequence[int], limit: int) -> list[UUID]:
    """Contacts whose words begin so, newest activity first."""
    rows = await db.rows("select id from search_contacts(%s::int4[], %s)", (list(tokens), limit))
    return [row[0] for row in rows]


async def touch(db: Db, contact_ids: Sequence[UUID], at: datetime) -> None:
    """Something happened with these contacts."""
    await db.run(
        "update contact set last_activity = greatest(last_activity, %s)"
        " where organisation_id = %s and id = any(%s)",
        (at, db.organisation_id, list(contact_ids)),
    )


async def fence(db: Db, contact_id: UUID, at: datetime) -> bool:
    """Hide a contact from everything; True if it was not hidden before."""
    return bool(
        await db.run(
            "update contact set fenced_at = %s where organisation_id = %s and id = %s and fenced_at is null",
            (at, db.organisation_id, contact_id),
        )
    )


async def lock(db: Db, contact_id: UUID) -> bool:
    """Hold a contact until the end of the transaction; False if it is hidden or gone."""
    found = await db.value(
        "select fenced_at is null from contact where organisation_id = %s and id = %s for update",
        (db.organisation_id, contact_id),
    )
    return bool(found)


async def inactive(
    db: Db, before: datetime, but: Sequence[UUID], limit: int
) -> list[tuple[UUID, datetime]]:
    """Contacts with whom nothing happened since a moment, the longest first, each locked: who writes at
    this moment is left for another night. What is restricted stays until it is lifted."""
    rows = await db.rows(
        "select id, last_activity from contact where organisation_id = %s and last_activity < %s"
        " and fenced_at is null and restricted_at is null and id <> all(%s::uuid[])"
        " order by last_activity, id limit %s for update skip locked",
        (db.organisation_id, before, list(but), limit),
    )
    return [(row[0], row[1]) for row in rows]


async def inactive_after(
    db: Db, before: datetime, but: Sequence[UUID], after: UUID, limit: int
) -> list[UUID]:
    """The same contacts in the order of their ids, from one on; none is locked."""
    rows = await db.rows(
        "select id from contact where organisation_id = %s and last_activity < %s and id > %s"
        " and fenced_at is null and restricted_at is null and id <> all(%s::uuid[]) order by id limit %s",
        (db.organisation_id, before, after, list(but), limit),
    )
    return [row[0] for row in rows]


async def closed(db: Db, contact_ids: Sequence[UUID]) -> dict[UUID, bool]:
    """Which of these contacts are hidden or gone (False), or restricted (True)."""
    rows = await db.rows(
        "select k.id, c.is_restricted from unnest(%b::uuid[]) as k(id) left join lateral ("
        "select x.restricted_at is not null as is_restricted from contact x where x.organisation_id = %b"
        " and x.id = k.id and x.fenced_at is null offset 0) c on true where c.is_restricted is distinct from false",
        (packed("uuid", contact_ids), db.organisation_id),
    )
    return {row[0]: bool(row[1]) for row in rows}


async def restrict(db: Db, contact_id: UUID, at: datetime | None) -> bool:
    """Restrict a contact, or lift it with None; False if it was so already."""
    return bool(
        await db.run(
            "update contact set restricted_at = %s where organisation_id = %s and id = %s"
            " and fenced_at is null and (restricted_at is null) = (%s::timestamptz is not null)",
            (at, db.organisation_id, contact_id, at),
        )
    )


async def count(db: Db) -> int:
    """How many contacts there are."""
    return int(
        await db.value(
            "select count(*) from contact where organisation_id = %s and fenced_at is null",
            (db.organisation_id,),
        )
    )


async def edit(
    db: Db,
    contact_id: UUID,
    name_sealed: bytes | None,
    words: Sequence[int],
    language: str,
    at: datetime,
) -> None:
    """What a member wrote; the imported digest stays, so that the same file again changes nothing."""
    await db.run(
        "update contact set name_sealed = %s, tokens = %s, language = %s, last_activity = %s"
        " where organisation_id = %s and id = %s",
        (name_sealed, list(words), language, at, db.organisation_id, contact_id),
    )


async def set_language(db: Db, contact_id: UUID, language: str) -> None:
    """The language of a contact, by their own word."""
    await db.run(
        "update contact set language = %s where organisation_id = %s and id = %s",
        (language, db.organisation_id, contact_id),
    )


async def known_since(db: Db, contact_id: UUID) -> dict[str, datetime | None]:
    """Since when a contact is known, and since when it is restricted, as a package names them."""
    rows = await db.rows(
        "select created_at, restricted_at from contact where organisation_id = %s and id = %s",
        (db.organisation_id, contact_id),
    )
    return {"known_since": rows[0][0], "restricted_at": rows[0][1]}
