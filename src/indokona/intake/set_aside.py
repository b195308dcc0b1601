"""Changes that could not be applied: kept sealed, tried again ever more rarely, gone after a week.

A person's STOP may be among them, so none waits for somebody to look.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from indokona.intake import store
from indokona.intake.fields import Fields
from indokona.kernel import clock, ids, keyring, log
from indokona.kernel.database import Database, Db
from indokona.kernel.errors import Concurrent, Unavailable
from indokona.whatsapp.webhooks import Change

LOG = log.get("set aside")
KEPT = timedelta(days=7)
_PLACE = "intake.set_aside"

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[bytes, str, int | None, bytes]).decode


def pause(tries: int) -> timedelta:
    """How long a change rests after so many tries: 5 s, then three times as long, at most 6 hours."""
    return timedelta(seconds=min(5 * 3 ** min(tries - 1, 9), 21_600))


async def keep(
    database: Database, organisation_id: UUID, app_id: UUID, change: Change, error: str
) -> None:
    """Keep one change, with the Meta app that it came by, for its next try."""
    raw = _encode((app_id.bytes, change.entry_id, change.time, bytes(change.value)))
    async with database.organisation(organisation_id) as db:
        row_id, now = ids.new(), clock.now()
        sealer = await db.sealer(keyring.ORGANISATION, [organisation_id])
        sealed = sealer.seal(organisation_id, _PLACE, row_id, raw)
        waiting = store.SetAside(row_id, change.field, 1, sealed)
        await store.insert_set_aside(db, waiting, error, now, now + pause(1), now + KEPT)


async def again(database: Database, fields: Fields) -> int:
    """Try again what is due; returns how many changes were applied."""
    async with database.glance() as scout:
        organisations = await store.due_set_aside(scout, clock.now())
    return sum([await _again(database, fields, one) for one in organisations])


async def _again(database: Database, fields: Fields, organisation_id: UUID) -> int:
    count = 0
    while True:
        async with database.organisation(organisation_id) as db:
            waiting = await store.next_set_aside(db, clock.now())
            if waiting is None:
                return count
            count += await _try(db, fields, waiting)


async def _try(db: Db, fields: Fields, waiting: store.SetAside) -> bool:
    try:
        opener = await db.opener([waiting.change_sealed])
        raw = opener.raw(waiting.change_sealed, _PLACE, waiting.id)
        app_id, entry_id, time, value = _decode(raw)
        change = Change(waiting.field, entry_id, time, msgspec.Raw(value))
        async with db.savepoint():
            await fields.hand(db, waiting.field, [(UUID(bytes=app_id), change)])
    except (Unavailable, Concurrent):
        raise
    except Exception as error:
        LOG.error("failed again", kind=waiting.field, count=waiting.tries, error=log.fault(error))
        due_at = clock.now() + pause(waiting.tries + 1)
        await store.delay_set_aside(db, waiting.id, log.fault(error), due_at)
        return False
    await store.delete_set_aside(db, waiting.id)
    return True


async def expire(db: Db, now: datetime) -> dict[str, int]:
    """Delete what reached its end date."""
    return {"set_aside": await store.expire_set_aside(db, now)}
