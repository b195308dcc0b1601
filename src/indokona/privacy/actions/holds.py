"""Legal holds: why something stays although its person asked for erasure. Each has a source and an end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from indokona.contacts.actions import identify
from indokona.kernel import audit, clock, ids, jobs
from indokona.kernel.audit import Actor
from indokona.kernel.database import Db
from indokona.kernel.errors import NotFound
from indokona.privacy import duties, rules, store, store_holds
from indokona.privacy.actions import turns
from indokona.privacy.errors import BadHold
from indokona.privacy.hooks import HOOKS
from indokona.privacy.rules import Hold, Kept
from indokona.privacy.store import Request


async def place(
    db: Db,
    actor: Actor,
    contact_id: UUID | None,
    classes: Sequence[str],
    reason: str,
    source: str,
    ends_at: datetime,
) -> Hold:
    """Hold a contact's rows, or those of everybody, until a date; raises `BadHold` or `NotFound`."""
    now = clock.now()
    if not now < ends_at <= now + timedelta(days=rules.MOST_DAYS):
        raise BadHold("A hold ends on a day in the future, ten years ahead at most.")
    if not set(classes) <= set(rules.CLASSES):
        raise BadHold(f"What can be held: {', '.join(rules.CLASSES)}; nothing named means all.")
    if contact_id is not None and not await identify.exists(db, contact_id):
        raise NotFound
    hold = Hold(
        ids.new(), contact_id, sorted(set(classes)), " ".join(reason.split()), " ".join(source.split()),
        actor.id, now, ends_at, None,
    )  # fmt: skip
    if not hold.reason or not hold.source:
        raise BadHold("Say why, and on what ground.")
    await store_holds.insert(db, hold)
    await audit.record(db, actor, "hold.placed", "hold", hold.id, hold.source)
    return hold


async def release(db: Db, actor: Actor, hold_id: UUID) -> None:
    """End a hold before its date; erasures that waited for it go on. Raises `NotFound`."""
    if not await store_holds.release(db, hold_id, actor.id, clock.now()):
        raise NotFound
    await audit.record(db, actor, "hold.released", "hold", hold_id)
    await resume(db)


async def every(db: Db) -> list[Hold]:
    """All holds, also those that have ended."""
    return await store_holds.every(db)


async def kept(db: Db, requests: Sequence[Request]) -> dict[UUID, list[Kept]]:
    """What stays of each request's person now, by request."""
    now = clock.now()
    holds = await store_holds.standing(db, now)
    laws = duties.in_force(HOOKS.duties, now)
    return {one.id: rules.kept(holds, laws, one.contact_id, one.opened_at, now) for one in requests}


async def resume(db: Db) -> int:
    """Let erasures go on whose holds have ended; returns how many."""
    waiting = await store.held(db)
    still = await kept(db, waiting)
    free = [one for one in waiting if not still[one.id]]
    for one in free:
        await turns.turned(db, one.id, "running", None)
        await jobs.later(db, turns.JOB, one.id)
    return len(free)
