"""Giving consent, and asking who may be written to."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from indokona.consent import rules, store, store_terms
from indokona.consent.facts import Asked, ConsentLine, Grant, Standing, Wish
from indokona.kernel import clock, ids, keyring
from indokona.kernel.audit import Actor
from indokona.kernel.database import Db
from indokona.kernel.errors import Invalid


async def grant(db: Db, actor: Actor, grants: Sequence[Grant]) -> list[UUID]:
    """Write consents as rows, and make them stand unless a later no does; returns the rows' ids.

    Each ends when the term of its purpose says, counted from the moment it was given.
    """
    if unknown := {g.purpose for g in grants} - set(rules.PURPOSES):
        raise Invalid("Unknown purposes.", purposes=sorted(unknown))
    if not grants:
        return []
    known = {
        words: await wording(db, *words) for words in {(g.wording, g.language) for g in grants}
    }
    sealer = await db.sealer(keyring.CONTACT, {g.contact_id for g in grants})
    terms, now, rows = await store_terms.terms(db), clock.now(), list[store.Row]()
    for one, row_id in zip(grants, ids.new_many(len(grants)), strict=True):
        if not sealer.knows(one.contact_id):
            continue
        source = sealer.seal(one.contact_id, "consent.source", row_id, one.source)
        ends_at = rules.ends_at(one.at, terms.get(one.purpose))
        rows.append(
            store.Row(
                row_id, one.contact_id, one.purpose, "give", one.method, source,
                known[one.wording, one.language], actor.kind, actor.id, one.at, now, one.origin_id, ends_at,
            )
        )  # fmt: skip
    await store.insert(db, rows)
    await store.make_live(db, list({(row.contact_id, row.purpose): row for row in rows}.values()))
    return [row.id for row in rows]


async def wording(db: Db, text: str, language: str) -> UUID:
    """The row of some words, written at their first use."""
    indexes = await db.indexes()
    digest, row_id = indexes.lookup(f"wording:{language}", text), ids.new()
    if known := await store.wording_known(db, digest):
        return known
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    sealed = sealer.seal(db.organisation_id, "wording.text", row_id, text)
    return await store.wording(db, row_id, digest, sealed, language, clock.now())


async def asked(
    db: Db, contact_ids: Sequence[UUID], purpose: str, at: datetime | None = None
) -> Asked:
    """Who may be written to for a purpose, now or at a moment to come, and what they wish."""
    rows = await store.asked(db, contact_ids, purpose, at or clock.now())
    wishes = {row[0]: _wish(*row[2:5], row[5]) for row in rows if row[4] is not None}
    return Asked({row[0]: row[1] for row in rows}, wishes)


@functools.lru_cache(maxsize=4096)
def _wish(start: int | None, end: int | None, zone: str | None, most: int | None) -> Wish:
    return Wish(start, end, zone or "UTC", most)


async def permitted(db: Db, contact_ids: Sequence[UUID], purpose: str) -> dict[UUID, UUID]:
    """The live consent of each contact that may be written to for a purpose; others are missing."""
    return dict((await asked(db, contact_ids, purpose)).consents)


async def why_not(db: Db, contact_ids: Sequence[UUID], purpose: str) -> dict[UUID, str]:
    """Why each of these contacts, who may not be written to for a purpose, may not: the code of a refusal.

    Who said no (`consent.withdrawn`) may not be asked again, unlike who never agreed (`consent.missing`).
    """
    if not contact_ids:
        return {}
    rows = await store.reasons(db, contact_ids, purpose)
    return {contact_id: rules.why_not(no, was_live) for contact_id, no, was_live in rows}


async def hold_wishes(db: Db, contact_ids: Sequence[UUID], purpose: str) -> None:
    """Hold what these people wish until the end, so that two numbers do not both send the last one."""
    await store_terms.hold(db, contact_ids, purpose)


async def stopped_since(db: Db, purpose: str, since: datetime) -> list[UUID]:
    """Who said no to a purpose since a moment: how people take what is sent to them now."""
    return await store.stopped_since(db, purpose, since)


async def timeline(db: Db, contact_id: UUID) -> list[ConsentLine]:
    """A contact's consents and withdrawals, oldest first, with their evidence."""
    rows = await store.timeline(db, contact_id)
    opener = await db.opener(value for row in rows for value in (row[4], row[6]))
    return [
        ConsentLine(
            row[0], row[1], row[2], row[3],
            opener.text(row[4], "consent.source", row[0]),
            opener.text(row[6], "wording.text", row[5]) if row[5] else None, *row[7:12],
        )
        for row in rows
    ]  # fmt: skip


async def standing(db: Db, contact_id: UUID) -> list[Standing]:
    """A contact's consent on every purpose; whether they may be written to is asked as the gate asks it."""
    live, noes = await store.standing(db, contact_id)
    terms, wishes = await store_terms.terms(db), await store_terms.wishes(db, contact_id)
    found = []
    for purpose in rules.PURPOSES:
        may_write = contact_id in await permitted(db, [contact_id], purpose)
        state, since, ends_at = "none", None, None
        if purpose in live:
            since, promised = live[purpose]
            ends_at = rules.earlier(promised, rules.ends_at(since, terms.get(purpose)))
        if may_write:
            state = "given"
        else:
            why = await why_not(db, [contact_id], purpose)
            state = rules.STATES[why[contact_id]]
            since = noes[purpose][1] if purpose in noes else since
            state = "withdrawn" if purpose in noes and state == "none" else state
        found.append(Standing(purpose, state, since, may_write, ends_at, wishes.get(purpose)))
    return found
