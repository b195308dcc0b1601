"""For how long consents live, by the organisation's choice."""

from __future__ import annotations

from collections.abc import Mapping

from indokona.consent import store_terms
from indokona.kernel import audit, clock
from indokona.kernel.audit import Actor
from indokona.kernel.database import Db


async def show(db: Db) -> dict[str, int]:
    """Days by purpose; one without a term is missing."""
    return await store_terms.terms(db)


async def change(db: Db, actor: Actor, days: Mapping[str, int | None]) -> None:
    """Set the days of each purpose named; None takes a term away. Nothing is rewritten: the gate asks the time."""
    known = await store_terms.terms(db)
    for purpose, wanted in days.items():
        if known.get(purpose) != wanted:
            await store_terms.set_term(db, purpose, wanted, clock.now())
    await audit.record(db, actor, "consent_terms.changed", "organisation", db.organisation_id)
