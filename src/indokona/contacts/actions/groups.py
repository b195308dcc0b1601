"""Attributes and segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg.errors

from indokona.contacts import store_groups, store_selection
from indokona.contacts.actions import tags
from indokona.contacts.errors import SegmentInUse, UnknownAttribute
from indokona.contacts.facts import Segment
from indokona.contacts.hooks import HOOKS
from indokona.contacts.rules import number_of
from indokona.contacts.store_groups import Attribute
from indokona.kernel import audit, clock, ids, keyring
from indokona.kernel.audit import Actor
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


@dataclass(frozen=True, slots=True)
class Choice:
    """What a marketer chose for a segment: all of some tags, none of others, markets, languages,
    and conditions on open attributes (attribute, operator, value)."""

    tags: Sequence[str] = ()
    without_tags: Sequence[str] = ()
    markets: Sequence[str] = ()
    languages: Sequence[str] = ()
    conditions: Sequence[Mapping[str, str]] = ()


async def rule(db: Db, choice: Choice, *, make: bool = True) -> dict[str, object]:
    """A choice as it is stored, names turned into ids.

    A tag that does not exist is made; without `make` it stands as one that nobody has.
    """
    defined = {a.name: a for a in await store_groups.attributes(db)}
    resolved = []
    for condition in choice.conditions:
        attribute = defined.get(condition["attribute"])
        if attribute is None or attribute.storage != "open":
            raise UnknownAttribute(attribute=condition["attribute"])
        operator, value = condition["operator"], condition["value"]
        if operator != "is" and number_of(value) is None:
            raise Invalid("`at_least` and `at_most` compare numbers.", attribute=attribute.name)
        resolved.append({"attribute_id": str(attribute.id), "operator": operator, "value": value})
    return {
        "tags": [str(one) for one in await tags.tag_ids(db, choice.tags, make=make)],
        "without_tags": [
            str(one) for one in await tags.tag_ids(db, choice.without_tags, make=make)
        ],
        "markets": list(choice.markets),
        "languages": list(choice.languages),
        "attributes": resolved,
    }


async def create_segment(db: Db, name: str, choice: Choice) -> Segment:
    """Save a selection."""
    row_id, made = ids.new(), await rule(db, choice)
    await store_groups.insert_segment(
        db, row_id, await _sealed(db, row_id, name), made, clock.now()
    )
    return Segment(row_id, name, made)


async def _sealed(db: Db, row_id: UUID, name: str) -> bytes:
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    return sealer.seal(db.organisation_id, "segment.name", row_id, name)


async def change_segment(
    db: Db, actor: Actor, segment_id: UUID, name: str | None, choice: Choice | None
) -> Segment:
    """Another name or another choice; a campaign that is still being queued goes on with it."""
    known = await segment(db, segment_id)
    named = known.name if name is None else name
    made = known.rule if choice is None else await rule(db, choice)
    await store_groups.update_segment(db, segment_id, await _sealed(db, segment_id, named), made)
    await audit.record(db, actor, "segment.changed", "segment", segment_id)
    return Segment(segment_id, named, made)


async def delete_segment(db: Db, actor: Actor, segment_id: UUID) -> None:
    """Forget a selection; refused while a campaign still needs it."""
    await segment(db, segment_id)
    if await HOOKS.is_segment_used(db, segment_id):
        raise SegmentInUse
    await store_groups.delete_segment(db, segment_id)
    await audit.record(db, actor, "segment.deleted", "segment", segment_id)


async def spoken(db: Db, made: Mapping[str, Any]) -> dict[str, Any]:
    """A stored rule in names again, as it was chosen."""
    named = {str(one.id): one.name for one in await tags.every(db)}
    fields = {str(one.id): one.name for one in await store_groups.attributes(db)}
    return {
        "tags": [named[one] for one in made.get("tags", []) if one in named],
        "without_tags": [named[one] for one in made.get("without_tags", []) if one in named],
        "markets": made.get("markets", []),
        "languages": made.get("languages", []),
        "conditions": [
            {"attribute": fields.get(c["attribute_id"], ""), "operator": c["operator"], "value": c["value"]}
            for c in made.get("attributes", [])
        ],
    }  # fmt: skip


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


async def count(db: Db, made: Mapping[str, object]) -> dict[str, int]:
    """How many contacts a rule has, by market."""
    return await store_selection.count(db, made)


async def count_of(db: Db, segment_id: UUID) -> dict[str, int]:
    """How many contacts a segment has, by market."""
    return await count(db, (await segment(db, segment_id)).rule)


async def members(db: Db, segment_id: UUID, after: UUID, limit: int) -> list[UUID]:
    """The next contacts of a segment."""
    return await store_selection.members(db, (await segment(db, segment_id)).rule, after, limit)


async def attributes(db: Db) -> list[Attribute]:
    """All defined attributes, by name."""
    return await store_groups.attributes(db)
