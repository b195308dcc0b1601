"""What a person wishes of the messages they agreed to: each change a row of the ledger with its words."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from indokona.consent import rules, store, store_terms
from indokona.consent.actions import give
from indokona.consent.facts import Wish
from indokona.kernel import clock, ids, keyring
from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class Said:
    """How a wish was said: the words that stood there, in which language, by which way and version."""

    words: str
    language: str
    method: str
    version: str


async def wish(db: Db, contact_id: UUID, purpose: str, wanted: Wish, said: Said) -> None:
    """What the person wishes of a purpose from now on: the row that the gate reads, and the ledger's."""
    await store_terms.set_wish(db, contact_id, purpose, wanted, clock.now())
    await _write(db, contact_id, (purpose, "prefer"), rules.spelled(wanted), said)


async def language(db: Db, contact_id: UUID, chosen: str, said: Said) -> None:
    """That the person chose a language; the contact itself is changed by who calls."""
    await _write(db, contact_id, (rules.SERVICE, "language"), chosen, said)


async def _write(db: Db, contact_id: UUID, what: tuple[str, str], value: str, said: Said) -> None:
    row_id, now = ids.new(), clock.now()
    wording_id = await give.wording(db, said.words, said.language)
    sealer = await db.sealer(keyring.CONTACT, [contact_id])
    evidence = f"{value} ({said.method}, {said.version})"
    source = sealer.seal(contact_id, "consent.source", row_id, evidence)
    row = store.Row(
        row_id, contact_id, *what, said.method, source, wording_id, "person", contact_id, now, now
    )
    await store.insert(db, [row])
