"""What is held of a user as a user, for their own package; what they wrote for a business is not theirs alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from indokona.accounts import store_mine
from indokona.kernel import ids
from indokona.kernel.database import Db
from indokona.kernel.exports import Exports, Record, at_once, by_id


async def _account(db: Db, user_id: UUID) -> AsyncIterator[Record]:
    """The login as it stands; of the password there is only a hash."""
    for name, email, phone, state, at in await store_mine.account(db):
        opener = await db.keyring.opener(ids.PLATFORM, [name, email, phone])
        yield {
            "name": opener.text(name, "user.name", user_id), "email": opener.text(email, "user.email", user_id),
            "phone": opener.text(phone, "user.phone", user_id), "state": state, "known_since": at,
        }  # fmt: skip


async def _sessions(db: Db, _user_id: UUID) -> AsyncIterator[Record]:
    for device, system, network, begun, seen, ends in await store_mine.sessions(db):
        yield {
            "signed_in_at": begun, "device": device, "system": system, "ip_prefix": network, "seen_at": seen,
            "ends_at": ends,
        }  # fmt: skip


async def _entries(db: Db, user_id: UUID, before: UUID | None, limit: int) -> list[Record]:
    """The security log, with the full addresses that nobody else reads."""
    rows = await store_mine.entries(db, before, limit)
    opener = await db.keyring.opener(ids.PLATFORM, [row[5] for row in rows])
    return [
        {
            "id": entry, "at": at, "act": act, "device": device, "system": system, "ip_prefix": network,
            "ip": opener.text(address, "security.ip", entry),
        }
        for entry, act, device, system, network, address, at in rows
    ]  # fmt: skip


async def _acceptances(db: Db, _user_id: UUID) -> AsyncIterator[Record]:
    for version, language, act, at in await store_mine.acceptances(db):
        yield {"accepted_at": at, "policy_version": version, "language": language, "act": act}


async def since(db: Db) -> datetime | None:
    """Since when the user of this unit of work is a member of its organisation."""
    return await store_mine.since(db)


EXPORTS: Exports = {
    "account": at_once(_account), "session": at_once(_sessions), "security": by_id(_entries),
    "acceptance": at_once(_acceptances),
}  # fmt: skip
