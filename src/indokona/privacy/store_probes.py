"""SQL of probes: their turns, and what each run found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from psycopg.types.json import Jsonb

from indokona.kernel import ids
from indokona.kernel.database import Db
from indokona.privacy.probes import Kind, Run

_COLUMNS: Final = "kind, started_at, ended_at, passed, why, faults, counts"
#: Of each kind the newest run that told something, and the newest that told nothing, as everybody may read it.
NEWEST: Final = (
    f"select distinct on (kind, passed is null) {_COLUMNS} from probe"
    " order by kind, passed is null, started_at desc"
)


async def due(db: Db, now: datetime) -> list[str]:
    """Kinds whose turn has come and that nobody runs."""
    rows = await db.rows(
        "select kind from probe_turn where due_at <= %s and (taken_until is null or taken_until <= %s) order by kind",
        (now, now),
    )
    return [row[0] for row in rows]


async def take(db: Db, kind: Kind, now: datetime) -> bool:
    """Take its turn and that of every kind it must not meet; False if another process has one of them."""
    rows = await db.rows(
        "select taken_until from probe_turn where kind = any(%s) order by kind for update",
        (list(kind.alone),),
    )
    if any(until is not None and until > now for (until,) in rows):
        return False
    await db.run(
        "update probe_turn set taken_until = %s where kind = any(%s)",
        (now + kind.longest, list(kind.alone)),
    )
    return True


async def give_back(db: Db, kind: Kind, due_at: datetime) -> None:
    """The run is over; the next is due then."""
    await let_go(db, kind)
    await db.run("update probe_turn set due_at = %s where kind = %s", (due_at, kind.name))


async def let_go(db: Db, kind: Kind) -> None:
    """Nobody runs it any more, and it is due as it was."""
    await db.run(
        "update probe_turn set taken_until = null where kind = any(%s)", (list(kind.alone),)
    )


async def insert(db: Db, run: Run) -> None:
    """A run has ended."""
    await db.run(
        f"insert into probe (id, {_COLUMNS}) values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (ids.new(), *run[:5], _counted(run.faults), _counted(run.counts)),
    )


def _counted(counts: Mapping[str, int]) -> Jsonb:
    return Jsonb(dict(counts))


async def newest(db: Db) -> list[Run]:
    """The newest runs of each kind, as `probes.latest` wants them."""
    return [Run(*row) for row in await db.rows(NEWEST)]


async def has_failed_since(db: Db, kind: Kind, since: datetime) -> bool:
    """Whether a run of this kind failed since a moment."""
    found = await db.value(
        "select 1 from probe where kind = %s and started_at > %s and passed = 0 limit 1",
        (kind.name, since),
    )
    return found is not None
