"""SQL of decoys and alarms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class Alarm:
    """Somebody should look: who did what, to whom, how often."""

    id: UUID
    kind: str
    actor_kind: str
    actor_id: UUID
    act: str
    subject_id: UUID
    count: int
    day: date
    at: datetime
    seen_at: datetime | None = None


_COLUMNS = "id, kind, actor_kind, actor_id, act, subject_id, count, day, at"


async def honey(db: Db) -> dict[UUID, datetime]:
    """The organisation's decoys, and since when."""
    rows = await db.rows(
        "select contact_id, at from honey where organisation_id = %s", (db.organisation_id,)
    )
    return {row[0]: row[1] for row in rows}


async def mark(db: Db, contact_id: UUID, author_id: UUID, now: datetime) -> bool:
    """A contact is a decoy from now on; False if it was one."""
    done = await db.run(
        "insert into honey (organisation_id, contact_id, author_id, at) values (%s, %s, %s, %s)"
        " on conflict do nothing",
        (db.organisation_id, contact_id, author_id, now),
    )
    return done == 1


async def unmark(db: Db, contact_id: UUID) -> bool:
    """A contact is an ordinary one again; False if it was."""
    done = await db.run(
        "delete from honey where organisation_id = %s and contact_id = %s",
        (db.organisation_id, contact_id),
    )
    return done == 1


async def insert(db: Db, one: Alarm) -> bool:
    """Raise it; False if the same was raised on that day."""
    done = await db.run(
        f"insert into alarm (organisation_id, {_COLUMNS}) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " on conflict do nothing",
        (
            db.organisation_id, one.id, one.kind, one.actor_kind, one.actor_id, one.act, one.subject_id,
            one.count, one.day, one.at,
        ),
    )  # fmt: skip
    return done == 1


async def every(db: Db, *, unseen: bool, limit: int) -> list[Alarm]:
    """Alarms, newest first."""
    return await db.all(
        f"select {_COLUMNS}, seen_at from alarm where organisation_id = %s and (not %s or seen_at is null)"
        " order by id desc limit %s",
        (db.organisation_id, unseen, limit),
        into=Alarm,
    )


async def see(db: Db, alarm_id: UUID, user_id: UUID, now: datetime) -> bool:
    """Somebody looked at it; False if there is none, or somebody did before."""
    done = await db.run(
        "update alarm set seen_at = %s, seen_by = %s where organisation_id = %s and id = %s and seen_at is null",
        (now, user_id, db.organisation_id, alarm_id),
    )
    return done == 1


async def take_for_mail(db: Db, now: datetime, every_: timedelta) -> int:
    """Claim what no mail told of yet; 0 while the last mail is younger than `every_`."""
    return await db.run(
        "update alarm set mailed_at = %s where organisation_id = %s and mailed_at is null and not exists"
        " (select from alarm where organisation_id = %s and mailed_at > %s)",
        (now, db.organisation_id, db.organisation_id, now - every_),
    )


async def watching(scout: Db) -> list[UUID]:
    """Organisations that have decoys."""
    rows = await scout.rows("select distinct organisation_id from honey")
    return [row[0] for row in rows]


async def unmailed(scout: Db) -> list[UUID]:
    """Organisations with alarms that no mail told of."""
    rows = await scout.rows("select distinct organisation_id from alarm where mailed_at is null")
    return [row[0] for row in rows]
