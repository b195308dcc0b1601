"""SQL of counting an origin: all of it in one statement, so that its parts are of one moment and add up."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db

_END = (
    "select {which}((select id from (select o.id from outgoing o where o.organisation_id = %(org)s"
    "  and o.origin_id = %(origin)s order by o.id {way} limit 1) x),"
    " (select id from (select r.message_id as id from refusal r where r.organisation_id = %(org)s"
    "  and r.origin_id = %(origin)s order by r.message_id {way} limit 1) x))"
)
_FIRST, _LAST = _END.format(which="least", way=""), _END.format(which="greatest", way="desc")

#: The ids of an origin stand close together: a range of each key is read, however much else is stored.
_COUNTS = (
    "select case when s.read_at is not null then 'read' when s.delivered_at is not null then 'delivered'"
    " when s.failed_at is not null then 'failed' when s.sent_at is not null then 'sent'"
    " when s.accepted_at is not null then 'accepted' when s.put_back_attempt >= s.attempt then 'queued'"
    " when s.doubtful_at is not null then 'doubtful' when s.unknown_at is not null then 'unknown'"
    " else 'dispatching' end as what,"
    " case when s.failed_at is not null and s.delivered_at is null and s.read_at is null"
    "  then coalesce(s.code, 0)::text end as code, count(*) from message m"
    " left join message_status s on s.organisation_id = %(org)s and s.id = m.id and s.id between %(first)s and %(last)s"
    " where m.organisation_id = %(org)s and m.origin_id = %(origin)s and m.id between %(first)s and %(last)s"
    "  and not exists (select from refusal r where r.organisation_id = %(org)s and r.origin_id = %(origin)s"
    "  and r.message_id = m.id) group by 1, 2"
    " union all select 'outgoing', null, count(*) from outgoing o where o.organisation_id = %(org)s"
    "  and o.origin_id = %(origin)s and o.id between %(first)s and %(last)s"
    " union all select case when o.id is null then 'never queued' else 'refused' end, r.code, count(*) from refusal r"
    "  left join outgoing o on o.organisation_id = %(org)s and o.origin_id = %(origin)s and o.id = r.message_id"
    "   and o.id between %(first)s and %(last)s"
    "  where r.organisation_id = %(org)s and r.origin_id = %(origin)s and r.message_id between %(first)s and %(last)s"
    "  group by 1, 2"
)


async def counts(db: Db, origin_id: UUID) -> list[tuple[str, str | None, int]]:
    """(what, code, how many): messages by state, with Meta's code if it failed; `outgoing` rows; refusals by
    code, `refused` after they were queued or `never queued`."""
    of: dict[str, object] = {"org": db.organisation_id, "origin": origin_id}
    first, last = await db.value(_FIRST, of), await db.value(_LAST, of)
    if last is None:
        return []
    # Ranges are joined; on a table that has no statistics yet, row by row would take minutes.
    await db.run("set local enable_nestloop = off")
    rows = await db.rows(_COUNTS, {**of, "first": first, "last": last})
    await db.run("set local enable_nestloop = on")
    return [(row[0], row[1], int(row[2])) for row in rows]


async def left_since(db: Db, origin_id: UUID, since: datetime, most: int) -> int:
    """How many of an origin's newest messages left since a moment: they leave in the order of their ids."""
    return int(
        await db.value(
            "select count(*) from (select m.at from message m where m.organisation_id = %s and m.origin_id = %s"
            " order by m.id desc limit %s) x where x.at > %s",
            (db.organisation_id, origin_id, most, since),
        )
    )
