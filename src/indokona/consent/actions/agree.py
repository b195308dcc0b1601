"""A yes that a person says themselves: it takes their no back, and ends a doubt about who they are."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from indokona.consent import store, store_terms
from indokona.consent.actions import give
from indokona.consent.facts import Grant
from indokona.kernel import clock
from indokona.kernel.audit import Actor
from indokona.kernel.database import Db


async def agree(
    db: Db, contact_id: UUID, words: Mapping[str, str], language: str, method: str, evidence: str
) -> list[UUID]:
    """Write the person's yes to each purpose in these words; `evidence` says where. The rows' ids."""
    at = clock.now()
    await store.end_opt_outs(db, contact_id, list(words), at, at)
    await store_terms.end_doubt(db, contact_id, at)
    grants = [
        Grant(contact_id, purpose, method, evidence, text, language, at)
        for purpose, text in words.items()
    ]
    return await give.grant(db, Actor("person", contact_id), grants)
