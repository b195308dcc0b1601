"""Links of the rights desk: to a package, which works once, and to a receipt, which stays."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from indokona.kernel import clock, directory
from indokona.kernel.database import Database, Db
from indokona.kernel.errors import NotFound
from indokona.privacy import store
from indokona.privacy.hooks import HOOKS

PACKAGE, RECEIPT = "package", "receipt"
PACKAGE_LIVES = timedelta(hours=24)


async def to_receipt(db: Db, request_id: UUID, owner_id: UUID) -> str:
    """Where the receipt of a request, or the certificate of a closure, stands once there is one."""
    token = secrets.token_urlsafe(24)
    await directory.enter(db, RECEIPT, directory.token_key(token), request_id, owner_id)
    return f"{HOOKS.public_url}/rights/receipt/{token}"


async def to_package(db: Db, request_id: UUID, contact_id: UUID) -> str:
    """A link behind which a person fetches their package once; it is made as they fetch it, and kept nowhere."""
    token = secrets.token_urlsafe(32)
    key = directory.token_key(token)
    await store.insert_package(db, request_id, key, clock.now() + PACKAGE_LIVES)
    await directory.enter(db, PACKAGE, key, request_id, contact_id)
    return f"{HOOKS.public_url}/my-data/{token}"


async def receipt(database: Database, token: str) -> tuple[str, bytes]:
    """The words and the signature of the receipt behind a link, or `NotFound`."""
    found = await directory.behind(database, RECEIPT, token)
    if found is None:
        raise NotFound
    async with database.organisation(found.organisation_id) as db:
        kept = await store.receipt(db, found.subject_id)
    if kept is None:
        raise NotFound("The erasure is not finished, or was not confirmed.")
    return kept
