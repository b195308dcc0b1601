"""Handing on: a block is opened, split per change, and each change goes to its organisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from indokona.intake import set_aside, store
from indokona.intake.fields import Fields
from indokona.kernel import clock, directory, ids, keyring, log
from indokona.kernel.database import Database
from indokona.kernel.errors import Concurrent, Unavailable
from indokona.kernel.sealing import Opener, Shredded, Tampered
from indokona.whatsapp import webhooks
from indokona.whatsapp.webhooks import Change

LOG = log.get("handing on")
TRIES = 4
#: Blocks handed on at once; a burst fills each with some hundred changes.
BLOCKS = 32


async def hand_on(database: Database, fields: Fields, kinds: list[int]) -> int:
    """Hand on the next blocks of some kinds, at most `BLOCKS`; returns how many there were.

    What waits is handed on together: a campaign's statuses come in many small blocks, and a
    transaction for each would cost more than the folding.
    """
    async with database.platform() as db:
        found = await store.next_blocks(db, kinds, BLOCKS)
        if not found:
            return 0
        opener = await database.keyring.opener(ids.PLATFORM, [sealed for _, sealed in found])
        changes = [
            (ids.of_bytes(app_id), change)
            for block_id, sealed in found
            for app_id, raw in _opened(opener, block_id, sealed)
            for change in _split(raw)
        ]
        await _deliver(database, fields, changes)
        await store.mark_handed(db, [block_id for block_id, _ in found], clock.now())
        return len(found)


def _opened(opener: Opener, block_id: UUID, sealed: bytes) -> list[tuple[bytes, bytes]]:
    """A block's posts; one whose hour's key is destroyed (an old copy put back) stops nobody behind it."""
    try:
        return _posts(opener.raw(sealed, "intake.block", block_id))
    except (Shredded, Tampered) as lost:
        LOG.error("unreadable", block_id=block_id, error=log.fault(lost))
        return []


_posts = msgspec.msgpack.Decoder(list[tuple[bytes, bytes]]).decode


def _split(raw: bytes) -> list[Change]:
    try:
        return webhooks.split(raw)
    except webhooks.Malformed as error:
        LOG.warning("malformed", error=str(error)[:60])
        return []


class _Place(msgspec.Struct):
    """The part of a value that names its number."""

    phone_number_id: str | int | None = None


class _Placed(msgspec.Struct):
    metadata: _Place | None = None


_placed = msgspec.json.Decoder(_Placed, strict=False)


async def _deliver(
    database: Database, fields: Fields, changes: Sequence[tuple[UUID, Change]]
) -> None:
    """Group by organisation and field, keep the order inside a group, one transaction a group."""
    groups: dict[tuple[UUID, str], list[tuple[UUID, Change]]] = defaultdict(list)
    async with database.platform() as db:
        known: dict[tuple[str, str], UUID | None] = {}
        for app_id, change in changes:
            if change.field not in fields.handlers:
                continue
            for key in _keys(change):
                if key not in known:
                    found = await directory.find(db, key[0], key[1].encode())
                    known[key] = found.organisation_id if found else None
                if owner := known[key]:
                    groups[owner, change.field].append((app_id, change))
                    break
    for (organisation_id, field), batch in groups.items():
        await _apply(database, fields, organisation_id, field, batch)


def _keys(change: Change) -> list[tuple[str, str]]:
    """Under which keys the directory may know the owner: the number first, then the WABA."""
    try:
        place = _placed.decode(change.value).metadata
    except msgspec.DecodeError:
        place = None
    keys = (
        [(directory.NUMBER, str(place.phone_number_id))] if place and place.phone_number_id else []
    )
    return [*keys, (directory.WABA, change.entry_id)]


async def _apply(
    database: Database,
    fields: Fields,
    organisation_id: UUID,
    field: str,
    batch: list[tuple[UUID, Change]],
) -> None:
    """All at once; if that fails, one by one, so that one bad change costs nobody else anything."""
    try:
        await _hand(database, fields, organisation_id, field, batch)
    except Unavailable:
        raise  # the block stays and is handed on when the database is back
    except Exception as error:
        LOG.error("failed", kind=field, count=len(batch), error=log.fault(error))
        if len(batch) > 1:
            for one in batch:
                await _apply(database, fields, organisation_id, field, [one])
        else:
            await set_aside.keep(database, organisation_id, *batch[0], log.fault(error))


async def _hand(
    database: Database,
    fields: Fields,
    organisation_id: UUID,
    field: str,
    batch: list[tuple[UUID, Change]],
) -> None:
    """Several tries where another transaction met the same person first."""
    for left in reversed(range(TRIES)):
        try:
            async with database.organisation(organisation_id) as db:
                await fields.hand(db, field, batch)
            return
        except Concurrent:
            if not left:
                raise


async def forget(database: Database) -> int:
    """Delete blocks handed on a day ago, and destroy the keys of hours that nobody needs."""
    now = clock.now()
    async with database.platform() as db:
        count = await store.delete_handed(db, now - timedelta(hours=24))
        used = await store.hours_in_use(db)
    made = await database.keyring.owners(
        keyring.INTAKE, None, now - timedelta(hours=25), (ids.PLATFORM, ids.NIL), 1000
    )
    for _, hour in made:
        if hour not in used:
            await database.keyring.shred(ids.PLATFORM, keyring.INTAKE, hour, now)
    return count
