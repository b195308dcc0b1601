"""Giving consent, and asking who may be written to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from indokona.consent import rules, store
from indokona.consent.facts import ConsentLine, Grant, Standing
from indokona.kernel import clock, ids, keyring
from indokona.kernel.audit import Actor
from indokona.kernel.database import Db
from indokona.kernel.errors import Invalid


async def grant(db: Db, actor: Actor, grants: Sequence[Grant]) -> None:
    """Write consents as rows, and make them stand unless a later no does."""
    if unknown := {g.purpose for g in grants} - set(rules.PURPOSES):
        raise Invalid("Unknown purposes.", purposes=sorted(unknown))
    if not grants:
        return
    wordings = {(g.wording, g.language) for g in grants}
    known = {words: await _wording(db, *words) for words in wordings}
    sealer = await db.sealer(keyring.CONTACT, {g.contact_id for g in grants})
    now, rows, live = (
        clock.now(),
        list[tuple[object, ...]](),
        dict[tuple[UUID, str], tuple[object, ...]](),
    )
    for grant_, row_id in zip(grants, ids.new_many(len(grants)), strict=True):
        if not sealer.knows(grant_.contact_id):
            continue
        source = sealer.seal(grant_.contact_id, "consent.source", row_id, grant_.source)
        rows.append(
            (
                row_id, grant_.contact_id, grant_.purpose, "give", grant_.method, source,
                known[grant_.wording, grant_.language], actor.kind, actor.id, grant_.at, now,
                grant_.origin_id,
            )
        )  # fmt: skip
        key = (grant_.contact_id, grant_.purpose)
        live[key] = (*key, row_id, grant_.at)
    await store.insert(db, rows)
    await store.make_live(db, list(live.values()))


async def _wording(db: Db, text: str, language: str) -> UUID:
    indexes = await db.indexes()
    digest, row_id = indexes.lookup(f"wording:{language}", text), ids.new()
    if known := await store.wording_known(db, digest):
        return known
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    sealed = sealer.seal(db.organisation_id, "wording.text", row_id, text)
    return await store.wording(db, row_id, digest, sealed, language, clock.now())


async def permitted(db: Db, contact_ids: Sequence[UUID], purpose: str) -> dict[UUID, UUID]:
    """The live consent of each contact that may be written to for a purpose; others are missing."""
    return await store.permitted(db, contact_ids, purpose)


async def stopped(db: Db, contact_ids: Sequence[UUID], purpose: str) -> set[UUID]:
    """Who of these contacts said no to a purpose: nobody may ask them again, unlike who never agreed."""
    return await store.stopped(db, contact_ids, purpose)


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
            opener.text(row[6], "wording.text", row[5]) if row[5] else None, row[7],
        )
        for row in rows
    ]  # fmt: skip


async def standing(db: Db, contact_id: UUID) -> list[Standing]:
    """A contact's consent on every purpose; whether they may be written to is asked as the gate asks it."""
    live, noes = await store.standing(db, contact_id)
    found = []
    for purpose in rules.PURPOSES:
        may_write = contact_id in await store.permitted(db, [contact_id], purpose)
        state, since = "none", None
        if may_write:
            state, since = "given", live[purpose]
        elif purpose in noes:
            state, since = "withdrawn", noes[purpose][1]
        found.append(Standing(purpose, state, since, may_write))
    return found
