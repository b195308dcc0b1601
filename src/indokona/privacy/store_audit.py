"""SQL of reading the audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel import ids
from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act."""

    id: UUID
    at: datetime
    act: str
    actor_kind: str
    actor_id: UUID
    subject_kind: str
    subject_id: UUID
    reason: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which acts: all that is given must hold; moments from `since` up to but without `until`."""

    acts: Sequence[str] = ()
    actor_id: UUID | None = None
    subject_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


_COLUMNS = "id, at, act, actor_kind, actor_id, subject_kind, subject_id, reason"
_LAST = UUID(int=(1 << 128) - 1)


async def page(db: Db, asked: Asked, after: UUID | None, limit: int) -> list[AuditRow]:
    """A page of acts, newest first. An act's id tells its time, so a day is a span of ids."""
    before = min(after or _LAST, ids.floor(asked.until) if asked.until else _LAST)
    least = ids.floor(asked.since) if asked.since else ids.NIL
    test, given = _test(asked)
    return await db.all(
        f"select {_COLUMNS} from audit where organisation_id = %s and id < %s and id >= %s{test}"
        " order by id desc limit %s",
        (db.organisation_id, before, least, *given, limit),
        into=AuditRow,
    )


def _test(asked: Asked) -> tuple[str, list[object]]:
    test, given = "", list[object]()
    if asked.acts:
        test, given = " and act = any(%s)", [list(asked.acts)]
    for name, value in (("actor_id", asked.actor_id), ("subject_id", asked.subject_id)):
        if value is not None:
            test += f" and {name} = %s"
            given.append(value)
    return test, given


async def opened_by(
    db: Db, actors: Sequence[UUID], acts: Sequence[str], since: datetime, least: int
) -> list[tuple[str, UUID, int]]:
    """(kind, actor, people) of those who opened at least so many different people since a moment."""
    rows = await db.rows(
        "select actor_kind, actor_id, count(distinct subject_id)::int from audit where organisation_id = %s"
        " and actor_id = any(%s) and act = any(%s) and id > %s group by 1, 2 having count(distinct subject_id) >= %s",
        (db.organisation_id, list(actors), list(acts), ids.floor(since), least),
    )
    return [(row[0], row[1], row[2]) for row in rows]
