"""The root key: the one secret outside every backup. Losing it loses the data."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from indokona.kernel.errors import Trouble
from indokona.kernel.settings import Settings


class RootKeyMissing(Trouble):
    """The root key is not where it must be."""


class RootKey:
    """Wraps organisation keys, and derives the installation's own passwords and signing key."""

    def __init__(self, secret: bytes, previous: bytes | None = None) -> None:
        if len(secret) != 32:
            raise RootKeyMissing("The root key must be 64 hex digits (32 bytes).")
        self._secret, self._previous = secret, previous
        self._known = {_id(key): AESGCM(key) for key in (secret, previous) if key}
        self.id = _id(secret)

    def alone(self) -> RootKey:
        """The current root key without the previous one."""
        return RootKey(self._secret)

    def previous(self) -> RootKey | None:
        """The root key before a rotation, where it is given."""
        return RootKey(self._previous) if self._previous else None

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
    old = _bytes(previous.get_secret_value(), "INDOKONA_PREVIOUS_ROOT_KEY") if previous else None
    if settings.root_key is not None:
        return RootKey(_bytes(settings.root_key.get_secret_value(), "INDOKONA_ROOT_KEY"), old)
    path = settings.data / "root.key"
    if not path.exists():
        if not make:
            raise RootKeyMissing(
                f"There is no root key at {path}: bring it back, or set INDOKONA_ROOT_KEY."
                " A new one would open nothing."
            )
        write(path, secrets.token_hex(32))
    return RootKey(_bytes(path.read_text(), str(path)), old)


def _bytes(text: str, where: str) -> bytes:
    try:
        found = bytes.fromhex(text.strip())
    except ValueError:
        found = b""
    if len(found) != 32:
        raise RootKeyMissing(f"The root key in {where} must be 64 hex digits (32 bytes).")
    return found


def write(path: Path, secret: str) -> None:
    """Write a root key whole or not at all, durably, so that only its owner can read it."""
    draft = path.with_suffix(".making")
    draft.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secret + "\n")
            out.flush()
            os.fsync(out.fileno())
        os.link(draft, path)  # a link, since it fails where a key already stands
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
