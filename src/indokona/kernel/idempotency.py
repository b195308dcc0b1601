"""A POST with an `Idempotency-Key`: same caller, key and body, same answer for 72 hours.

Inside one unit of work (`within`) the answer is written with the act. A public route opens units
of work of its own, so there the key is claimed, the act done, the answer recorded (`apart`); a
claim whose holder died is free again after a minute. A public caller is known by the network
address only: a stranger elsewhere who guesses a key finds nothing.

Kept are keyed indexes of the caller with the key, and of the request: a plain hash of a body that
holds a password could be tried offline. Answers are sealed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from indokona.kernel import clock, ids, keyring, rates
from indokona.kernel.database import Database, Db
from indokona.kernel.errors import Invalid, Refusal

KEPT = timedelta(hours=72)
CLAIM_LIVES = timedelta(minutes=1)
#: Without this bound a known key would let someone at the same address try passwords for free.
MOST_PUBLIC_REPLAYS = 20

_CLAIMED = 0

Inner = Callable[[Request], Awaitable[Response]]


class Conflict(Refusal):
    """A request with this Idempotency-Key is still under way."""

    code = "idempotency.in_flight"
    status = 409


class OtherBody(Refusal):
    """This Idempotency-Key was used for another request."""

    code = "idempotency.other_body"
    status = 422


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an answer is kept, and which request it belongs to."""

    key_hash: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a key: status 0 while its request is under way."""

    id: UUID
    digest: bytes
    status: int
    answer_sealed: bytes


async def within(db: Db, caller: str, request: Request, inner: Inner) -> Response:
    """Do a POST at most once, its answer written in the transaction of its act."""
    key = _key_of(request)
    if key is None:
        return await inner(request)
    slot = await _slot(db, caller, key, request)
    lock = int.from_bytes(slot.key_hash[:8], "big", signed=True)
    if not await db.value("select pg_try_advisory_xact_lock(%s)", (lock,)):
        raise Conflict
    kept = await _kept(db, slot)
    if kept is not None:
        return await _replayed(db, slot, kept)
    await _claim(db, slot, row_id := ids.new())
    response = await inner(request)
    await _record(db, slot, row_id, response)
    return response


async def apart(database: Database, caller: str, request: Request, inner: Inner) -> Response:
    """Do a POST at most once, where the act opens units of work of its own."""
    key = _key_of(request)
    if key is None:
        return await inner(request)
    async with database.organisation(ids.PLATFORM) as db:
        slot = await _slot(db, caller, key, request)
        kept = await _kept(db, slot)
        row_id = ids.new()
        if kept is None and not await _claim(db, slot, row_id):
            raise Conflict
    if kept is not None:
        return await _bounded_replay(database, slot, kept)
    try:
        response = await inner(request)
    except BaseException:
        await _release(database, slot, row_id)
        raise
    if isinstance(response, StreamingResponse):
        # What leaves in pieces is not kept anywhere: whoever asks again asks anew.
        await _release(database, slot, row_id)
        return response
    async with database.organisation(ids.PLATFORM) as db:
        await _record(db, slot, row_id, response)
    return response


async def _bounded_replay(database: Database, slot: Slot, kept: Kept) -> Response:
    await rates.spend(
        database, "idempotency", slot.key_hash.hex(), most=MOST_PUBLIC_REPLAYS,
        per=timedelta(minutes=15),
    )  # fmt: skip
    async with database.organisation(ids.PLATFORM) as db:
        return await _replayed(db, slot, kept)


async def forget(database: Database) -> int:
    """Delete what is older than 72 hours, organisation by organisation; returns how many rows went."""
    until = clock.now() - KEPT
    async with database.platform("scout") as scout:
        old = await scout.rows(
            "select distinct organisation_id from idempotency_key where at <= %s limit 1000",
            (until,),
        )
    gone = 0
    for (organisation_id,) in old:
        async with database.organisation(organisation_id) as db:
            gone += await db.run(
                "delete from idempotency_key where organisation_id = %s and at <= %s",
                (organisation_id, until),
            )
    return gone


def _key_of(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if request.method != "POST" or key is None:
        return None
    if not 1 <= len(key) <= 200 or not key.isprintable():
        raise Invalid("An Idempotency-Key has 1 to 200 printable characters.")
    return key


async def _slot(db: Db, caller: str, key: str, request: Request) -> Slot:
    where = f"{request.url.path}?{request.url.query}\x00".encode()
    indexes = await db.indexes()
    return Slot(
        indexes.lookup_raw("idempotency.key", f"{caller}\x00{key}".encode()),
        indexes.lookup_raw("idempotency.request", where + await request.body()),
    )


async def _kept(db: Db, slot: Slot) -> Kept | None:
    """What counts of a key; raises `Conflict` while its request is under way."""
    now = clock.now()
    kept = await db.maybe(
        "select id, digest, status, answer_sealed from idempotency_key"
        " where organisation_id = %s and key_hash = %s and at > %s and (status <> %s or at > %s)",
        (db.organisation_id, slot.key_hash, now - KEPT, _CLAIMED, now - CLAIM_LIVES),
        into=Kept,
    )
    if kept is not None and kept.status == _CLAIMED:
        raise Conflict
    return kept


async def _claim(db: Db, slot: Slot, row_id: UUID) -> bool:
    """Take the key; a row that does not count any more gives way, also under parallel claims."""
    now = clock.now()
    taken = await db.run(
        "insert into idempotency_key as k (organisation_id, key_hash, digest, status, answer_sealed, id, at)"
        " values (%s, %s, %s, %s, ''::bytea, %s, %s) on conflict (organisation_id, key_hash) do update"
        " set digest = excluded.digest, status = excluded.status, answer_sealed = excluded.answer_sealed,"
        " id = excluded.id, at = excluded.at where k.at <= %s or (k.status = %s and k.at <= %s)",
        (
            db.organisation_id, slot.key_hash, slot.digest, _CLAIMED, row_id, now,
            now - KEPT, _CLAIMED, now - CLAIM_LIVES,
        ),
    )  # fmt: skip
    return taken == 1


async def _record(db: Db, slot: Slot, row_id: UUID, response: Response) -> None:
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    body = sealer.seal(db.organisation_id, "idempotency.answer", row_id, bytes(response.body))
    await db.run(
        "update idempotency_key set status = %s, answer_sealed = %s"
        " where organisation_id = %s and key_hash = %s and id = %s",
        (response.status_code, body, db.organisation_id, slot.key_hash, row_id),
    )


async def _release(database: Database, slot: Slot, row_id: UUID) -> None:
    """A refused act may be tried again at once."""
    async with database.organisation(ids.PLATFORM) as db:
        await db.run(
            "delete from idempotency_key where organisation_id = %s and key_hash = %s and id = %s",
            (db.organisation_id, slot.key_hash, row_id),
        )


async def _replayed(db: Db, slot: Slot, kept: Kept) -> Response:
    if kept.digest != slot.digest:
        raise OtherBody
    opener = await db.opener([kept.answer_sealed])
    body = opener.raw(kept.answer_sealed, "idempotency.answer", kept.id)
    headers = {"idempotency-replayed": "true"}
    return Response(body, kept.status, media_type="application/json", headers=headers)
