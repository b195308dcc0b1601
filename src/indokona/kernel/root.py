"""The root key: the one secret outside every backup. Losing it loses the data."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from indokona.kernel import keyfiles
from indokona.kernel.epochs import Epochs
from indokona.kernel.errors import Trouble
from indokona.kernel.settings import Settings


class RootKeyMissing(Trouble):
    """The root key is not where it must be."""


class RootKey:
    """Wraps organisation keys, and derives the installation's own passwords; `epochs` stand beside it."""

    def __init__(self, secret: bytes, epochs: Epochs, previous: bytes | None = None) -> None:
        if len(secret) != 32:
            raise RootKeyMissing("The root key must be 64 hex digits (32 bytes).")
        self.epochs = epochs
        self._secret, self._previous = secret, previous
        self._known = {_id(key): AESGCM(key) for key in (secret, previous) if key}
        self.id = _id(secret)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the current root key and of the previous one."""
        return frozenset(self._known)

    def alone(self) -> RootKey:
        """The current root key without the previous one."""
        return RootKey(self._secret, self.epochs)

    def previous(self) -> RootKey | None:
        """The root key before a rotation, where it is given."""
        return RootKey(self._previous, self.epochs) if self._previous else None

    def wrap(self, organisation_id: UUID, key: bytes) -> bytes:
        """An organisation's key, wrapped under the current root key."""
        nonce = os.urandom(12)
        return nonce + self._known[self.id].encrypt(nonce, key, organisation_id.bytes)

    def unwrap(self, organisation_id: UUID, root_id: str, wrapped: bytes) -> bytes:
        """The organisation's key; `root_id` names the root key that wrapped it."""
        root = self._known.get(root_id)
        if root is None:
            raise RootKeyMissing("These data were sealed under another root key.")
        return root.decrypt(wrapped[:12], wrapped[12:], organisation_id.bytes)

    def derive(self, name: str) -> bytes:
        """32 bytes for one named use; nothing derived needs to be stored."""
        return hmac.digest(self._secret, b"indokona\x00" + name.encode(), hashlib.sha256)

    def password(self, name: str) -> str:
        """A password of one database role of this installation."""
        return self.derive(f"password {name}").hex()


def _id(secret: bytes) -> str:
    return hashlib.sha256(b"id of root key" + secret).hexdigest()[:16]


def load(settings: Settings, *, make: bool = False) -> RootKey:
    """The root key from the variable or the data folder; `make` writes a new one if there is none."""
    previous = settings.previous_root_key
    old = (
        keyfiles.parsed(previous.get_secret_value(), "INDOKONA_PREVIOUS_ROOT_KEY")
        if previous
        else None
    )
    epochs = Epochs(settings.epochs or settings.data / "epochs")
    if settings.root_key is not None:
        given = keyfiles.parsed(settings.root_key.get_secret_value(), "INDOKONA_ROOT_KEY")
        return RootKey(given, epochs, old)
    path = settings.data / "root.key"
    if not path.exists():
        if not make:
            raise RootKeyMissing(
                f"There is no root key at {path}: bring it back, or set INDOKONA_ROOT_KEY."
                " A new one would open nothing."
            )
        keyfiles.write(path, secrets.token_hex(32))
    return RootKey(keyfiles.parsed(path.read_text(), str(path)), epochs, old)
