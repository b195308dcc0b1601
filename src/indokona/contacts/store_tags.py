"""SQL on tags and who has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import psycopg.errors

from indokona.kernel.arrays import packed
from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag and how many contacts have it."""

    id: UUID
    name_sealed: bytes
    contacts: int


async def tag(db: Db, row_id: UUID, name_sealed: bytes, name_index: bytes) -> UUID:
    """The tag of a name, made at its first use."""
    found: UUID = await db.value(
        "insert into tag (organisation_id, id, name_sealed, name_index) values (%s, %s, %s, %s)"
        " on conflict (organisation_id, name_index) do update set name_index = excluded.name_index returning id",
        (db.organisation_id, row_id, name_sealed, name_index),
    )
    return found


async def tag_named(db: Db, name_index: bytes) -> UUID | None:
    """The tag of a name, if there is one."""
    found: UUID | None = await db.value(
        "select id from tag where organisation_id = %s and name_index = %s",
        (db.organisation_id, name_index),
    )
    return found


async def tags(db: Db, tag_ids: Sequence[UUID] | None = None) -> list[TagRow]:
    """All tags, or some, with their counts."""
    return await db.all(
        "select t.id, t.name_sealed, (select count(*) from contact_tag ct"
        "  where ct.organisation_id = t.organisation_id and ct.tag_id = t.id)::int as contacts from tag t"
        " where t.organisation_id = %s and (%s::uuid[] is null or t.id = any(%s))",
        (db.organisation_id, *[None if tag_ids is None else list(tag_ids)] * 2),
        into=TagRow,
    )


async def tags_of(db: Db, contact_ids: Sequence[UUID]) -> list[tuple[UUID, UUID, bytes]]:
    """Tags of some contacts: contact, tag, sealed name."""
    rows = await db.rows(
        "select ct.contact_id, t.id, t.name_sealed from contact_tag ct"
        " join tag t on t.organisation_id = ct.organisation_id and t.id = ct.tag_id"
        " where ct.organisation_id = %s and ct.contact_id = any(%s)",
        (db.organisation_id, list(contact_ids)),
    )
    return [(r[0], r[1], r[2]) for r in rows]


async def assign(
    db: Db, tag_id: UUID, contact_ids: Sequence[UUID], import_id: UUID | None = None
) -> int:
    """Give a tag to many; `import_id` says which import gave it. Returns how many did not have it.

    A tag that was deleted while an import ran is given to nobody.
    """
    return await db.run(
        "insert into contact_tag (organisation_id, tag_id, contact_id, import_id)"
        " select t.organisation_id, t.id, x, %b::uuid from tag t cross join unnest(%b::uuid[]) x"
        " where t.organisation_id = %b and t.id = %b on conflict do nothing",
        (import_id, packed("uuid", contact_ids), db.organisation_id, tag_id),
    )


async def existing(db: Db, contact_ids: Sequence[UUID]) -> list[UUID]:
    """Which of these are contacts that are not hidden."""
    rows = await db.rows(
        "select id from contact where organisation_id = %s and id = any(%s) and fenced_at is null",
        (db.organisation_id, list(contact_ids)),
    )
    return [row[0] for row in rows]


async def take(db: Db, tag_id: UUID, contact_ids: Sequence[UUID]) -> int:
    """Take a tag from many; returns how many had it."""
    return await db.run(
        "delete from contact_tag where organisation_id = %s and tag_id = %s and contact_id = any(%s)",
        (db.organisation_id, tag_id, list(contact_ids)),
    )


async def rename(db: Db, tag_id: UUID, name_sealed: bytes, name_index: bytes) -> bool:
    """Another name; False if a tag has it already."""
    try:
        async with db.savepoint():
            await db.run(
                "update tag set name_sealed = %s, name_index = %s where organisation_id = %s and id = %s",
                (name_sealed, name_index, db.organisation_id, tag_id),
            )
    except psycopg.errors.UniqueViolation:
        return False
    return True


async def delete(db: Db, tag_id: UUID) -> int:
    """Delete a tag and take it from everybody; returns from how many."""
    gone = await db.run(
        "delete from contact_tag where organisation_id = %s and tag_id = %s",
        (db.organisation_id, tag_id),
    )
    await db.run(
        "delete from tag where organisation_id = %s and id = %s", (db.organisation_id, tag_id)
    )
    return gone
