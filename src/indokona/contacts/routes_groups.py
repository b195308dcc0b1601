"""Routes of tags, attributes and segments."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from indokona.contacts.actions import groups, tags
from indokona.contacts.schemas_groups import (
    AttributeOut,
    ChangeSegment,
    ChangeTags,
    CountOut,
    NewAttribute,
    NewSegment,
    SegmentOut,
    SegmentRule,
    TagBody,
    TagGone,
    TagOut,
    TagsChanged,
)
from indokona.kernel import audit
from indokona.kernel.edge import EdgeRoute, TenantDb, Who, may

router = APIRouter(prefix="/api", tags=["contacts"], route_class=EdgeRoute)


@router.get("/attributes", **may("contacts.read"))
async def list_attributes(db: TenantDb) -> list[AttributeOut]:
    """All defined attributes."""
    rows = await groups.attributes(db)
    return [AttributeOut(id=row.id, name=row.name, storage=row.storage) for row in rows]


@router.post("/attributes", status_code=201, **may("contacts.write"))
async def define_attribute(body: NewAttribute, db: TenantDb, who: Who) -> AttributeOut:
    """Define an attribute; sealed unless said."""
    row = await groups.define_attribute(db, body.name, body.storage)
    await audit.record(db, who.actor, "attribute.defined", "attribute", row.id)
    return AttributeOut(id=row.id, name=row.name, storage=row.storage)


@router.get("/tags", **may("contacts.read"))
async def list_tags(db: TenantDb) -> list[TagOut]:
    """All tags by name, with how many contacts have each."""
    return [TagOut.of(tag) for tag in await tags.every(db)]


@router.post("/tags", status_code=201, **may("contacts.write"))
async def create_tag(body: TagBody, db: TenantDb) -> TagOut:
    """Make a tag; one of this name that exists is given back."""
    return TagOut.of(await tags.one(db, (await tags.tag_ids(db, [body.name]))[0]))


@router.patch("/tags/{tag_id}", **may("contacts.write"))
async def rename_tag(tag_id: UUID, body: TagBody, db: TenantDb) -> TagOut:
    """Give a tag another name."""
    return TagOut.of(await tags.rename(db, tag_id, body.name))


@router.delete("/tags/{tag_id}", **may("contacts.write"))
async def delete_tag(tag_id: UUID, db: TenantDb, who: Who) -> TagGone:
    """Take a tag from everybody and forget it."""
    return TagGone(contacts=await tags.delete(db, who.actor, tag_id))


@router.post("/contacts/tags", **may("contacts.write"))
async def change_tags(body: ChangeTags, db: TenantDb, who: Who) -> TagsChanged:
    """Give and take tags, of contacts by id or of all that match a filter."""
    changed = await tags.change(db, who.actor, body.add, body.remove, body.chosen())
    return TagsChanged.of(changed)


@router.post("/segments", status_code=201, **may("contacts.write"))
async def create_segment(body: NewSegment, db: TenantDb, who: Who) -> SegmentOut:
    """Save a selection."""
    segment = await groups.create_segment(db, body.name, body.choice())
    await audit.record(db, who.actor, "segment.created", "segment", segment.id)
    counted = await groups.count(db, segment.rule)
    return SegmentOut.of(segment, sum(counted.values()), await groups.spoken(db, segment.rule))


@router.post("/segments/count", **may("contacts.read"))
async def count_segment(body: SegmentRule, db: TenantDb) -> CountOut:
    """How many contacts a selection has that is not saved yet."""
    counted = await groups.count(db, await groups.rule(db, body.choice(), make=False))
    return CountOut(count=sum(counted.values()), by_market=counted)


@router.get("/segments", **may("contacts.read"))
async def list_segments(db: TenantDb) -> list[SegmentOut]:
    """All saved selections."""
    return [SegmentOut.of(segment) for segment in await groups.segments(db)]


@router.get("/segments/{segment_id}", **may("contacts.read"))
async def show_segment(segment_id: UUID, db: TenantDb) -> SegmentOut:
    """One selection with its rule, counted now."""
    segment = await groups.segment(db, segment_id)
    counted = await groups.count(db, segment.rule)
    return SegmentOut.of(segment, sum(counted.values()), await groups.spoken(db, segment.rule))


@router.patch("/segments/{segment_id}", **may("contacts.write"))
async def change_segment(
    segment_id: UUID, body: ChangeSegment, db: TenantDb, who: Who
) -> SegmentOut:
    """Give a selection another name or another rule."""
    choice = body.rule.choice() if body.rule else None
    segment = await groups.change_segment(db, who.actor, segment_id, body.name, choice)
    counted = await groups.count(db, segment.rule)
    return SegmentOut.of(segment, sum(counted.values()), await groups.spoken(db, segment.rule))


@router.delete("/segments/{segment_id}", status_code=204, **may("contacts.write"))
async def delete_segment(segment_id: UUID, db: TenantDb, who: Who) -> None:
    """Forget a selection that no campaign needs."""
    await groups.delete_segment(db, who.actor, segment_id)
