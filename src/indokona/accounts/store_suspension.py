"""SQL of suspensions, run as the operator's role: column grants hold it to ids, states and counts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from indokona.accounts.facts import Standing
from indokona.kernel import ids
from indokona.kernel.database import Db


async def is_there(db: Db) -> bool:
    """Whether the organisation exists."""
    return bool(
        await db.value(
            "select 1 from organisation where organisation_id = %s", (db.organisation_id,)
        )
    )


async def begin(db: Db, row_id: UUID, operator_id: UUID, reason: str, now: datetime) -> bool:
    """A suspension begins; False if one is under way."""
    return bool(
        await db.run(
            "insert into suspension (organisation_id, id, reason, operator_id, at) values (%s, %s, %s, %s, %s)"
            " on conflict do nothing",
            (db.organisation_id, row_id, reason, operator_id, now),
        )
    )


async def end(db: Db, operator_id: UUID, now: datetime) -> bool:
    """The suspension under way ends; False if there is none."""
    return bool(
        await db.run(
            "update suspension set ended_at = %s, ended_by = %s where organisation_id = %s and ended_at is null",
            (now, operator_id, db.organisation_id),
        )
    )


async def standings(db: Db) -> list[Standing]:
    """Every organisation but the probes' own, oldest first; the operator's view is of all of them on purpose."""
    return await db.all(
        "select o.organisation_id, o.state, o.created_at,"
        " (select count(m.organisation_id) from membership m where m.organisation_id = o.organisation_id) as members,"
        " exists (select 1 from suspension s where s.organisation_id = o.organisation_id and s.ended_at is null)"
        " as suspended from organisation o where o.organisation_id <> %s order by o.created_at, o.organisation_id",
        (ids.PROBE,),
        into=Standing,
    )
