"""Withdrawing: the ledger of no first, then the rows, the live consents and the queue together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from indokona.consent import rules, store, store_terms
from indokona.consent.hooks import HOOKS
from indokona.contacts.actions import identify
from indokona.kernel import clock, ids, keyring
from indokona.kernel.audit import MACHINE, Actor
from indokona.kernel.database import Database, Db
from indokona.kernel.ledger import ERASURE, OPT_OUT, Entry


async def stop(
    db: Db,
    actor: Actor,
    contact_id: UUID,
    method: str,
    purposes: Sequence[str] = rules.STOPPED_BY_STOP,
    said_at: datetime | None = None,
) -> int:
    """Somebody said no, at a moment (now if it is not told). Returns how many queued messages were cancelled with it.

    The ledger's row is written before this transaction can be acknowledged: if the transaction is
    lost, the next start applies the ledger.
    """
    at = said_at or clock.now()
    tokens = await identify.tokens_of(db, contact_id)
    await _apply_missed(db)
    number = await db.ledger.write(
        db.organisation_id, OPT_OUT, contact_id, tokens, purposes=purposes, at=at
    )
    return await _apply(db, actor, contact_id, purposes, method, at, number)


async def by_word(db: Db, actor: Actor, contact_id: UUID, act: str, said_at: datetime) -> int:
    """STOP in the chat. STOP ALL, or a second STOP, withdraws the codes of login forms too."""
    stopped = await store.has_stopped(db, contact_id, rules.STOPPED_BY_STOP)
    everything = act == "stop_all" or stopped
    purposes = rules.PURPOSES if everything else rules.STOPPED_BY_STOP
    return await stop(db, actor, contact_id, "chat", purposes, said_at)


async def stopped_at_meta(db: Db, contact_ids: Sequence[UUID]) -> None:
    """People who told WhatsApp itself that they want no marketing; telling it again adds nothing."""
    for contact_id in contact_ids:
        if not await store.has_stopped(db, contact_id, [rules.MARKETING]):
            await stop(db, MACHINE, contact_id, "meta", [rules.MARKETING])


async def _apply(
    db: Db,
    actor: Actor,
    contact_id: UUID,
    purposes: Sequence[str],
    method: str,
    at: datetime,
    number: int,
    kind: str = OPT_OUT,
) -> int:
    ended = await store.end_live(db, [contact_id], purposes, at)
    now = clock.now()
    rows = [
        store.Row(
            row_id, contact_id, purpose, "withdraw", method, None, None, actor.kind, actor.id, at, now
        )
        for row_id, (_, purpose) in zip(ids.new_many(len(ended)), ended, strict=True)
    ]  # fmt: skip
    await store.insert(db, rows)
    await store.opt_out(db, [contact_id], purposes, kind, at, number)
    await store.mark_applied(db, number)
    return await HOOKS.cancel_queued(db, [contact_id], purposes, "consent.withdrawn")


async def start(
    db: Db,
    contact_id: UUID,
    method: str,
    words: str,
    purposes: Sequence[str] = rules.PURPOSES,
    said_at: datetime | None = None,
) -> list[UUID]:
    """The person takes their no back; only they can. Returns the consents that live again.

    What has reached its end lives again too, and a doubt about who they are ends. A START that
    arrives late takes back no STOP that was said after it. What they never agreed to does not begin
    here, and a code needs a new login form.
    """
    now = clock.now()
    # When it was said, not when it came: a STOP that was said after it and comes after it is newer.
    at = min(said_at or now, now)
    stopped = await store.end_opt_outs(db, contact_id, purposes, at, at)
    await store_terms.end_doubt(db, contact_id, now, at)
    ended = [p for p in purposes if p in stopped or await store.lapsed(db, contact_id, p, now)]
    given = await store.was_given(db, contact_id)
    again = [p for p in given if p in ended and p in rules.STOPPED_BY_STOP]
    sealer = await db.sealer(keyring.CONTACT, [contact_id])
    terms = await store_terms.terms(db)
    rows = [
        store.Row(
            row_id, contact_id, purpose, "give", method,
            sealer.seal(contact_id, "consent.source", row_id, words), given[purpose], "person", contact_id, at, now,
            None, rules.ends_at(at, terms.get(purpose)),
        )
        for row_id, purpose in zip(ids.new_many(len(again)), again, strict=True)
    ]  # fmt: skip
    await store.insert(db, rows)
    await store.make_live(db, rows)
    return [row.id for row in rows]


async def forget(db: Db, contact_id: UUID) -> int:
    """An erasure's no: everything, for ever, under tokens that survive the data."""
    at = clock.now()
    tokens = await identify.tokens_of(db, contact_id)
    await _apply_missed(db)
    number = await db.ledger.write(
        db.organisation_id, ERASURE, contact_id, tokens, purposes=rules.PURPOSES, at=at
    )
    return await _apply(db, MACHINE, contact_id, rules.PURPOSES, "erasure", at, number, ERASURE)


async def carry_over(db: Db, tokens: Mapping[UUID, Sequence[bytes]]) -> None:
    """A new contact who said no before, perhaps under a data set since erased, still says no."""
    owners = {token: contact_id for contact_id, mine in tokens.items() for token in mine}
    for entry in await db.ledger.matching(db.organisation_id, list(owners)):
        contact_id = owners[entry.token]
        if contact_id != entry.contact_id:
            await store.opt_out(
                db, [contact_id], entry.purposes, entry.kind, entry.at, entry.number
            )


async def applied(scout: Db) -> dict[UUID, int]:
    """The highest no that each organisation's rows have applied."""
    return await store.marks(scout)


async def catch_up(database: Database) -> int:
    """Apply every no that the data database has not seen; runs before a process takes work.

    Several may run at once: each organisation is done by one of them, and again changes nothing.
    """
    async with database.platform("scout") as scout:
        marks = await store.marks(scout)
    heads = await database.ledger.heads()
    behind = [one for one, head in heads.items() if head > marks.get(one, 0)]
    return sum([await _catch_up(database, one, heads[one]) for one in behind])


async def _catch_up(database: Database, organisation_id: UUID, head: int) -> int:
    async with database.organisation(organisation_id) as db:
        count = await _apply_missed(db)
        await store.mark_applied(db, head)
    return count


async def _apply_missed(db: Db) -> int:
    """Hold the ledger, and apply what a lost transaction had written there: no number is jumped over."""
    await store.hold_mark(db)
    entries = await db.ledger.after(db.organisation_id, await store.applied(db))
    for entry in entries:
        await _again(db, entry)
    return len(entries)


async def _again(db: Db, entry: Entry) -> None:
    """One entry on a restored database; doing it twice changes nothing. A newer yes stands."""
    if await identify.exists(db, entry.contact_id):
        await _apply(
            db,
            MACHINE,
            entry.contact_id,
            entry.purposes,
            "ledger",
            entry.at,
            entry.number,
            entry.kind,
        )
        if entry.kind == ERASURE:
            await identify.hide(db, entry.contact_id)
            await HOOKS.erase_again(db, entry.contact_id)
