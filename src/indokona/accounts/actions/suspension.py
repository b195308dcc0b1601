"""Suspension: the operator stops an organisation. Called in the operator's realm only."""

from __future__ import annotations

from indokona.accounts import store_suspension as store
from indokona.accounts.errors import AlreadySuspended, NotSuspended
from indokona.accounts.facts import Standing
from indokona.kernel import audit, clock, ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Db
from indokona.kernel.errors import NotFound


async def suspend(db: Db, who: Actor, reason: str) -> None:
    """From the next request on, sessions and API keys are refused; the gate refuses every message."""
    await _check_there(db)
    if not await store.begin(db, ids.new(), who.id, reason, clock.now()):
        raise AlreadySuspended
    await audit.record(
        db, who, "organisation.suspended", "organisation", db.organisation_id, reason
    )


async def release(db: Db, who: Actor, reason: str) -> None:
    """The suspension ends; sessions that have not run out work again."""
    await _check_there(db)
    if not await store.end(db, who.id, clock.now()):
        raise NotSuspended
    await audit.record(db, who, "organisation.released", "organisation", db.organisation_id, reason)


async def every(db: Db) -> list[Standing]:
    """All organisations with their state, age and counts: no name, no content."""
    return await store.standings(db)


async def _check_there(db: Db) -> None:
    """The platform's own organisation sends everybody's codes: it is not one to suspend."""
    if db.organisation_id == ids.PLATFORM or not await store.is_there(db):
        raise NotFound("There is no such organisation.")
