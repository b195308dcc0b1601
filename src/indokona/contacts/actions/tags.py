"""Tags: named, counted, given to and taken from many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from indokona.contacts import store_groups, store_selection, store_tags
from indokona.contacts.errors import SelectionTooLarge, TagExists, TagInUse
from indokona.contacts.facts import Tag
from indokona.kernel import audit, ids, keyring
from indokona.kernel.audit import Actor
from indokona.kernel.database import Db
from indokona.kernel.errors import NotFound

#: Contacts that one request changes at most.
MOST_AT_ONCE = 100_000


async def tag_ids(db: Db, names: Sequence[str], *, make: bool = True) -> list[UUID]:
    """The tags of these names, made at their first use; without `make` an unknown one is the nil id."""
    indexes = await db.indexes()
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    found = []
    for name in dict.fromkeys(one.strip() for one in names if one.strip()):
        row_id, index = ids.new(), indexes.lookup("tag", name.casefold())
        known = await store_tags.tag_named(db, index)
        if known is None and not make:
            known = ids.NIL
        if known is None:
            sealed = sealer.seal(db.organisation_id, "tag.name", row_id, name)
            known = await store_tags.tag(db, row_id, sealed, index)
        found.append(known)
    return found


async def every(db: Db, tag_ids_: Sequence[UUID] | None = None) -> list[Tag]:
    """All tags, or some, by name, each with its count."""
    rows = await store_tags.tags(db, tag_ids_)
    opener = await db.opener(row.name_sealed for row in rows)
    found = [
        Tag(row.id, opener.text(row.name_sealed, "tag.name", row.id) or "", row.contacts)
        for row in rows
    ]
    return sorted(found, key=lambda tag: tag.name.casefold())


async def one(db: Db, tag_id: UUID) -> Tag:
    """One tag, or `NotFound`."""
    found = await every(db, [tag_id])
    if not found:
        raise NotFound
    return found[0]


async def rename(db: Db, tag_id: UUID, name: str) -> Tag:
    """Another name; refused if a tag has it already."""
    await one(db, tag_id)
    indexes = await db.indexes()
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    sealed = sealer.seal(db.organisation_id, "tag.name", tag_id, name)
    if not await store_tags.rename(db, tag_id, sealed, indexes.lookup("tag", name.casefold())):
        raise TagExists
    return await one(db, tag_id)


async def delete(db: Db, actor: Actor, tag_id: UUID) -> int:
    """Take a tag from everybody; refused while a segment asks for it. Returns from how many."""
    await one(db, tag_id)
    for segment in await store_groups.segments(db):
        if str(tag_id) in f"{segment.rule.get('tags')}{segment.rule.get('without_tags')}":
            raise TagInUse(segment_id=segment.id)
    await audit.record(db, actor, "tag.deleted", "tag", tag_id)
    return await store_tags.delete(db, tag_id)


async def assign(
    db: Db, tag_ids_: Sequence[UUID], contact_ids: Sequence[UUID], import_id: UUID | None = None
) -> None:
    """Give tags to many."""
    for tag_id in tag_ids_:
        await store_tags.assign(db, tag_id, contact_ids, import_id)


@dataclass(frozen=True, slots=True)
class Changed:
    """How many contacts were meant, and how many tags were newly given or taken."""

    contacts: int
    added: int
    removed: int


async def change(
    db: Db,
    actor: Actor,
    add: Sequence[UUID],
    remove: Sequence[UUID],
    chosen: Sequence[UUID] | store_selection.Rule,
) -> Changed:
    """Give and take tags: of the named contacts, or of all that match a rule."""
    known = {tag.id for tag in await every(db, [*add, *remove])}
    if not known.issuperset([*add, *remove]):
        raise NotFound
    people = await _meant(db, chosen)
    added = [await store_tags.assign(db, tag_id, people) for tag_id in add]
    removed = [await store_tags.take(db, tag_id, people) for tag_id in remove]
    for act, tag_ids_ in (("tag.given", add), ("tag.taken", remove)):
        for tag_id in tag_ids_:
            await audit.record(db, actor, act, "tag", tag_id)
    return Changed(len(people), sum(added), sum(removed))


async def _meant(db: Db, chosen: Sequence[UUID] | store_selection.Rule) -> list[UUID]:
    """Who is meant, settled before the first tag changes whom a rule matches."""
    if isinstance(chosen, Sequence):
        return await store_tags.existing(db, chosen)
    people = await store_selection.members(db, chosen, ids.NIL, MOST_AT_ONCE + 1)
    if len(people) > MOST_AT_ONCE:
        raise SelectionTooLarge(most=MOST_AT_ONCE)
    return people
