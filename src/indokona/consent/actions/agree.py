"""A yes that a person says themselves: it takes their no back, and ends a doubt about who they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.consent import store, store_terms
from indokona.consent.actions import give
from indokona.consent.facts import Grant
from indokona.kernel import clock
from indokona.kernel.audit import Actor
from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class Yes:
    """A person's own yes: the words by purpose, their language, by which way, and what shows it.

    `at` is when it was said, for what arrives late; None is now.
    """

    words: Mapping[str, str]
    language: str
    method: str
    evidence: str
    at: datetime | None = None


async def agree(db: Db, contact_id: UUID, yes: Yes) -> list[UUID]:
    """Write the person's yes to each purpose; the rows' ids. One that arrives late takes back no STOP
    that was said after it."""
    now = clock.now()
    at = min(yes.at or now, now)
    await store.end_opt_outs(db, contact_id, list(yes.words), at, at)
    await store_terms.end_doubt(db, contact_id, now, at)
    grants = [
        Grant(contact_id, purpose, yes.method, yes.evidence, text, yes.language, at)
        for purpose, text in yes.words.items()
    ]
    return await give.grant(db, Actor("person", contact_id), grants)
