"""Links of the rights desk: to a package, which works once, and to a receipt, which stays."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from indokona.kernel import audit, clock, directory, keyring
from indokona.kernel.audit import Actor
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


async def to_package(db: Db, request_id: UUID, contact_id: UUID, package: bytes) -> str:
    """Keep a package, sealed, behind a link of its own; the page behind it fetches it once."""
    token = secrets.token_urlsafe(32)
    sealer = await db.sealer(keyring.CONTACT, [contact_id])
    sealed = sealer.seal(contact_id, "package", request_id, package)
    key = directory.token_key(token)
    await store.insert_package(db, request_id, key, sealed, clock.now() + PACKAGE_LIVES)
    await directory.enter(db, PACKAGE, key, request_id, contact_id)
    return f"{HOOKS.public_url}/my-data/{token}"


async def take_package(database: Database, token: str) -> bytes:
    """The package behind a link, once; `NotFound` afterwards, and once its person was erased."""
    found = await directory.behind(database, PACKAGE, token)
    if found is None:
        raise NotFound
    async with database.organisation(found.organisation_id) as db:
        sealed = await store.take_package(db, found.subject_id, clock.now())
        if sealed is None:
            raise NotFound
        person = Actor("person", found.detail_id)
        await audit.record(db, person, "rights.package_taken", "contact", found.detail_id)
        package = (await db.opener([sealed])).raw(sealed, "package", found.subject_id)
    if package is None:
        raise NotFound
    return package


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
