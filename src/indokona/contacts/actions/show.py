"""Contacts opened: to a member's eyes, and to the slices that must reach or address them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from indokona.contacts import (
    rules,
    store,
    store_groups,
    store_identities,
    store_selection,
    store_tags,
)
from indokona.contacts.facts import ERASED, RESTRICTED, ContactView, IdentityView, Person, Reach
from indokona.contacts.matching import BSUID, PHONE, claims_of
from indokona.kernel import ids, log, paging
from indokona.kernel.database import Db
from indokona.kernel.errors import NotFound
from indokona.kernel.sealing import Opener, Tampered, fold

LOG = log.get("reach")


async def reach(db: Db, contact_ids: Sequence[UUID]) -> dict[UUID, Reach]:
    """How to reach some contacts; an erased one is missing."""
    rows = await store_identities.ways(db, contact_ids)
    opener = await db.opener(sealed for *_, sealed in rows)
    phones, users = dict[UUID, str](), defaultdict[UUID, dict[UUID, str]](dict)
    for row_id, contact_id, kind, portfolio_id, sealed in rows:
        value = _opened(opener, sealed, row_id, contact_id)
        if value is None:
            continue
        if kind == PHONE:
            phones[contact_id] = value
        elif kind == BSUID:
            users[contact_id][portfolio_id] = value
    there = phones.keys() | users.keys()
    return {one: Reach(one, phones.get(one), users.get(one, {})) for one in there}


def _opened(opener: Opener, sealed: bytes, row_id: UUID, contact_id: UUID) -> str | None:
    """One that does not open is none: whoever is reached beside it must not wait for it."""
    try:
        return opener.text(sealed, "identity.value", row_id)
    except Tampered:
        LOG.error("damaged", contact_id=contact_id)
        return None


async def identities(db: Db, contact_id: UUID) -> list[IdentityView]:
    """Every identity a contact ever had, the oldest first."""
    rows = await store_identities.history(db, contact_id)
    opener = await db.opener(row.value_sealed for row in rows)
    return [
        IdentityView(
            row.kind,
            opener.text(row.value_sealed, "identity.value", row.id),
            row.valid_from,
            row.valid_to,
        )
        for row in rows
    ]


async def user_ids(db: Db, contact_id: UUID) -> list[tuple[UUID, str]]:
    """Every BSUID a contact ever had, each with its portfolio."""
    rows = await store_identities.history(db, contact_id)
    mine = [row for row in rows if row.kind == BSUID]
    opener = await db.opener(row.value_sealed for row in mine)
    opened = [(row, opener.text(row.value_sealed, "identity.value", row.id)) for row in mine]
    return [(row.portfolio_id, value) for row, value in opened if value]


async def names(db: Db, contact_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The names of some contacts."""
    return await _named(db, await store.contacts(db, contact_ids))


async def _named(db: Db, rows: Sequence[store.ContactRow]) -> dict[UUID, str]:
    opener = await db.opener(row.name_sealed for row in rows)
    opened = {row.id: opener.text(row.name_sealed, "contact.name", row.id) for row in rows}
    return {contact_id: name for contact_id, name in opened.items() if name}


