"""A contact's data of this slice."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from indokona.consent import store_terms
from indokona.consent.actions import give, withdraw
from indokona.kernel.database import Db

NAME = "consent"


async def export(db: Db, contact_id: UUID) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Every consent and withdrawal with its words, and what the person wishes."""
    for line in await give.timeline(db, contact_id):
        yield "consent", dataclasses.asdict(line)
    for purpose, kind, at, ended_at in await store_terms.noes(db, contact_id):
        yield "opt_out", {"purpose": purpose, "kind": kind, "at": at, "ended_at": ended_at}
    wished = await store_terms.wished_at(db, contact_id)
    for purpose, wish in (await store_terms.wishes(db, contact_id)).items():
        told = {"purpose": purpose, "at": wished[purpose], "at_most_a_week": wish.most}
        yield "preference", dataclasses.asdict(wish) | told


async def fence(db: Db, contact_id: UUID) -> None:
    """The erasure's no goes into the ledger, and what is queued is cancelled."""
    await withdraw.forget(db, contact_id)


async def erase(db: Db, contact_id: UUID) -> dict[str, int]:
    """Proof rows stay to their end date, unreadable with their key; wishes go."""
    return {"consent_kept_as_proof": 0, "preference": await store_terms.forget(db, contact_id)}
