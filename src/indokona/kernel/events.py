"""Events: what changed, as rows written with their cause, read in batches by a cursor per handler.

An event holds ids and a kind, never text, names or codes. Readers are visibility-safe: they stop
before the oldest transaction still running, so nothing committed late is passed over. A reader is
told again of what it read before its cursor moved; a mark that a handler's own transaction writes
keeps it from acting twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from indokona.kernel import clock, ids, log
from indokona.kernel.database import Database, Db

LOG = log.get("events")
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to one subject of one organisation."""

    organisation_id: UUID
    id: UUID
    kind: str
    subject_id: UUID
    xid: str = "0"
    """The transaction that wrote it, whose order the readers keep."""


Handler = Callable[[Db, Sequence[Event]], Awaitable[None]]


async def publish(db: Db, kind: str, subject_ids: Sequence[UUID]) -> None:
    """Write one event for each subject, in the transaction of their cause."""
    fresh = ids.new_many(len(subject_ids))
    rows = [(one, kind, subject) for one, subject in zip(fresh, subject_ids, strict=True)]
    await db.insert_many("event", {"id": "uuid", "kind": "text", "subject_id": "uuid"}, rows)


async def hand_on(
    database: Database, name: str, handlers: Mapping[str, Handler], most: int = 500
) -> int:
    """Give the next events to one named reader; returns how many it read."""
    async with database.platform("scout") as scout:
        cursor = await _cursor(scout, name)
        if cursor is None:
            return 0
        rows = await scout.rows(
            "select organisation_id, id, kind, subject_id, xid::text from event"
            " where (xid, id) > (%s::xid8, %s) and xid < pg_snapshot_xmin(pg_current_snapshot())"
            " order by xid, id limit %s",
            (cursor[0], cursor[1], most),
        )
        if not rows:
            return 0
        await _deliver(database, scout, name, handlers, [Event(*row) for row in rows])
        await scout.run(
            "update event_cursor set xid = %s::xid8, id = %s where handler = %s",
            (rows[-1][4], rows[-1][1], name),
        )
        return len(rows)


async def _cursor(scout: Db, name: str) -> tuple[str, UUID] | None:
    await scout.run(
        "insert into event_cursor (handler, xid, id) values (%s, '0'::xid8, %s) on conflict do nothing",
        (name, ids.NIL),
    )
    rows = await scout.rows(
        "select xid::text, id from event_cursor where handler = %s for update skip locked", (name,)
    )
    return (rows[0][0], rows[0][1]) if rows else None


async def _deliver(
    database: Database, scout: Db, name: str, handlers: Mapping[str, Handler], found: list[Event]
) -> None:
    grouped: dict[tuple[UUID, str], list[Event]] = defaultdict(list)
    for event in found:
        if event.kind in handlers:
            grouped[event.organisation_id, event.kind].append(event)
    for (organisation_id, kind), batch in grouped.items():
        fresh = batch
        try:
            async with database.organisation(organisation_id) as db:
                if fresh := await _unread(db, name, kind, batch):
                    await handlers[kind](db, fresh)
        except Exception as error:
            LOG.error("failed", handler=name, kind=kind, count=len(fresh), error=log.fault(error))
            await _set_aside(scout, name, fresh, log.fault(error))


async def _unread(db: Db, name: str, kind: str, batch: list[Event]) -> list[Event]:
    """What this reader has not acted on yet; it will have, when this transaction holds."""
    place, last = (db.organisation_id, name, kind), batch[-1]
    await db.run(
        "insert into event_mark (organisation_id, handler, kind, xid, id) values (%s, %s, %s, '0'::xid8, %s)"
        " on conflict do nothing",
        (*place, ids.NIL),
    )
    rows = await db.rows(
        "select xid::text, id from event_mark where organisation_id = %s and handler = %s and kind = %s for update",
        place,
    )
    done = (int(rows[0][0]), rows[0][1])
    if (int(last.xid), last.id) > done:
        await db.run(
            "update event_mark set xid = %s::xid8, id = %s where organisation_id = %s and handler = %s and kind = %s",
            (last.xid, last.id, *place),
        )
    return [event for event in batch if (int(event.xid), event.id) > done]


async def _set_aside(scout: Db, name: str, batch: list[Event], why: str) -> None:
    """A poisonous event waits here for its next try, and delays nobody behind it."""
    for event in batch:
        await scout.run(
            "insert into event_failure (handler, event_id, organisation_id, kind, subject_id, tries, error, at)"
            " values (%s, %s, %s, %s, %s, 1, %s, %s) on conflict do nothing",
            (name, event.id, event.organisation_id, event.kind, event.subject_id, why, clock.now()),
        )


async def retry(database: Database, name: str, handlers: Mapping[str, Handler]) -> int:
    """Try again what failed, each event by itself; after five tries it stays for a person."""
    async with database.platform("scout") as scout:
        rows = await scout.rows(
            "select organisation_id, event_id, kind, subject_id from event_failure"
            " where handler = %s and tries < %s and at < %s limit 50 for update skip locked",
            (name, MOST_TRIES, clock.now()),
        )
        for row in rows:
            event = Event(*row)
            try:
                async with database.organisation(event.organisation_id) as db:
                    await handlers[event.kind](db, [event])
            except Exception as error:
                await scout.run(
                    "update event_failure set tries = tries + 1, error = %s, at = %s + tries * interval '10 s'"
                    " where handler = %s and event_id = %s",
                    (log.fault(error), clock.now(), name, event.id),
                )
            else:
                await scout.run(
                    "delete from event_failure where handler = %s and event_id = %s",
                    (name, event.id),
                )
        return len(rows)
