"""Closing an organisation's audit, segment by segment, and signing its head once a day.

Acts write plain rows and wait for nobody; this runs afterwards, one transaction a segment, and stops
before the oldest transaction that still writes, as readers of events do.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from indokona.kernel import audit, chain, clock, ids, keyring, log
from indokona.kernel.chain import Segment
from indokona.kernel.chain_heads import Known
from indokona.kernel.database import Database, Db

LOG = log.get("audit")
#: Rows of a segment at most.
MOST: Final = 1000
#: Written when the data have fewer segments than the keyring knows of: they are an older copy.
BEHIND: Final = "audit.behind"


@dataclass(frozen=True, slots=True)
class Act:
    """A row that was just closed, for those who watch what is done."""

    canonical: bytes
    id: UUID
    xid: int
    actor_kind: str
    actor_id: UUID
    act: str
    subject_kind: str
    subject_id: UUID


#: Told of each closed segment's rows, in its transaction.
Watch = Callable[[Db, Sequence[Act]], Awaitable[None]]


async def _nobody(_db: Db, _acts: Sequence[Act]) -> None:
    """Nobody watches."""


async def close_due(database: Database, watch: Watch = _nobody) -> int:
    """Close what every organisation has waiting, and sign what ended with its day; returns how many segments."""
    async with database.platform("scout") as scout:
        waiting = await _waiting(scout)
    return sum([await close(database, one, watch) for one in waiting])


async def _waiting(scout: Db) -> list[UUID]:
    """Organisations with rows in no segment yet, or with a day that ended unsigned."""
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = await scout.rows(
        "select o.organisation_id from (select organisation_id from organisation union select %s::uuid) o"
        " left join lateral (select g.no, g.upto_xid, g.upto_id, g.closed_at from audit_segment g"
        "  where g.organisation_id = o.organisation_id order by g.no desc limit 1) s on true"
        " where exists (select from audit a where a.organisation_id = o.organisation_id"
        "  and (a.xid, a.id) > (coalesce(s.upto_xid, '0'::xid8), coalesce(s.upto_id, %s::uuid))"
        "  and a.xid < pg_snapshot_xmin(pg_current_snapshot()))"
        " or (s.closed_at < %s and not exists (select from audit_head h"
        "  where h.organisation_id = o.organisation_id and h.no >= s.no))",
        (ids.PLATFORM, ids.NIL, midnight),
    )
    return [row[0] for row in rows]


async def close(database: Database, organisation_id: UUID, watch: Watch = _nobody) -> int:
    """Close all that an organisation has waiting; returns how many segments that were."""
    # Asked before the data are, so that a neighbour who closes one just now is not taken for a loss.
    known = await database.chain_heads.known(organisation_id)
    seed, count = await database.keyring.secret(ids.PLATFORM, keyring.AUDIT), 0
    while True:
        async with database.organisation(organisation_id) as db:
            if not await db.value(
                "select pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
                (f"audit {organisation_id}",),
            ):
                return count
            last = await newest(db)
            behind = is_behind(last, known)
            if behind:
                await _tell_behind(db, known)
            await _sign_ended(db, seed, last)
            made = await _close_next(db, last, watch)
        if behind:
            no, head = (last.no, last.head) if last else (0, chain.genesis(organisation_id))
            await database.chain_heads.restart(organisation_id, no, head)
        if made is None:
            return count
        await database.chain_heads.reach(organisation_id, made.no, made.head)
        known, count = Known(made.no, made.head), count + 1


def is_behind(last: Segment | None, known: Known | None) -> bool:
    """Whether the keyring knows of a segment that the data do not have."""
    if known is None or known.no == 0:
        return False
    return last is None or last.no < known.no or (last.no == known.no and last.head != known.head)


async def _tell_behind(db: Db, known: Known | None) -> None:
    assert known is not None
    LOG.warning("behind", organisation_id=db.organisation_id, count=known.no)
    reason = f"segment {known.no}"
    await audit.record(db, audit.MACHINE, BEHIND, "organisation", db.organisation_id, reason)


SEGMENT = (
    "no, after_xid::text::int8, after_id, upto_xid::text::int8, upto_id, row_ids, leaves, previous, head,"
    " closed_at"
)


async def newest(db: Db) -> Segment | None:
    """The organisation's newest segment."""
    rows = await db.rows(
        f"select {SEGMENT} from audit_segment where organisation_id = %s order by no desc limit 1",
        (db.organisation_id,),
    )
    return Segment(*rows[0]) if rows else None


async def _close_next(db: Db, last: Segment | None, watch: Watch) -> Segment | None:
    after = last.upto if last else chain.START
    acts = [Act(*row) for row in await _unclosed(db, after)]
    if not acts:
        return None
    draft = Segment(
        last.no + 1 if last else 1, *after, acts[-1].xid, acts[-1].id,
        b"".join(act.id.bytes for act in acts), b"".join(chain.leaf(act.canonical) for act in acts),
        last.head if last else chain.genesis(db.organisation_id), b"", clock.now(),
    )  # fmt: skip
    made = dataclasses.replace(draft, head=chain.head_of(draft))
    await _insert(db, made)
    try:
        async with db.savepoint():
            await watch(db, acts)
    except Exception as error:  # who only watches may not keep the chain open
        LOG.error("watch", organisation_id=db.organisation_id, error=log.fault(error))
    return made


#: Rows come in the order of an index. After a bulk of acts in one transaction the planner would rather
#: read and sort all of them for each segment: a million acts took seven minutes instead of one.
IN_ORDER = "set local enable_sort = off"


async def _unclosed(db: Db, after: chain.Place) -> list[tuple[Any, ...]]:
    await db.run(IN_ORDER)
    return await db.rows(
        f"select {chain.CANONICAL}, id, xid::text::int8, actor_kind, actor_id, act, subject_kind, subject_id"
        " from audit where organisation_id = %s and (xid, id) > (%s::xid8, %s)"
        " and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, id limit %s",
        (db.organisation_id, str(after[0]), after[1], MOST),
    )


async def _insert(db: Db, one: Segment) -> None:
    await db.run(
        "insert into audit_segment (organisation_id, no, after_xid, after_id, upto_xid, upto_id, row_ids, leaves,"
        " previous, head, closed_at)"
        " values (%s, %s, %s::xid8, %s, %s::xid8, %s, %s, %s, %s, %s, %s)",
        (
            db.organisation_id, one.no, str(one.after_xid), one.after_id, str(one.upto_xid), one.upto_id,
            one.row_ids, one.leaves, one.previous, one.head, one.closed_at,
        ),
    )  # fmt: skip


async def _sign_ended(db: Db, seed: bytes, last: Segment | None) -> None:
    """Sign the head of the day in which the newest segment was closed, once that day is over."""
    if last is None or day_of(last.closed_at) >= day_of(clock.now()):
        return
    day = day_of(last.closed_at)
    said = chain.statement(db.organisation_id, day, last.no, last.head)
    await db.run(
        "insert into audit_head (organisation_id, day, no, head, signature, at)"
        " values (%s, %s, %s, %s, %s, %s) on conflict do nothing",
        (
            db.organisation_id, day, last.no, last.head,
            Ed25519PrivateKey.from_private_bytes(seed).sign(said), clock.now(),
        ),
    )  # fmt: skip


def day_of(at: datetime) -> date:
    """The day of a moment, in UTC."""
    return at.astimezone(UTC).date()