async def attributes(db: Db, contact_ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """The attributes of some contacts, by name."""
    rows = await store_groups.values(db, contact_ids)
    opener = await db.opener(row[3] for row in rows)
    found = defaultdict[UUID, dict[str, str]](dict)
    for contact_id, attribute_id, name, sealed, plain in rows:
        value = opener.text(sealed, "attribute.value", attribute_id) if sealed else plain
        if value is not None:
            found[contact_id][name] = value
    return dict(found)


async def one(db: Db, contact_id: UUID) -> ContactView:
    """One contact, or `NotFound`."""
    found = await many(db, [contact_id])
    if not found:
        raise NotFound
    return found[0]


async def page(
    db: Db, rule: store_selection.Rule, after: paging.Place | None, limit: int
) -> tuple[list[ContactView], str | None]:
    """A page of those that match a rule, newest activity first, and the key of the next one."""
    found = await store_selection.page(db, rule, after, limit + 1)
    views = await many(db, [contact_id for contact_id, _ in found[:limit]])
    last = found[limit - 1] if len(found) > limit else None
    return views, paging.encode_place((last[1], last[0])) if last else None


#: Up to here a list is counted exactly.
MOST_COUNTED = 10_000


async def total(db: Db, rule: store_selection.Rule) -> tuple[int, bool]:
    """How many match a rule, and whether that is all of them."""
    count = await store_selection.count_up_to(db, rule, MOST_COUNTED + 1)
    return min(count, MOST_COUNTED), count <= MOST_COUNTED


async def search(db: Db, text: str, limit: int, country: str = "IN") -> list[ContactView]:
    """Contacts by the beginnings of their name's words, a whole phone, or its last four digits."""
    if rules.is_like_a_phone(text):
        return await _by_phone(db, text, limit, country)
    return await _by_name(db, text, limit)


async def _by_phone(db: Db, text: str, limit: int, country: str) -> list[ContactView]:
    indexes, digits = await db.indexes(), "".join(c for c in text if c.isdigit())
    if len(digits) == 4:
        token = indexes.word(f"last4:{digits}")
        return await many(db, await store_identities.with_last4(db, token, limit))
    return await many(db, await with_phone(db, text, country))


def whole_phone(text: str, country: str) -> str | None:
    """A phone number as it is kept, however it was written; None if it is none."""
    try:
        return rules.phone_of(text, country)
    except rules.BadPhone:
        return None


async def with_phone(db: Db, text: str, country: str) -> list[UUID]:
    """Who has this whole phone number; without a country code it is read as one of `country`."""
    try:
        claims = claims_of(Person(phone=rules.phone_of(text, country)), await db.indexes())
    except rules.BadPhone:
        return []
    found = await store_identities.holders(db, [PHONE], [ids.NIL], list(claims[0].keys))
    return [holder.contact_id for holder in found.values()]


async def _by_name(db: Db, text: str, limit: int) -> list[ContactView]:
    """Hits are checked after opening: tokens are short, and two words may share one."""
    words = fold(text)
    if not words:
        return []
    indexes = await db.indexes()
    found = await store.search(db, [indexes.word(word[:8]) for word in words], limit)
    views = await many(db, found)
    return [
        v for v in views if all(any(n.startswith(w) for n in fold(v.name or "")) for w in words)
    ]


async def many(db: Db, contact_ids: Sequence[UUID]) -> list[ContactView]:
    """Some contacts in the order of their ids given; hidden ones are left out."""
    rows = {row.id: row for row in await store.contacts(db, contact_ids) if row.fenced_at is None}
    named, reached = await _named(db, list(rows.values())), await reach(db, list(rows))
    values, tagged = await attributes(db, list(rows)), await _tags(db, list(rows))
    views = []
    for contact_id in (one for one in contact_ids if one in rows):
        row, way = rows[contact_id], reached.get(contact_id)
        views.append(
            ContactView(
                contact_id, named.get(contact_id), [way.phone] if way and way.phone else [],
                list(way.user_ids.values()) if way else [], row.market, row.language,
                tagged.get(contact_id, []), values.get(contact_id, {}), row.last_activity, row.is_restricted,
            )
        )  # fmt: skip
    return views


async def _tags(db: Db, contact_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    rows = await store_tags.tags_of(db, contact_ids)
    opener = await db.opener(row[2] for row in rows)
    found = defaultdict[UUID, list[str]](list)
    for contact_id, tag_id, sealed in rows:
        if name := opener.text(sealed, "tag.name", tag_id):
            found[contact_id].append(name)
    return dict(found)


async def closed(db: Db, contact_ids: Sequence[UUID]) -> dict[UUID, str]:
    """To which of these contacts nothing may be sent, with the code why: hidden or gone, restricted."""
    found = await store.closed(db, contact_ids)
    return {one: RESTRICTED if still_there else ERASED for one, still_there in found.items()}


async def is_restricted(db: Db, contact_id: UUID) -> bool:
    """Whether nobody may read or use what is kept of a contact, at the person's wish."""
    return (await store.closed(db, [contact_id])).get(contact_id, False)
