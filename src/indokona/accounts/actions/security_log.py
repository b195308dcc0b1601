"""The security log of a login: what was done with it, from which kind of device, from where in coarse."""

from __future__ import annotations

from uuid import UUID

from indokona.accounts import rules, store_log
from indokona.accounts.facts import Client
from indokona.accounts.store_log import SecurityRow
from indokona.kernel import clock, ids, keyring
from indokona.kernel.database import Db


async def record(db: Db, user_id: UUID, act: str, client: Client) -> None:
    """Write one act; the full address is sealed under the user's key, with its end date."""
    now, entry, device = clock.now(), ids.new(), rules.device(client.user_agent)
    sealer = await db.keyring.sealer(ids.PLATFORM, keyring.USER, [user_id])
    ip = sealer.seal(user_id, "security.ip", entry, client.ip)
    await store_log.insert_security_entry(
        db,
        (
            user_id, entry, act, device.device, device.system, rules.ip_prefix(client.ip), ip, now,
            rules.security_log_ends(now),
        ),
    )  # fmt: skip


async def own(db: Db, after: UUID | None, limit: int) -> list[SecurityRow]:
    """The user's own entries, newest first."""
    return await store_log.security_entries(db, after, limit)
