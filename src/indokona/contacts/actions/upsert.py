"""Getting to know people, many at once: found by keyed index, made with keys of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.contacts import matching, rules, store, store_groups
from indokona.contacts.actions import identities
from indokona.contacts.facts import Known, Person
from indokona.kernel import clock, ids, keyring
from indokona.kernel.database import Db
from indokona.kernel.sealing import Indexes, Sealer


@dataclass(frozen=True, slots=True)
class _Work:
    """One person on the way to a contact."""

    person: Person
    contact_id: UUID
    created: bool
    digest: bytes
    changed: bool


async def upsert(db: Db, people: Sequence[Person], *, import_id: UUID | None = None) -> list[Known]:
    """Know each person: an existing contact, or a new one; results stand in the given order.

    The same person twice in one call is one contact, and the last row that says something wins.
    Unchanged rows touch nothing. See `matching` for phones and user ids that disagree.
    """
    if not people:
        return []
    indexes, now = await db.indexes(), clock.now()
    claims = [matching.claims_of(person, indexes) for person in people]
    matcher = await identities.matcher(db, claims)
    work = _matched(matcher, people, claims, indexes)
    made = [w for w in work if w.created]
    await db.make_keys(keyring.CONTACT, [w.contact_id for w in made])
    touched = {w.contact_id for w in work if w.created or w.changed}
    touched |= {gain.contact_id for gain in matcher.gains.values()}
    sealer = await db.sealer(keyring.CONTACT, touched)
    await store.insert_contacts(
        db, [_contact_row(w, sealer, indexes, now, import_id) for w in made]
    )
    await identities.write(db, matcher, sealer, indexes, now)
    last = {w.contact_id: w for w in work if w.changed}
    await _rename(db, list(last.values()), sealer, indexes, now)
    await _set_attributes(db, [w for w in work if w.changed or w.created], sealer, indexes)
    return [Known(w.contact_id, w.created, w.changed) for w in work]


def _matched(
    matcher: matching.Matcher,
    people: Sequence[Person],
    claims: Sequence[list[matching.Claim]],
    indexes: Indexes,
) -> list[_Work]:
    work = []
    for person, its, fresh in zip(people, claims, ids.new_many(len(people)), strict=True):
        digest = indexes.lookup_raw("row", rules.digest_of(person))
        says_something = bool(person.name or person.attributes)
        found = matcher.match(its, fresh, digest if says_something else None)
        changed = not found.created and says_something and found.old != digest
        work.append(_Work(person, found.contact_id, found.created, digest, changed))
    return work


def _contact_row(
    w: _Work, sealer: Sealer, indexes: Indexes, now: datetime, import_id: UUID | None
) -> tuple[object, ...]:
    name = w.person.name or w.person.profile
    sealed = sealer.seal(w.contact_id, "contact.name", w.contact_id, name) if name else None
    market, words = rules.market_of(w.person), _words(name, indexes)
    return (w.contact_id, sealed, market, w.person.language, w.digest, import_id, now, now, words)


def _words(name: str | None, indexes: Indexes) -> str:
    return "{" + ",".join(map(str, indexes.words(name))) + "}" if name else "{}"


async def _rename(
    db: Db, work: list[_Work], sealer: Sealer, indexes: Indexes, now: datetime
) -> None:
    rows = []
    for w in work:
        name = w.person.name
        sealed = sealer.seal(w.contact_id, "contact.name", w.contact_id, name) if name else None
        rows.append((w.contact_id, sealed, _words(name, indexes), w.person.language, w.digest, now))
    await store.update_names(db, rows)


async def _set_attributes(db: Db, work: list[_Work], sealer: Sealer, indexes: Indexes) -> None:
    if not any(w.person.attributes for w in work):
        return
    defined = {a.name: a for a in await store_groups.attributes(db)}
    rows: dict[tuple[UUID, UUID], tuple[object, ...]] = {}
    for w in work:
        for name, value in w.person.attributes.items():
            if attribute := defined.get(name):
                row = value_row(w.contact_id, attribute, value, sealer, indexes)
                rows[w.contact_id, attribute.id] = row
    await store_groups.upsert_values(db, list(rows.values()))


def value_row(
    contact_id: UUID,
    attribute: store_groups.Attribute,
    value: str,
    sealer: Sealer,
    indexes: Indexes,
) -> tuple[object, ...]:
    """A value as its row: in clear for an open attribute, else sealed with a token for equality."""
    if attribute.storage == "open":
        return (contact_id, attribute.id, None, None, value, rules.number_of(value))
    sealed = sealer.seal(contact_id, "attribute.value", attribute.id, value)
    index = indexes.lookup(f"attribute:{attribute.id}", value)
    return (contact_id, attribute.id, sealed, index, None, None)
