"""A contact's data of this slice."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from uuid import UUID

from indokona.consent import store_terms
from indokona.consent.actions import give, withdraw
from indokona.kernel.database import Db
from indokona.kernel.exports import Exports, Record, at_once

NAME = "consent"


async def _consents(db: Db, contact_id: UUID) -> AsyncIterator[Record]:
    """Every consent and withdrawal with its words."""
    for line in await give.timeline(db, contact_id):
        yield dataclasses.asdict(line)


async def _noes(db: Db, contact_id: UUID) -> AsyncIterator[Record]:
    for purpose, kind, at, ended_at in await store_terms.noes(db, contact_id):
        yield {"purpose": purpose, "kind": kind, "at": at, "ended_at": ended_at}


async def _wishes(db: Db, contact_id: UUID) -> AsyncIterator[Record]:
    wished = await store_terms.wished_at(db, contact_id)
    for purpose, wish in (await store_terms.wishes(db, contact_id)).items():
        yield {
            "purpose": purpose, "at": wished[purpose], "quiet_from": wish.quiet_from, "quiet_to": wish.quiet_to,
            "zone": wish.zone, "at_most_a_week": wish.most,
        }  # fmt: skip


async def _doubts(db: Db, contact_id: UUID) -> AsyncIterator[Record]:
    """When it was not sure that the number is still theirs."""
    for at, ended_at in await store_terms.doubts(db, contact_id):
        yield {"at": at, "ended_at": ended_at}


EXPORTS: Exports = {
    "consent": at_once(_consents), "opt_out": at_once(_noes), "preference": at_once(_wishes),
    "doubt": at_once(_doubts),
}  # fmt: skip


async def fence(db: Db, contact_id: UUID) -> None:
    """The erasure's no goes into the ledger, and what is queued is cancelled."""
    await withdraw.forget(db, contact_id)


async def erase(db: Db, contact_id: UUID) -> dict[str, int]:
    """Proof rows stay to their end date, unreadable with their key; wishes go."""
    return {"consent_kept_as_proof": 0, "preference": await store_terms.forget(db, contact_id)}
