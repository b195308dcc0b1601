"""Which contact a person is, when phone and user ids may say different things. Pure.

The strongest identity decides: a BSUID (it names a person in one portfolio), then a parent BSUID,
then a phone. A phone known under another contact moves to the one that the BSUID names. A phone
whose contact has another BSUID in this portfolio was given to somebody else by the carrier: its
new holder is a new contact, without the old one's consents and history.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from indokona.contacts.facts import Person
from indokona.kernel import ids
from indokona.kernel.sealing import Indexes
from indokona.whatsapp.identity import variants

PHONE, BSUID, PARENT, USERNAME = "phone", "bsuid", "parent_bsuid", "username"
_NAMES_A_PERSON = (BSUID, PARENT)


@dataclass(frozen=True, slots=True)
class Claim:
    """An identity that a person comes with; `keys` index every spelling, the written one first."""

    kind: str
    portfolio_id: UUID
    value: str
    keys: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """Which contact has a live identity, and the digest of the row that last described it."""

    contact_id: UUID
    identity_id: UUID
    digest: bytes | None = None


@dataclass(slots=True)
class Gain:
    """An identity to be written for a contact."""

    identity_id: UUID
    contact_id: UUID
    claim: Claim


@dataclass(frozen=True, slots=True)
class Match:
    """What a person turned out to be; `old` is the digest of the row known before."""

    contact_id: UUID
    created: bool
    old: bytes | None


def claims_of(person: Person, indexes: Indexes) -> list[Claim]:
    """Every identity of a person, the strongest first."""
    found = []
    if person.portfolio_id is not None:
        given = ((BSUID, person.user_id), (PARENT, person.parent_id), (USERNAME, person.username))
        for kind, value in given:
            if value:
                key = indexes.lookup(f"{kind}:{person.portfolio_id}", value)
                found.append(Claim(kind, person.portfolio_id, value, (key,)))
    if person.phone:
        keys = tuple(indexes.lookup(PHONE, spelling) for spelling in variants(person.phone))
        found.append(Claim(PHONE, ids.NIL, person.phone, keys))
    return found


@dataclass(slots=True)
class Matcher:
    """Matches people one after the other; what one brings is known to the next.

    `holders` maps the key of every live identity that may matter, `bsuids` are the pairs of contact
    and portfolio in which a BSUID is live, `doubted` are contacts that lost their phone to somebody else.
    """

    holders: dict[bytes, Holder]
    bsuids: set[tuple[UUID, UUID]]
    gains: dict[bytes, Gain] = field(default_factory=dict)
    ended: set[UUID] = field(default_factory=set)
    same: set[tuple[UUID, UUID]] = field(default_factory=set)
    doubted: set[UUID] = field(default_factory=set)
    fresh: Iterator[UUID] = field(default_factory=ids.supply)

    def match(self, claims: Sequence[Claim], fresh: UUID, digest: bytes | None) -> Match:
        """The contact of a person with these claims; `fresh` is its id if there is none.

        `digest` of the person's row is what the next row of the same person is compared with.
        """
        holder = self._owner(claims)
        contact_id = holder.contact_id if holder else fresh
        self._doubt(claims, contact_id)
        for claim in claims:
            self._settle(claim, contact_id, is_new=holder is None)
        if digest is not None:
            self._remember(claims, digest)
        return Match(contact_id, holder is None, holder.digest if holder else None)

    def owner_of(self, claims: Sequence[Claim]) -> UUID | None:
        """Whose these identities are, the strongest first."""
        held = [holder for claim in claims if (holder := self._holder(claim))]
        return held[0].contact_id if held else None

    def rekey(self, contact_id: UUID, old: Sequence[UUID], claims: Sequence[Claim]) -> None:
        """The person told WhatsApp of a change: old identities end, new ones begin, consent stays."""
        self.ended |= set(old)
        for claim in claims:
            self._settle(claim, contact_id, is_new=False)

    def _owner(self, claims: Sequence[Claim]) -> Holder | None:
        for claim in claims:
            if claim.kind in _NAMES_A_PERSON and (holder := self._holder(claim)):
                return holder
        phone = next((claim for claim in claims if claim.kind == PHONE), None)
        holder = self._holder(phone) if phone else None
        return None if holder and self._is_recycled(holder, claims) else holder

    def _doubt(self, claims: Sequence[Claim], contact_id: UUID) -> None:
        """Whose phone comes with another person's user id, and without news of a change, is in doubt."""
        phone = next((claim for claim in claims if claim.kind == PHONE), None)
        holder = self._holder(phone) if phone else None
        is_others = holder is not None and holder.contact_id != contact_id
        if holder is not None and is_others and self._is_recycled(holder, claims):
            self.doubted.add(holder.contact_id)

    def _is_recycled(self, holder: Holder, claims: Sequence[Claim]) -> bool:
        return any(
            claim.kind == BSUID and (holder.contact_id, claim.portfolio_id) in self.bsuids
            for claim in claims
        )

    def _holder(self, claim: Claim) -> Holder | None:
        return next((self.holders[key] for key in claim.keys if key in self.holders), None)

    def _settle(self, claim: Claim, contact_id: UUID, *, is_new: bool) -> None:
        holder = self._holder(claim)
        if holder is not None and holder.contact_id == contact_id:
            return
        if holder is not None:
            self._take(claim, holder)
            if not is_new and claim.kind == PHONE:
                self.same.add((contact_id, holder.contact_id))
        gain = Gain(next(self.fresh), contact_id, claim)
        self.gains[claim.keys[0]] = gain
        for key in claim.keys:
            self.holders[key] = Holder(contact_id, gain.identity_id)
        if claim.kind == BSUID:
            self.bsuids.add((contact_id, claim.portfolio_id))

    def _remember(self, claims: Sequence[Claim], digest: bytes) -> None:
        for key in (key for claim in claims for key in claim.keys):
            if held := self.holders.get(key):
                self.holders[key] = Holder(held.contact_id, held.identity_id, digest)

    def _take(self, claim: Claim, holder: Holder) -> None:
        for key in claim.keys:
            self.holders.pop(key, None)
            if (gain := self.gains.get(key)) and gain.identity_id == holder.identity_id:
                del self.gains[key]
                return
        self.ended.add(holder.identity_id)
