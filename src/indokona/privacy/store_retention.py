"""SQL of retention: clocks, holds, runs, and what everybody may know of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from indokona.kernel.database import Db
from indokona.privacy.keeping import Held


@dataclass(frozen=True, slots=True)
class Chosen:
    """A clock that an organisation chose."""

    data_class: str
    days: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """A run of one organisation: rows by kind of data; `problem` is why it did not end well, `duties` what
    laws it heeded."""

    id: UUID
    began_at: datetime
    ended_at: datetime | None
    counts: dict[str, int]
    problem: str | None
    duties: list[str]


async def chosen(db: Db) -> dict[str, Chosen]:
    """What the organisation chose."""
    rows = await db.all(
        "select data_class, days, changed_at from retention_clock where organisation_id = %s",
        (db.organisation_id,),
        into=Chosen,
    )
    return {row.data_class: row for row in rows}


async def choose(db: Db, data_class: str, days: int, author: UUID, now: datetime) -> None:
    """Keep a kind of data so long from now on."""
    await db.run(
        "insert into retention_clock (organisation_id, data_class, days, changed_by, changed_at)"
        " values (%s, %s, %s, %s, %s) on conflict (organisation_id, data_class) do update"
        " set days = excluded.days, changed_by = excluded.changed_by, changed_at = excluded.changed_at",
        (db.organisation_id, data_class, days, author, now),
    )


async def holds(db: Db, now: datetime) -> list[Held]:
    """The holds in force."""
    return await db.all(
        "select contact_id, classes, ends_at from legal_hold"
        " where organisation_id = %s and released_at is null and ends_at > %s",
        (db.organisation_id, now),
        into=Held,
    )


async def last_hold_end(db: Db, now: datetime) -> datetime | None:
    """When a hold last ended: what it had kept may be past its time since."""
    found: datetime | None = await db.value(
        "select max(least(coalesce(released_at, ends_at), ends_at)) from legal_hold"
        " where organisation_id = %s and least(coalesce(released_at, ends_at), ends_at) <= %s",
        (db.organisation_id, now),
    )
    return found


_COLUMNS = "id, began_at, ended_at, counts, problem, duties"


async def begin(db: Db, run_id: UUID, duties: Sequence[str], now: datetime) -> None:
    """A run begins; it heeds these duties."""
    await db.run(
        "insert into retention_run (organisation_id, id, began_at, duties, counts) values (%s, %s, %s, %s, '{}')",
        (db.organisation_id, run_id, now, list(duties)),
    )


async def end(
    db: Db, run_id: UUID, counts: Mapping[str, int], problem: str | None, now: datetime
) -> None:
    """A run ended, well or not."""
    await db.run(
        "update retention_run set ended_at = %s, counts = %s, problem = %s where organisation_id = %s and id = %s",
        (now, Jsonb(dict(counts)), problem, db.organisation_id, run_id),
    )


async def newest(db: Db, *, good: bool = False) -> Run | None:
    """The newest run, or the newest that ended well."""
    test = " and ended_at is not null and problem is null" if good else ""
    return await db.maybe(
        f"select {_COLUMNS} from retention_run where organisation_id = %s{test} order by id desc limit 1",
        (db.organisation_id,),
        into=Run,
    )


async def waiting(scout: Db, since: datetime) -> list[UUID]:
    """Organisations without a run since a moment."""
    rows = await scout.rows(
        "select o.organisation_id from organisation o where not exists (select from retention_run r"
        " where r.organisation_id = o.organisation_id and r.began_at > %s) order by 1",
        (since,),
    )
    return [row[0] for row in rows]


async def everybody(scout: Db) -> list[UUID]:
    """All organisations."""
    rows = await scout.rows("select organisation_id from organisation order by 1")
    return [row[0] for row in rows]


async def keeping_nothing(scout: Db) -> list[UUID]:
    """Organisations that keep no content."""
    rows = await scout.rows(
        "select organisation_id from retention_clock where data_class = 'content' and days = 0"
    )
    return [row[0] for row in rows]


async def without_good_run(scout: Db, since: datetime) -> list[UUID]:
    """Organisations that are older than a moment and had no good run since."""
    rows = await scout.rows(
        "select r.organisation_id from retention_run r group by 1 having min(r.began_at) < %s"
        " and coalesce(max(r.began_at) filter (where r.ended_at is not null and r.problem is null), '-infinity') < %s",
        (since, since),
    )
    return [row[0] for row in rows]


async def tell_oldest(
    db: Db, data_class: str, oldest: datetime | None, most_days: int, now: datetime
) -> None:
    """The oldest row of a kind of data in the installation, as one round found it."""
    await db.run(
        "insert into oldest_row (data_class, oldest_at, most_days, looked_at) values (%s, %s, %s, %s)"
        " on conflict (data_class) do update set oldest_at = excluded.oldest_at, most_days = excluded.most_days,"
        " looked_at = excluded.looked_at",
        (data_class, oldest, most_days, now),
    )


async def oldest(db: Db) -> list[tuple[Any, ...]]:
    """(kind of data, age of the oldest row, longest clock in days, looked at)."""
    return await db.rows(
        "select data_class, oldest_at, most_days, looked_at from oldest_row order by 1"
    )


async def probe(db: Db, name: str, ok: bool, now: datetime) -> None:
    """What a probe of this installation found."""
    await db.run(
        "insert into probe_result (name, ok, at) values (%s, %s, %s)"
        " on conflict (name) do update set ok = excluded.ok, at = excluded.at",
        (name, int(ok), now),
    )


async def drop_partitions(db: Db, before: datetime | None) -> int:
    """Drop months that are empty, and months of acts and events from before a moment; returns how many."""
    return int(
        await db.value("select drop_partitions(coalesce(%s, '1970-01-01'::timestamptz))", (before,))
    )


async def forget_proofs(db: Db, before: datetime, held: Sequence[UUID], most: int) -> int:
    """Delete proofs whose law's time was over before a moment, of nobody who is held; returns how many."""
    return int(await db.value("select forget_proofs(%s, %s, %s)", (before, list(held), most)))


async def probed_at(db: Db, name: str) -> datetime | None:
    """When a probe last looked."""
    found: datetime | None = await db.value(
        "select at from probe_result where name = %s and ok is not null", (name,)
    )
    return found
