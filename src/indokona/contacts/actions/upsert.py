"""Getting to know people, many at once: found by keyed index, made with keys of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.contacts import rules, store, store_groups
from indokona.contacts.facts import Known, Person
from indokona.contacts.hooks import HOOKS
from indokona.kernel import clock, ids, keyring
from indokona.kernel.database import Db
from indokona.kernel.sealing import Indexes, Sealer
from indokona.whatsapp.identity import variants

PHONE, BSUID = "phone", "bsuid"


@dataclass(slots=True)
class _Work:
    """One person on the way to a contact."""

    person: Person
    index: bytes
    contact_id: UUID
    created: bool
    digest: bytes
    changed: bool


async def upsert(db: Db, people: Sequence[Person], *, import_id: UUID | None = None) -> list[Known]:
    """Know each person: an existing contact, or a new one; results stand in the given order.

    The same person twice in one call is one contact. Unchanged rows touch nothing.
    """
    if not people:
        return []
    indexes, now = await db.indexes(), clock.now()
    work = await _matched(db, people, indexes)
    await _make(db, [w for w in work if w.created], indexes, now, import_id)
    changed = [w for w in work if w.changed and not w.created]
    sealer = await db.sealer(
        keyring.CONTACT, [w.contact_id for w in work if w.changed or w.created]
    )
    await _rename(db, changed, sealer, indexes, now)
    await _set_attributes(db, [w for w in work if w.changed or w.created], sealer, indexes)
    return [Known(w.contact_id, w.created, w.changed and not w.created) for w in work]


async def _matched(db: Db, people: Sequence[Person], indexes: Indexes) -> list[_Work]:
    known = await _known(db, people, indexes)
    fresh, seen, work = ids.new_many(len(people)), dict[bytes, UUID](), list[_Work]()
    for person, new_id in zip(people, fresh, strict=True):
        index = _index(person, indexes)
        digest = indexes.lookup_raw("row", rules.digest_of(person))
        if index in seen:
            work.append(_Work(person, index, seen[index], False, digest, False))
            continue
        contact_id, old = _found(person, index, known, indexes)
        seen[index] = contact_id or new_id
        says_something = bool(person.name or person.attributes)
        changed = contact_id is not None and says_something and old != digest
        work.append(_Work(person, index, contact_id or new_id, contact_id is None, digest, changed))
    return work


def _index(person: Person, indexes: Indexes) -> bytes:
    """A BSUID names a person more surely than a phone."""
    if person.user_id:
        return indexes.lookup(f"{BSUID}:{person.portfolio_id}", person.user_id)
    return indexes.lookup(PHONE, person.phone or "")


_Owners = dict[bytes, tuple[UUID, bytes | None]]


async def _known(db: Db, people: Sequence[Person], indexes: Indexes) -> _Owners:
    phones = [indexes.lookup(PHONE, v) for p in people if p.phone for v in variants(p.phone)]
    found = await store.owners_of(db, PHONE, ids.NIL, phones)
    for portfolio_id in {p.portfolio_id for p in people if p.user_id and p.portfolio_id}:
        users = [_index(p, indexes) for p in people if p.user_id and p.portfolio_id == portfolio_id]
        found |= await store.owners_of(db, BSUID, portfolio_id, users)
    return found


def _found(
    person: Person, index: bytes, known: _Owners, indexes: Indexes
) -> tuple[UUID | None, bytes | None]:
    keys = (
        [index] + [indexes.lookup(PHONE, v) for v in variants(person.phone)]
        if person.phone
        else [index]
    )
    return next(((known[key][0], known[key][1]) for key in keys if key in known), (None, None))


async def _make(
    db: Db, work: list[_Work], indexes: Indexes, now: datetime, import_id: UUID | None
) -> None:
    if not work:
        return
    owners = [w.contact_id for w in work]
    await db.make_keys(keyring.CONTACT, owners)
    sealer = await db.sealer(keyring.CONTACT, owners)
    await store.insert_contacts(
        db, [_contact_row(w, sealer, indexes, now, import_id) for w in work]
    )
    rows = [row for w in work for row in _identity_rows(w, sealer, indexes, now)]
    await store.insert_identities(db, rows)
    await HOOKS.carry_over(db, {w.contact_id: tokens(w.person, indexes) for w in work})


def _contact_row(
    w: _Work, sealer: Sealer, indexes: Indexes, now: datetime, import_id: UUID | None
) -> tuple[object, ...]:
    name = w.person.name
    sealed = sealer.seal(w.contact_id, "contact.name", w.contact_id, name) if name else None
    market = rules.market_of(w.person)
    return (
        w.contact_id,
        sealed,
        market,
        w.person.language,
        w.digest,
        import_id,
        now,
        now,
        _words(name, indexes),
    )


def _words(name: str | None, indexes: Indexes) -> str:
    return "{" + ",".join(map(str, indexes.words(name))) + "}" if name else "{}"


def _identity_rows(
    w: _Work, sealer: Sealer, indexes: Indexes, now: datetime
) -> list[tuple[object, ...]]:
    rows, (first, second) = list[tuple[object, ...]](), ids.new_many(2)
    if w.person.phone:
        sealed = sealer.seal(w.contact_id, "identity.value", first, w.person.phone)
        last4 = indexes.word(f"last4:{w.person.phone[-4:]}")
        index = indexes.lookup(PHONE, w.person.phone)
        rows.append((first, w.contact_id, PHONE, ids.NIL, index, sealed, last4, now))
    if w.person.user_id and w.person.portfolio_id:
        sealed = sealer.seal(w.contact_id, "identity.value", second, w.person.user_id)
        index = indexes.lookup(f"{BSUID}:{w.person.portfolio_id}", w.person.user_id)
        rows.append((second, w.contact_id, BSUID, w.person.portfolio_id, index, sealed, None, now))
    return rows


def tokens(person: Person, indexes: Indexes) -> list[bytes]:
    """The tokens under which the ledger of no knows this person, in every spelling of the phone."""
    found = [indexes.suppression(PHONE, v) for v in variants(person.phone)] if person.phone else []
    if person.user_id:
        found.append(indexes.suppression(BSUID, person.user_id))
    return found


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
                row = _value_row(w.contact_id, attribute, value, sealer, indexes)
                rows[w.contact_id, attribute.id] = row
    await store_groups.upsert_values(db, list(rows.values()))


def _value_row(
    contact_id: UUID,
    attribute: store_groups.Attribute,
    value: str,
    sealer: Sealer,
    indexes: Indexes,
) -> tuple[object, ...]:
    if attribute.storage == "open":
        number = value if value.lstrip("-").replace(".", "", 1).isdigit() else None
        return (contact_id, attribute.id, None, None, value, number)
    sealed = sealer.seal(contact_id, "attribute.value", attribute.id, value)
    return (
        contact_id,
        attribute.id,
        sealed,
        indexes.lookup(f"attribute:{attribute.id}", value),
        None,
        None,
    )
