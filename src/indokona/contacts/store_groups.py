"""SQL on attributes, tags and segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from indokona.kernel.arrays import packed
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


async def tag(db: Db, row_id: UUID, name_sealed: bytes, name_index: bytes) -> UUID:
    """The tag of a name, made at its first use."""
    found: UUID = await db.value(
        "insert into tag (organisation_id, id, name_sealed, name_index) values (%s, %s, %s, %s)"
        " on conflict (organisation_id, name_index) do update set name_index = excluded.name_index returning id",
        (db.organisation_id, row_id, name_sealed, name_index),
    )
    return found


async def tags_of(db: Db, contact_ids: Sequence[UUID]) -> list[tuple[UUID, UUID, bytes]]:
    """Tags of some contacts: contact, tag, sealed name."""
    rows = await db.rows(
        "select ct.contact_id, t.id, t.name_sealed from contact_tag ct"
        " join tag t on t.organisation_id = ct.organisation_id and t.id = ct.tag_id"
        " where ct.organisation_id = %s and ct.contact_id = any(%s)",
        (db.organisation_id, list(contact_ids)),
    )
    return [(r[0], r[1], r[2]) for r in rows]


async def assign(db: Db, tag_id: UUID, contact_ids: Sequence[UUID]) -> None:
    """Give a tag to many."""
    await db.run(
        "insert into contact_tag (organisation_id, tag_id, contact_id)"
        " select %s, %s, x from unnest(%b::uuid[]) x on conflict do nothing",
        (db.organisation_id, tag_id, packed("uuid", contact_ids)),
    )


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


def where(rule: Mapping[str, object]) -> tuple[str, list[object]]:
    """A segment's rule as SQL on `c`: all tags, none of others, and equal open attributes."""
    parts, values_ = ["c.organisation_id = %s", "c.fenced_at is null"], list[object]()
    for name, word in (("tags", "exists"), ("without_tags", "not exists")):
        for tag_id in _list(rule.get(name)):
            parts.append(
                f"{word} (select 1 from contact_tag t where t.organisation_id = c.organisation_id"
                " and t.contact_id = c.id and t.tag_id = %s)"
            )
            values_.append(tag_id)
    for condition in _list(rule.get("attributes")):
        operator = {"is": "=", "at_least": ">=", "at_most": "<="}[condition["operator"]]
        column = "open_text" if condition["operator"] == "is" else "open_number"
        parts.append(
            "exists (select 1 from attribute_value v where v.organisation_id = c.organisation_id"
            f" and v.contact_id = c.id and v.attribute_id = %s and v.{column} {operator} %s)"
        )
        values_ += [condition["attribute_id"], condition["value"]]
    return " and ".join(parts), values_


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


async def members(db: Db, rule: Mapping[str, object], after: UUID, limit: int) -> list[UUID]:
    """The next contacts of a segment after an id, in order of their ids."""
    test, given = where(rule)
    rows = await db.rows(
        f"select c.id from contact c where {test} and c.id > %s order by c.id limit %s",
        (db.organisation_id, *given, after, limit),
    )
    return [row[0] for row in rows]


async def count(db: Db, rule: Mapping[str, object]) -> dict[str, int]:
    """How many contacts a segment has, by market."""
    test, given = where(rule)
    rows = await db.rows(
        f"select c.market, count(*) from contact c where {test} group by 1",
        (db.organisation_id, *given),
    )
    return {row[0]: row[1] for row in rows}


async def tag_named(db: Db, name_index: bytes) -> UUID | None:
    """The tag of a name, if there is one."""
    found: UUID | None = await db.value(
        "select id from tag where organisation_id = %s and name_index = %s",
        (db.organisation_id, name_index),
    )
    return found
