"""Erasures as the tests walk them: begun by the officer, then step after step."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from tests.fixtures.cast import Cast

from indokona.kernel.audit import Actor
from indokona.kernel.database import Database
from indokona.privacy import store
from indokona.privacy.actions import desk, erase


async def begun(database: Database, cast: Cast) -> UUID:
    """The officer erases Dev; nothing is done yet."""
    async with database.organisation(cast.organisation_id) as db:
        return await desk.erase_by_officer(db, Actor("user", cast.asha), cast.dev)


async def walked(database: Database, cast: Cast, request_id: UUID) -> str:
    """Every step that can be done now; returns the state of the request."""
    more = True
    while more:
        async with database.organisation(cast.organisation_id) as db:
            more = await erase.step(db, request_id)
    async with database.organisation(cast.organisation_id) as db:
        return (await desk.show(db, request_id)).state


async def receipt(database: Database, cast: Cast, request_id: UUID) -> dict[str, Any]:
    """The newest receipt's body."""
    async with database.organisation(cast.organisation_id) as db:
        kept = await store.receipt(db, request_id)
    assert kept is not None
    found: dict[str, Any] = json.loads(kept[0])
    return found
