"""Telling processors of an erasure: each call claimed, made without a transaction open, recorded, repeated.

What a processor must know (a BSUID, a file's id) is gathered at the fence, while it can be read, and
waits sealed under the organisation's key until it is told. Processors that cannot be asked have a date.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from indokona.kernel import audit, clock, ids, keyring, log
from indokona.kernel.audit import MACHINE, Actor
from indokona.kernel.database import Database, Db
from indokona.kernel.egress import register
from indokona.kernel.egress.http import Http
from indokona.kernel.egress.register import Processor
from indokona.kernel.errors import NotFound, Refusal, Transient
from indokona.privacy import store, store_telling
from indokona.privacy.actions import alarms, receipts, tell_http, tell_meta, turns
from indokona.privacy.actions.telling_facts import Call, Verdict
from indokona.privacy.errors import NothingToTell
from indokona.privacy.hooks import HOOKS
from indokona.privacy.store_telling import Telling

LOG = log.get("telling")

#: With pauses that double up to six hours this is about three days; then a person must look at it.
MOST_TRIES = 26
LONGEST_PAUSE = 6 * 3600

#: Name of a call -> who makes it.
ADAPTERS: Mapping[str, Callable[[Database, Http, Call], Awaitable[Verdict]]] = {
    tell_meta.CONTACT_BOOK: tell_meta.forget_person,
    tell_meta.MEDIA: tell_meta.delete_file,
    tell_http.ERASURE: tell_http.erase,
}
EXPIRY = "expiry"
#: Data of contacts go to processors of these categories.
OF_CONTACTS = {"contact", "content"}


async def gather(db: Db, request_id: UUID, contact_id: UUID) -> int:
    """Write down whom to tell what; returns how many rows. Doing it again changes nothing."""
    if await store_telling.of(db, [request_id]):
        return 0
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    rows: list[tuple[Any, ...]] = []
    for copy in await _copies(db, contact_id):
        row_id = ids.new()
        what = sealer.seal(db.organisation_id, "telling.what", row_id, json.dumps(copy.what))
        rows.append(
            (row_id, request_id, copy.processor, copy.call, copy.number_id, what, "ready", None)
        )
    for one in await _receivers(db):
        if one.erase_url is None or one.name == tell_meta.META:
            ends_at = clock.now() + timedelta(days=one.erase_days)
            rows.append((ids.new(), request_id, one.name, EXPIRY, None, None, "expires", ends_at))
    await store_telling.insert(db, rows)
    return len(rows)


async def _receivers(db: Db) -> list[Processor]:
    """Nothing of the people of probes ever leaves, so nobody is told to forget them."""
    if db.organisation_id == ids.PROBE:
        return []
    return [one for one in await register.processors(db) if OF_CONTACTS & set(one.categories)]


async def _copies(db: Db, contact_id: UUID) -> list[Any]:
    return [
        *await HOOKS.copies(db, contact_id),
        *await tell_http.copies(db, contact_id, await _receivers(db)),
    ]


async def start(db: Db, request_id: UUID) -> int:
    """The step of the erasure: from now on the calls are made."""
    return await store_telling.start(db, request_id, clock.now())


async def tell_due(database: Database, http: Http) -> int:
    """Make the calls that are due, side by side; returns how many."""
    async with database.glance() as scout:
        due = await store_telling.due(scout, clock.now())
    await asyncio.gather(*(_tell(database, http, *one) for one in due))
    return len(due)


async def _tell(database: Database, http: Http, organisation_id: UUID, telling_id: UUID) -> None:
    async with database.organisation(organisation_id) as db:
        row = await store_telling.claim(db, telling_id, clock.now())
    if row is None:
        return
    verdict = await _verdict(database, http, organisation_id, row)
    async with database.organisation(organisation_id) as db:
        await _record(db, row, verdict)


async def _verdict(database: Database, http: Http, organisation_id: UUID, row: Telling) -> Verdict:
    """What came of a call. Whatever goes wrong is one more try: nothing is asked for ever."""
    if row.tries > MOST_TRIES:  # who made the last one died before it was recorded
        return Verdict(row.state, row.code)
    try:
        async with database.organisation(organisation_id) as db:
            call = await _opened(db, row)
        return await ADAPTERS[row.call](database, http, call)
    except Transient as fault:
        return Verdict(row.state, str(fault))
    except Refusal as fault:
        return Verdict(row.state, fault.code)
    except Exception as error:  # of a kind that nobody foresaw: it counts like the others
        LOG.error("broken", request_id=row.request_id, error=log.fault(error))
        return Verdict(row.state, type(error).__name__)


async def _opened(db: Db, row: Telling) -> Call:
    assert row.what_sealed is not None
    opener = await db.opener([row.what_sealed])
    what = json.loads(opener.raw(row.what_sealed, "telling.what", row.id))
    return Call(db.organisation_id, row.request_id, row.processor, row.number_id, what)


async def _record(db: Db, row: Telling, verdict: Verdict) -> None:
    """Tried often enough in vain, it has failed: then the receipt says so, and never that it is done."""
    request = await store.one(db, row.request_id, lock=True)
    if verdict.state not in store_telling.FINAL and row.tries >= MOST_TRIES:
        verdict = Verdict("failed", verdict.code or "not acknowledged")
    now = clock.now()
    await store_telling.record(
        db, row.id, verdict.state, verdict.code, now, _due(verdict.state, row.tries)
    )
    if verdict.state not in store_telling.FINAL:
        LOG.warning(
            "not acknowledged", request_id=row.request_id, attempt=row.tries, code=verdict.code
        )
    elif request is not None and request.state == "telling":
        await finish(db, request.id)


def _due(state: str, tries: int) -> datetime | None:
    """When it is tried again, or until when what failed can be."""
    if state == "failed":
        return clock.now() + store_telling.AGAIN_WITHIN
    if state in store_telling.FINAL:
        return None
    return clock.now() + timedelta(seconds=min(2**tries, LONGEST_PAUSE))


async def finish(db: Db, request_id: UUID) -> bool:
    """Once every call is at its end: the last receipt, and the request is done, or `failed` while somebody
    who was told never acknowledged. True if it is at its end for now."""
    if await store_telling.open_count(db, request_id):
        return False
    if await store_telling.has_failed(db, request_id):
        await receipts.issue(db, request_id, "failed")
        await turns.turned(db, request_id, "failed", None)
        await audit.record(db, MACHINE, "erasure.untold", "request", request_id)
        await alarms.raised(db, alarms.UNTOLD, MACHINE, "erasure.untold", request_id)
        return True
    await receipts.issue(db, request_id, "done")
    await turns.turned(db, request_id, "done", clock.now())
    return True


async def again(db: Db, actor: Actor, request_id: UUID) -> int:
    """Tell those who failed once more; returns how many. Raises `NotFound` or `NothingToTell`."""
    request = await store.one(db, request_id, lock=True)
    if request is None:
        raise NotFound
    count = await store_telling.again(db, request_id, clock.now())
    if not count:
        raise NothingToTell
    await receipts.issue(db, request_id, "telling")
    await turns.turned(db, request_id, "telling", None)
    await audit.record(db, actor, "erasure.told_again", "request", request_id)
    return count


async def forget(db: Db, now: datetime) -> dict[str, int]:
    """What nobody tried again within `AGAIN_WITHIN` goes: it is data of somebody who was erased."""
    return {"telling": await store_telling.forget_failed(db, now)}
