"""Rows as dispatch and webhooks leave them, and years ahead to keep them in."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import psycopg
from tests.fixtures.cast import Cast

from indokona.kernel import clock, ids, keyring
from indokona.kernel.database import Database

DAY = timedelta(days=1)


def years_ahead(owner: psycopg.Connection) -> None:
    """One partition for all that comes after the months that are there."""
    for table in ("audit", "event", "message", "message_status", "outgoing"):
        (floor,) = owner.execute(
            "select month_floor(date_trunc('month', now() + interval '3 months') + interval '1 month')"
        ).fetchone() or (None,)
        owner.execute(
            f"create table {table}_later partition of {table} for values from ('{floor}')"
            " to ('ffffffff-ffff-ffff-ffff-ffffffffffff')"
        )


async def message(
    database: Database,
    cast: Cast,
    direction: str,
    *,
    contact: UUID | None = None,
    left: bool = True,
) -> UUID:
    """One message, as dispatch or a webhook leaves it."""
    message_id, whose = ids.new(), contact or cast.dev
    async with database.organisation(cast.organisation_id) as db:
        sealer = await db.sealer(keyring.CONTACT, [whose])
        body = sealer.seal(whose, "message.content", message_id, '{"type":"text","text":"hello"}')
        base = (cast.organisation_id, message_id, whose, cast.number.id)
        if direction == "out":
            await db.run(
                "insert into outgoing (organisation_id, id, contact_id, number_id, chunk_id, purpose, origin_kind,"
                " origin_id, content_sealed) values (%s, %s, %s, %s, %s, 'service', 'conversation', %s, %s)",
                (*base, ids.new(), ids.new(), body),
            )
        if left:
            await db.run(
                "insert into message (organisation_id, id, contact_id, number_id, direction, purpose, kind,"
                " origin_kind, origin_id, fence, content_sealed, at)"
                " values (%s, %s, %s, %s, %s, 'service', 'text', 'conversation', %s, 1, %s, %s)",
                (*base, direction, ids.new(), body if direction == "in" else None, clock.now()),
            )
            await db.run(
                "insert into message_status (organisation_id, id) values (%s, %s)", base[:2]
            )
    return message_id


async def content(database: Database, cast: Cast, message_id: UUID) -> bytes | None:
    async with database.organisation(cast.organisation_id) as db:
        found: bytes | None = await db.value(
            "select coalesce(m.content_sealed, o.content_sealed) from message m left join outgoing o"
            " on o.organisation_id = m.organisation_id and o.id = m.id where m.organisation_id = %s and m.id = %s",
            (cast.organisation_id, message_id),
        )
    return found


async def count(database: Database, cast: Cast, table: str) -> int:
    async with database.organisation(cast.organisation_id) as db:
        return int(
            await db.value(
                f"select count(*) from {table} where organisation_id = %s", (cast.organisation_id,)
            )
        )
