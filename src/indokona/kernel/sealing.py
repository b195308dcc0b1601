"""Sealing: AES-256-GCM under a key of the person, the organisation or the platform.

A sealed value is `version(1) | key id(16) | nonce(12) | ciphertext and tag`. The key id is in the
value, not beside it, since a contact has as many keys as merges gave it. The additional data bind
the value to its organisation, its column (`seal_as`) and its row: a value moved to another place
does not open. NIST SP 800-38D: 96-bit random nonces, far below 2^32 values a key.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
_HEAD = 17
_NONCE = 12
#: Letters of a word that are searchable.
MOST_PREFIX = 8
_BODY = _HEAD + _NONCE


class Shredded(Exception):
    """The key of this value was destroyed: nobody can read it any more."""


class Tampered(Exception):
    """The value does not open: it was changed, or stands in a place it was not sealed for."""


class DataKey:
    """A key ready for use: its id as bytes and the cipher object."""

    __slots__ = ("cipher", "id")

    def __init__(self, key_id: bytes, raw: bytes) -> None:
        self.id = key_id
        self.cipher = AESGCM(raw)


def key_id_of(value: bytes) -> bytes:
    """Which key a sealed value needs."""
    if value[:1] != VERSION:
        raise Tampered("unknown version of a sealed value")
    return bytes(value[1:_HEAD])


def random_parts(size: int, ahead: int = 64) -> Iterator[bytes]:
    """Random parts of `size` bytes without end, drawn `ahead` at a time: a draw costs a system call."""
    while True:
        drawn = os.urandom(size * ahead)
        yield from (drawn[at : at + size] for at in range(0, len(drawn), size))


class Sealer:
    """Seals values of one organisation, each under its owner's key."""

    __slots__ = ("_keys", "_nonces", "_organisation")

    def __init__(self, organisation_id: UUID, keys: Mapping[UUID, DataKey]) -> None:
        self._organisation = organisation_id.bytes
        # A UUID is hashed and compared in Python, its number is not.
        self._keys = {owner.int: key for owner, key in keys.items()}
        self._nonces = random_parts(_NONCE)

    def seal(self, owner: UUID, seal_as: str, row_id: UUID, value: str | bytes) -> bytes:
        """Seal `value` for the place (`seal_as`, `row_id`) under the key of `owner`."""
        key = self._keys[owner.int]
        nonce = next(self._nonces)
        plain = value.encode() if isinstance(value, str) else value
        bound = self._organisation + row_id.int.to_bytes(16, "big") + seal_as.encode()
        return VERSION + key.id + nonce + key.cipher.encrypt(nonce, plain, bound)

    def knows(self, owner: UUID) -> bool:
        """Whether `owner` has a live key; an erased person has none."""
        return owner.int in self._keys

    def take_in(self, other: Sealer) -> Sealer:
        """This sealer, which now also knows the owners of `other`."""
        self._keys |= other._keys
        return self


class Opener:
    """Opens values of one organisation with the keys that were fetched for them."""

    __slots__ = ("_keys", "_organisation")

    def __init__(self, organisation_id: UUID, keys: Mapping[bytes, DataKey]) -> None:
        self._organisation = organisation_id.bytes
        self._keys = dict(keys)

    def knows(self, value: bytes) -> bool:
        """Whether the key of `value` is here."""
        return key_id_of(value) in self._keys

    def take_in(self, other: Opener) -> None:
        """Open from now on what `other` opens too."""
        self._keys |= other._keys

    def key(self, value: bytes) -> DataKey:
        """The key of `value`, to seal what belongs beside it; raises `KeyError` if it is not here."""
        return self._keys[key_id_of(value)]

    def raw(self, value: bytes, seal_as: str, row_id: UUID) -> bytes:
        """What was sealed; raises `Shredded` or `Tampered`."""
        key = self._keys.get(key_id_of(value))
        if key is None:
            raise Shredded
        bound = self._organisation + row_id.int.to_bytes(16, "big") + seal_as.encode()
        try:
            return key.cipher.decrypt(value[_HEAD:_BODY], value[_BODY:], bound)
        except InvalidTag:
            raise Tampered(seal_as) from None

    def text(self, value: bytes | None, seal_as: str, row_id: UUID) -> str | None:
        """The sealed text, or None where there is none or its person was erased."""
        if value is None:
            return None
        try:
            return self.raw(value, seal_as, row_id).decode()
        except Shredded:
            return None


def keys_needed(values: Iterable[bytes | None]) -> set[bytes]:
    """The keys that some sealed values need."""
    return {key_id_of(value) for value in values if value is not None}


@dataclass(frozen=True, slots=True)
class Indexes:
    """Keyed indexes of one organisation: how a sealed value is found again without opening it.

    Each use has a key of its own, so that the suppression tokens in the ledger of no cannot be
    matched with the lookup indexes in the data database.
    """

    lookup_key: bytes
    search_key: bytes
    suppression_key: bytes
    _tokens: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)
    """Tokens of words met before, as long as this object lives: one batch."""

    def lookup(self, kind: str, value: str) -> bytes:
        """16 bytes that stand for a whole value: a phone, a BSUID, an e-mail, a tag's name."""
        return hashlib.blake2b(
            f"{kind}\x00{value}".encode(), digest_size=16, key=self.lookup_key
        ).digest()

    def lookup_raw(self, kind: str, value: bytes) -> bytes:
        """16 bytes that stand for a row's digest: what a re-import compares."""
        return hashlib.blake2b(
            kind.encode() + b"\x00" + value, digest_size=16, key=self.lookup_key
        ).digest()

    def suppression(self, kind: str, value: str) -> bytes:
        """16 bytes under the suppression key, for the ledger of no."""
        return hashlib.blake2b(
            f"{kind}\x00{value}".encode(), digest_size=16, key=self.suppression_key
        ).digest()

    def wamid(self, number_id: UUID, wamid: str) -> int:
        """A signed 64-bit index of (number, wamid); a wamid holds a phone number in clear."""
        digest = hashlib.blake2b(
            number_id.bytes + wamid.encode(), digest_size=8, key=self.lookup_key
        ).digest()
        return int.from_bytes(digest, "big", signed=True)

    def words(self, text: str) -> list[int]:
        """Tokens of every prefix (2 to 8 letters) of every word, 32 bits each, sorted."""
        return sorted({token for word in fold(text) for token in self._tokens_of(word)})

    def _tokens_of(self, word: str) -> tuple[int, ...]:
        known = self._tokens.get(word)
        if known is None:
            known = self._tokens[word] = self._prefix_tokens(word)
        return known

    def _prefix_tokens(self, word: str) -> tuple[int, ...]:
        """`self.word` of every prefix, from two letters on: one hash that grows letter by letter.

        Longer words are cut at 8 letters; a single letter is its own prefix.
        """
        growing, found = hashlib.blake2b(digest_size=4, key=self.search_key), list[int]()
        for part in (word[:2], *word[2:MOST_PREFIX]):
            growing.update(part.encode())
            found.append(int.from_bytes(growing.digest(), "big", signed=True))
        return tuple(found)

    def word(self, prefix: str) -> int:
        """The 32-bit token of one folded prefix."""
        digest = hashlib.blake2b(prefix.encode(), digest_size=4, key=self.search_key).digest()
        return int.from_bytes(digest, "big", signed=True)


def fold(text: str) -> list[str]:
    """Words as a search compares them: case folded, split at what is no letter or digit."""
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()
