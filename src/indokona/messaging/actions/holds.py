"""Kill switches of an organisation: a number, a template or everything waits until it is let go.

What waits stays queued and unrefused. A slice that is under way ends; from the next on nothing of
what is held is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from indokona.kernel import audit, clock, events, halt
from indokona.kernel.database import Db
from indokona.kernel.edge import Caller
from indokona.kernel.errors import NotFound
from indokona.messaging import store_holds
from indokona.messaging.events import HOLDS_CHANGED
from indokona.messaging.store_holds import Hold
from indokona.numbers.actions import show as numbers
from indokona.templates import actions as templates

ORGANISATION, NUMBER, TEMPLATE = KINDS = ("organisation", "number", "template")


async def every(db: Db) -> list[Hold]:
    """What is held, oldest first."""
    return await store_holds.every(db)


async def place(db: Db, who: Caller, kind: str, subject_id: UUID) -> None:
    """Hold something; placing it again changes nothing. Raises `NotFound`."""
    await _must_exist(db, kind, subject_id)
    if await store_holds.insert(db, Hold(kind, subject_id, who.actor.id, clock.now())):
        await events.publish(db, HOLDS_CHANGED, [subject_id])
        await audit.record(db, who.actor, "sending.held", kind, subject_id)


async def lift(db: Db, who: Caller, kind: str, subject_id: UUID) -> None:
    """Let it go on. Raises `NotFound` if it was not held."""
    if not await store_holds.delete(db, kind, subject_id):
        raise NotFound
    await events.publish(db, HOLDS_CHANGED, [subject_id])
    await audit.record(db, who.actor, "sending.released", kind, subject_id)


async def _must_exist(db: Db, kind: str, subject_id: UUID) -> None:
    if kind == NUMBER:
        await numbers.number(db, subject_id)
    elif kind == TEMPLATE:
        await templates.show(db, subject_id)
    elif subject_id != db.organisation_id:
        raise NotFound


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the way of a lane: everything of it, or some versions of templates."""

    everything: bool
    versions: list[UUID]


async def standing(db: Db, number_id: UUID) -> Standing:
    """Asked for each slice, in its transaction."""
    if await halt.is_thrown(db):
        return Standing(True, [])
    held = await store_holds.every(db)
    if not held:
        return Standing(False, [])
    everything = any(
        one.kind == ORGANISATION or (one.kind == NUMBER and one.subject_id == number_id)
        for one in held
    )
    templates_held = [one.subject_id for one in held if one.kind == TEMPLATE]
    return Standing(everything, await templates.versions_of(db, templates_held))
