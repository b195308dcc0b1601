"""SQL on attributes and segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class Attribute:
    """A defined attribute: `sealed` (the default) or `open`."""

    id: UUID
    name: str
    storage: str


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment as it is stored."""

    id: UUID
    name_sealed: bytes
    rule: dict[str, object]


async def attributes(db: Db) -> list[Attribute]:
    """All defined attributes."""
    return await db.all(
        "select id, name, storage from attribute where organisation_id = %s order by name",
        (db.organisation_id,),
        into=Attribute,
    )


async def insert_attribute(db: Db, row: Attribute, now: datetime) -> None:
    """A new definition."""
    await db.run(
        "insert into attribute (organisation_id, id, name, storage, created_at) values (%s, %s, %s, %s, %s)",
        (db.organisation_id, row.id, row.name, row.storage, now),
    )


VALUE = {
    "contact_id": "uuid", "attribute_id": "uuid", "value_sealed": "bytea", "value_index": "bytea",
    "open_text": "text", "open_number": "numeric",
}  # fmt: skip


async def upsert_values(db: Db, rows: Sequence[Sequence[object]]) -> None:
    """Values of attributes; a new one replaces the old one."""
    await db.insert_many(
        "attribute_value", VALUE, rows,
        "on conflict (organisation_id, contact_id, attribute_id) do update set value_sealed = excluded.value_sealed,"
        " value_index = excluded.value_index, open_text = excluded.open_text, open_number = excluded.open_number",
    )  # fmt: skip


async def values(
    db: Db, contact_ids: Sequence[UUID]
) -> list[tuple[UUID, UUID, str, bytes | None, str | None]]:
    """Values of some contacts: contact, attribute, its name, sealed, open."""
    rows = await db.rows(
        "select v.contact_id, v.attribute_id, a.name, v.value_sealed, v.open_text from attribute_value v"
        " join attribute a on a.organisation_id = v.organisation_id and a.id = v.attribute_id"
        " where v.organisation_id = %s and v.contact_id = any(%s)",
        (db.organisation_id, list(contact_ids)),
    )
    return [(r[0], r[1], r[2], r[3], r[4]) for r in rows]


async def insert_segment(
    db: Db, row_id: UUID, name_sealed: bytes, rule: Mapping[str, object], now: datetime
) -> None:
    """A saved selection."""
    await db.run(
        "insert into segment (organisation_id, id, name_sealed, rule, created_at) values (%s, %s, %s, %s, %s)",
        (db.organisation_id, row_id, name_sealed, Jsonb(dict(rule)), now),
    )


async def segment(db: Db, segment_id: UUID) -> SegmentRow | None:
    """One segment."""
    return await db.maybe(
        "select id, name_sealed, rule from segment where organisation_id = %s and id = %s",
        (db.organisation_id, segment_id),
        into=SegmentRow,
    )


async def segments(db: Db) -> list[SegmentRow]:
    """All segments."""
    return await db.all(
        "select id, name_sealed, rule from segment where organisation_id = %s order by created_at",
        (db.organisation_id,),
        into=SegmentRow,
    )


async def update_segment(
    db: Db, segment_id: UUID, name_sealed: bytes, rule: Mapping[str, object]
) -> None:
    """Another name or rule."""
    await db.run(
        "update segment set name_sealed = %s, rule = %s where organisation_id = %s and id = %s",
        (name_sealed, Jsonb(dict(rule)), db.organisation_id, segment_id),
    )


async def delete_segment(db: Db, segment_id: UUID) -> None:
    """A selection nobody needs any more."""
    await db.run(
        "delete from segment where organisation_id = %s and id = %s",
        (db.organisation_id, segment_id),
    )


async def delete_values(db: Db, contact_id: UUID, attribute_ids: Sequence[UUID]) -> None:
    """Values that a contact has no more."""
    await db.run(
        "delete from attribute_value where organisation_id = %s and contact_id = %s and attribute_id = any(%s)",
        (db.organisation_id, contact_id, list(attribute_ids)),
    )
