"""Identities: phones, BSUIDs, parent BSUIDs and usernames of contacts, each with its validity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from indokona.contacts import matching, store_identities
from indokona.contacts.facts import Change, Person
from indokona.contacts.hooks import HOOKS
from indokona.contacts.matching import BSUID, PARENT, PHONE, USERNAME, Claim, Gain, Matcher
from indokona.kernel import clock, ids, keyring
from indokona.kernel.database import Db
from indokona.kernel.sealing import Indexes, Sealer
from indokona.whatsapp.identity import variants


async def matcher(db: Db, claims: Sequence[list[Claim]]) -> Matcher:
    """A matcher that knows the live identities that these claims may meet."""
    every = [claim for its in claims for claim in its]
    places = [(claim.kind, claim.portfolio_id, key) for claim in every for key in claim.keys]
    holders = await store_identities.holders(
        db, [one[0] for one in places], [one[1] for one in places], [one[2] for one in places]
    )
    portfolios = list({claim.portfolio_id for claim in every if claim.kind == BSUID})
    bsuids = set[tuple[UUID, UUID]]()
    if portfolios:
        contact_ids = list({holder.contact_id for holder in holders.values()})
        bsuids = set(await store_identities.user_ids(db, contact_ids, portfolios))
    return Matcher(holders, bsuids)


async def write(db: Db, matched: Matcher, sealer: Sealer, indexes: Indexes, now: datetime) -> None:
    """Write what a matcher found: ended identities first, since a live one is unique."""
    gains = list(matched.gains.values())
    names = [gain for gain in gains if gain.claim.kind == USERNAME]
    await store_identities.end(db, list(matched.ended), now)
    await store_identities.end_usernames(db, [gain.contact_id for gain in names], now)
    await store_identities.insert(db, [_row(gain, sealer, indexes, now) for gain in gains])
    await store_identities.propose(db, list(matched.same), now)
    if matched.doubted:
        await HOOKS.doubt(db, sorted(matched.doubted))
    await HOOKS.carry_over(db, _tokens_of_gains(gains, indexes))


def _row(gain: Gain, sealer: Sealer, indexes: Indexes, now: datetime) -> tuple[object, ...]:
    claim = gain.claim
    sealed = sealer.seal(gain.contact_id, "identity.value", gain.identity_id, claim.value)
    last4 = indexes.word(f"last4:{claim.value[-4:]}") if claim.kind == PHONE else None
    place = (claim.kind, claim.portfolio_id, claim.keys[0])
    return (gain.identity_id, gain.contact_id, *place, sealed, last4, now)


def _tokens_of_gains(gains: Sequence[Gain], indexes: Indexes) -> dict[UUID, list[bytes]]:
    found: dict[UUID, list[bytes]] = {}
    for gain in gains:
        found.setdefault(gain.contact_id, []).extend(
            suppression(gain.claim.kind, gain.claim.value, indexes)
        )
    return found


def suppression(kind: str, value: str, indexes: Indexes) -> list[bytes]:
    """The tokens under which the ledger of no knows an identity, in every spelling of a phone."""
    if kind == USERNAME:  # a person gives it up at will, and another may take it
        return []
    spellings = variants(value) if kind == PHONE else (value,)
    return [indexes.suppression(kind, spelling) for spelling in spellings]


async def learn(db: Db, people: Sequence[tuple[UUID, Person]]) -> None:
    """Meta said under which user id a message to a contact arrived: the contact is known by it too.

    So that a later message that carries no phone, perhaps a STOP, finds the contact. A contact that
    is known by another user id there was reached at a number that somebody else has now: it is in doubt.
    """
    portfolios = list({person.portfolio_id for _, person in people if person.portfolio_id})
    known = await store_identities.user_ids(db, [one for one, _ in people], portfolios)
    fresh = [(one, person) for one, person in people if (one, person.portfolio_id) not in known]
    if not people:
        return
    indexes, now = await db.indexes(), clock.now()
    await _doubt_others(db, people, known, indexes)
    if not fresh:
        return
    claims = [matching.claims_of(person, indexes) for _, person in fresh]
    found = await matcher(db, claims)
    for (contact_id, _), its in zip(fresh, claims, strict=True):
        found.rekey(contact_id, (), [one for one in its if one.keys[0] not in found.holders])
    sealer = await db.sealer(keyring.CONTACT, {g.contact_id for g in found.gains.values()})
    found.gains = {k: g for k, g in found.gains.items() if sealer.knows(g.contact_id)}
    await write(db, found, sealer, indexes, now)


async def _doubt_others(
    db: Db,
    people: Sequence[tuple[UUID, Person]],
    known: Mapping[tuple[UUID, UUID], set[bytes]],
    indexes: Indexes,
) -> None:
    """Meta delivered at somebody else: the contact is in doubt, and its phone is not theirs any more."""
    others = set()
    for contact_id, person in people:
        keys = known.get((contact_id, person.portfolio_id or ids.NIL))
        if keys and person.user_id:
            told = indexes.lookup(f"{BSUID}:{person.portfolio_id}", person.user_id)
            others |= {contact_id} if told not in keys else set()
    for contact_id in sorted(others):
        phones = await store_identities.live_of(db, contact_id, [PHONE], ids.NIL)
        await store_identities.end(db, [row_id for row_id, _ in phones], clock.now())
    if others:
        await HOOKS.doubt(db, sorted(others))


async def change(db: Db, news: Change) -> UUID | None:
    """A person changed number or user id, told by WhatsApp itself: re-key at once, consent stays.

    Returns the contact, or None if nobody here was known by the old identity.
    """
    indexes, now = await db.indexes(), clock.now()
    old = Person(news.old_phone, news.old_user_id, news.portfolio_id)
    new = Person(news.phone, news.user_id, news.portfolio_id, parent_id=news.parent_id)
    known, coming = matching.claims_of(old, indexes), matching.claims_of(new, indexes)
    found = await matcher(db, [known, coming])
    contact_id = found.owner_of(known)
    if contact_id is None:
        return None
    kinds = [BSUID, PARENT] if news.user_id else []
    kinds += [PHONE] if news.phone else []
    gone = await store_identities.live_of(db, contact_id, kinds, news.portfolio_id)
    keep = {key for claim in coming for key in claim.keys}
    found.rekey(contact_id, [row_id for row_id, key in gone if key not in keep], coming)
    sealer = await db.sealer(keyring.CONTACT, [contact_id])
    await write(db, found, sealer, indexes, now)
    return contact_id
