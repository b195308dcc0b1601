"""API keys: shown once, kept as a hash, limited to scopes."""

from __future__ import annotations

import secrets
import string
import zlib
from collections.abc import Sequence
from uuid import UUID

from indokona.accounts import rules, store
from indokona.accounts.errors import BeyondYourRights
from indokona.kernel import audit, clock, directory, ids
from indokona.kernel.database import Db
from indokona.kernel.edge import Caller
from indokona.kernel.errors import Invalid, NotFound

_BASE62 = string.digits + string.ascii_letters


async def create(db: Db, who: Caller, name: str, scopes: Sequence[str]) -> tuple[UUID, str]:
    """A new key with some of the caller's own rights; returns its id and, this once, the key."""
    if unknown := set(scopes) - rules.EVERYTHING:
        raise Invalid("Unknown scopes.", unknown=sorted(unknown))
    if beyond := set(scopes) - who.permissions:
        raise BeyondYourRights(scopes=sorted(beyond))
    key_id, key = ids.new(), _new_key()
    values = (
        db.organisation_id, key_id, name, key[:12], directory.token_key(key), sorted(set(scopes)),
        who.actor.id, clock.now(),
    )  # fmt: skip
    await store.insert_key(db, values)
    await directory.enter(db, directory.API_KEY, directory.token_key(key), key_id, key_id)
    await audit.record(db, who.actor, "api_key.created", "api_key", key_id)
    return key_id, key


async def revoke(db: Db, who: Caller, key_id: UUID) -> None:
    """Revoke a key, effective with the next request."""
    key_hash = await store.revoke_key(db, key_id, clock.now())
    if key_hash is None:
        raise NotFound
    await directory.leave(db, directory.API_KEY, key_hash)
    await audit.record(db, who.actor, "api_key.revoked", "api_key", key_id)


def _new_key() -> str:
    """`ik_live_`, 30 random characters (178 bits), and a checksum that leak scanners can verify."""
    body = "".join(secrets.choice(_BASE62) for _ in range(30))
    check, number = "", zlib.crc32(body.encode())
    for _ in range(6):
        number, digit = divmod(number, 62)
        check = _BASE62[digit] + check
    return f"ik_live_{body}{check}"
