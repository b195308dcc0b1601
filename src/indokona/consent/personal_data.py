"""A contact's data of this slice."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from indokona.consent.actions import give, withdraw
from indokona.kernel.database import Db

NAME = "consent"


async def export(db: Db, contact_id: UUID) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Every consent and withdrawal with its words."""
    for line in await give.timeline(db, contact_id):
        yield "consent", dataclasses.asdict(line)


async def fence(db: Db, contact_id: UUID) -> None:
    """The erasure's no goes into the ledger, and what is queued is cancelled."""
    await withdraw.forget(db, contact_id)


async def erase(_db: Db, _contact_id: UUID) -> dict[str, int]:
    """Proof rows stay to their end date; their sealed parts went with the key."""
    return {"consent_kept_as_proof": 0}
