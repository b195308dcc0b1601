"""A canary's end: a hold that is tried, the erasure step by step, its receipt, and whoever a killed run left."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Final
from uuid import UUID

from indokona.app.probes.findings import Findings, Untold
from indokona.app.probes.living import Life
from indokona.contacts import store_selection
from indokona.contacts.actions import tags
from indokona.kernel import clock, ids, jobs
from indokona.kernel.audit import MACHINE
from indokona.kernel.database import Database
from indokona.privacy import duties, probes, rules, store, verify_receipt
from indokona.privacy.actions import desk, erase, holds, turns
from indokona.privacy.hooks import HOOKS

_HELD_FOR: Final = timedelta(days=1)
#: Canaries that one run clears away at most.
_MOST: Final = 1000


def ask_for_duties() -> None:
    """Nobody is born who may not be erased."""
    if duties.in_force(HOOKS.duties, clock.now()):
        raise Untold(probes.DUTY)


async def under_a_hold(life: Life) -> UUID:
    """An erasure under a hold waits, and says so; returns its request, free to go on."""
    database, contact_id = life.means.database, life.contact_id
    async with database.organisation(ids.PROBE) as db:
        until = clock.now() + _HELD_FOR
        words = "A probe tries whether a hold holds.", "probe"
        hold = await holds.place(db, MACHINE, contact_id, ["messaging"], *words, until)
        request_id = await desk.erase_by_officer(db, MACHINE, contact_id)
    await jobs.run_steps(database, erase.step, ids.PROBE, request_id)
    async with database.organisation(ids.PROBE) as db:
        request = await store.one(db, request_id)
        waits = request is not None and request.state == "held"
        life.findings.expect("hold_ignored", holds=waits)
        if waits:
            await holds.release(db, MACHINE, hold.id)
    return request_id


async def erased(database: Database, findings: Findings, contact_id: UUID) -> None:
    """Erased to the end."""
    async with database.organisation(ids.PROBE) as db:
        request_id = await desk.erase_by_officer(db, MACHINE, contact_id)
    await finished(database, findings, request_id)


async def finished(database: Database, findings: Findings, request_id: UUID) -> None:
    """An erasure that nothing holds any more, to its end."""
    await jobs.run_steps(database, erase.step, ids.PROBE, request_id)
    async with database.organisation(ids.PROBE) as db:
        request = await store.one(db, request_id)
        done = await store.steps(db, request_id)
    ended = request is not None and request.state == "done"
    findings.expect("erasure_not_ended", holds=ended and set(erase.STEPS) <= set(done))


async def check_receipt(life: Life, request_id: UUID) -> None:
    """The receipt verifies with the public key alone, names the request, and names nobody."""
    async with life.means.database.organisation(ids.PROBE) as db:
        kept = await store.receipt(db, request_id)
    if kept is None:
        life.findings.add("receipt_missing", 1)
        return
    text = json.dumps({"body": kept[0], "signature": kept[1].hex()})
    verdict, body = verify_receipt.judge(text, [erase.public_key()])
    is_of_request = body is not None and body.get("request") == str(request_id)
    life.findings.expect("receipt_forged", holds=verdict == "holds" and is_of_request)
    told = [word for word in life.canary.markers.values() if word in text]
    life.findings.add("receipt_names_somebody", len(told))


async def clear(database: Database, findings: Findings) -> None:
    """Erase whoever a killed run has left, without looking at how they lived."""
    async with database.organisation(ids.PROBE) as db:
        for hold in await holds.every(db):
            if rules.stands(hold, clock.now()):
                await holds.release(db, MACHINE, hold.id)
        left = set(await store_selection.members(db, {}, ids.NIL, _MOST))
        for request in await store.every(db, is_open=True):
            if request.kind == desk.ERASURE:
                left.add(request.contact_id)
            else:
                await turns.turned(db, request.id, "withdrawn", clock.now())
    for contact_id in left:
        await erased(database, findings, contact_id)
    await forget_tags(database)
    findings.counts["cleared_away"] += len(left)


async def forget_tags(database: Database) -> None:
    """A tag is the business's own word, so an erasure leaves it; this business has no use for it."""
    async with database.organisation(ids.PROBE) as db:
        for tag in await tags.every(db):
            await tags.delete(db, MACHINE, tag.id)
