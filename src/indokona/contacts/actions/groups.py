"""Attributes, tags and segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import psycopg.errors

from indokona.contacts import store_groups
from indokona.contacts.errors import UnknownAttribute
from indokona.contacts.facts import Segment
from indokona.contacts.store_groups import Attribute
from indokona.kernel import clock, ids, keyring
from indokona.kernel.database import Db
from indokona.kernel.errors import Invalid, NotFound


async def define_attribute(db: Db, name: str, storage: str) -> Attribute:
    """A new attribute; `open` ones are readable by the operator and named so on the proof page."""
    row = Attribute(ids.new(), name, storage)
    try:
        async with db.savepoint():
            await store_groups.insert_attribute(db, row, clock.now())
    except psycopg.errors.UniqueViolation:
        raise Invalid("An attribute of this name exists.") from None
    return row


async def tag_ids(db: Db, names: Sequence[str]) -> list[UUID]:
    """The tags of these names, made at their first use."""
    indexes = await db.indexes()
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    found = []
    for name in dict.fromkeys(one.strip() for one in names if one.strip()):
        row_id, index = ids.new(), indexes.lookup("tag", name.casefold())
        known = await store_groups.tag_named(db, index)
        if known is None:
            sealed = sealer.seal(db.organisation_id, "tag.name", row_id, name)
            known = await store_groups.tag(db, row_id, sealed, index)
        found.append(known)
    return found


async def assign(db: Db, tag_ids_: Sequence[UUID], contact_ids: Sequence[UUID]) -> None:
    """Give tags to many."""
    for tag_id in tag_ids_:
        await store_groups.assign(db, tag_id, contact_ids)


async def create_segment(
    db: Db,
    name: str,
    tags: Sequence[str],
    without: Sequence[str],
    conditions: Sequence[Mapping[str, str]],
) -> Segment:
    """Save a selection: all of some tags, none of others, and conditions on open attributes."""
    defined = {a.name: a for a in await store_groups.attributes(db)}
    resolved = []
    for condition in conditions:
        attribute = defined.get(condition["attribute"])
        if attribute is None or attribute.storage != "open":
            raise UnknownAttribute(attribute=condition["attribute"])
        resolved.append(
            {
                "attribute_id": str(attribute.id),
                "operator": condition["operator"],
                "value": condition["value"],
            }
        )
    rule: dict[str, object] = {
        "tags": [str(one) for one in await tag_ids(db, tags)],
        "without_tags": [str(one) for one in await tag_ids(db, without)],
        "attributes": resolved,
    }
    row_id = ids.new()
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    sealed = sealer.seal(db.organisation_id, "segment.name", row_id, name)
    await store_groups.insert_segment(db, row_id, sealed, rule, clock.now())
    return Segment(row_id, name, rule)


async def segment(db: Db, segment_id: UUID) -> Segment:
    """One segment, or `NotFound`."""
    row = await store_groups.segment(db, segment_id)
    if row is None:
        raise NotFound
    opener = await db.opener([row.name_sealed])
    return Segment(row.id, opener.text(row.name_sealed, "segment.name", row.id) or "", row.rule)


async def segments(db: Db) -> list[Segment]:
    """All segments."""
    rows = await store_groups.segments(db)
    opener = await db.opener(row.name_sealed for row in rows)
    return [
        Segment(r.id, opener.text(r.name_sealed, "segment.name", r.id) or "", r.rule) for r in rows
    ]


async def count(db: Db, segment_id: UUID) -> dict[str, int]:
    """How many contacts a segment has, by market."""
    return await store_groups.count(db, (await segment(db, segment_id)).rule)


async def members(db: Db, segment_id: UUID, after: UUID, limit: int) -> list[UUID]:
    """The next contacts of a segment."""
    return await store_groups.members(db, (await segment(db, segment_id)).rule, after, limit)
