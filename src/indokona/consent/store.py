"""Every SQL statement of consent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from indokona.kernel.arrays import packed
from indokona.kernel.database import Db

_CONSENT = {
    "id": "uuid", "contact_id": "uuid", "purpose": "text", "act": "text", "method": "text", "source_sealed": "bytea",
    "wording_id": "uuid", "actor_kind": "text", "actor_id": "uuid", "at": "timestamptz", "recorded_at": "timestamptz",
    "origin_id": "uuid",
}  # fmt: skip


#: Whether a row `c` of the ledger was undone with the import that wrote it.
UNDONE = (
    "exists (select 1 from consent d where d.organisation_id = c.organisation_id and d.contact_id = c.contact_id"
    " and d.purpose = c.purpose and d.act = 'undo' and d.origin_id = c.origin_id)"
)


async def insert(db: Db, rows: Sequence[Sequence[object]]) -> None:
    """Rows of the ledger; nothing is ever changed here."""
    await db.insert_many("consent", _CONSENT, rows)


async def make_live(db: Db, rows: Sequence[Sequence[object]]) -> None:
    """These consents stand: contact, purpose, consent, time. A newer one takes the place."""
    await db.insert_many(
        "consent_live", {"contact_id": "uuid", "purpose": "text", "consent_id": "uuid", "at": "timestamptz"}, rows,
        "on conflict (organisation_id, contact_id, purpose) do update set consent_id = excluded.consent_id,"
        " at = excluded.at where consent_live.at <= excluded.at",
    )  # fmt: skip


async def wording(
    db: Db, row_id: UUID, digest: bytes, sealed: bytes, language: str, now: datetime
) -> UUID:
    """The wording's row, made at its first use; a changed text is another wording."""
    found: UUID = await db.value(
        "insert into wording (organisation_id, id, digest, text_sealed, language, at) values (%s, %s, %s, %s, %s, %s)"
        " on conflict (organisation_id, digest) do update set digest = excluded.digest returning id",
        (db.organisation_id, row_id, digest, sealed, language, now),
    )
    return found


async def wording_known(db: Db, digest: bytes) -> UUID | None:
    """The wording's row, if there is one."""
    found: UUID | None = await db.value(
        "select id from wording where organisation_id = %s and digest = %s",
        (db.organisation_id, digest),
    )
    return found


async def permitted(db: Db, contact_ids: Sequence[UUID], purpose: str) -> dict[UUID, UUID]:
    """The live consent of each contact that may be written to; asks the opt-outs as well.

    A STOP stands until the person takes it back, whatever a list or a member writes down later. An
    erasure gives way to a newer consent, and a code to a newer login form.
    """
    rows = await db.rows(
        "select c.contact_id, c.consent_id from unnest(%b::uuid[]) as k(id) cross join lateral ("
        "select l.contact_id, l.consent_id from consent_live l"
        " where l.organisation_id = %b and l.purpose = %s and l.contact_id = k.id"
        " and not exists (select 1 from opt_out o where o.organisation_id = l.organisation_id"
        " and o.contact_id = l.contact_id and o.purpose = l.purpose and o.ended_at is null"
        " and (o.at >= l.at or (o.kind = 'opt_out' and o.purpose <> 'authentication'))) offset 0) c",
        (packed("uuid", contact_ids), db.organisation_id, purpose),
    )
    return {row[0]: row[1] for row in rows}


async def stopped(db: Db, contact_ids: Sequence[UUID], purpose: str) -> set[UUID]:
    """Who of these said no to a purpose and did not take it back."""
    rows = await db.rows(
        "select contact_id from opt_out where organisation_id = %s and purpose = %s and contact_id = any(%b)"
        " and kind = 'opt_out' and ended_at is null",
        (db.organisation_id, purpose, packed("uuid", contact_ids)),
    )
    return {row[0] for row in rows}


async def stopped_since(db: Db, purpose: str, since: datetime) -> list[UUID]:
    """Who said no to a purpose since a moment and did not take it back."""
    rows = await db.rows(
        "select contact_id from opt_out where organisation_id = %s and purpose = %s and at >= %s"
        " and kind = 'opt_out' and ended_at is null",
        (db.organisation_id, purpose, since),
    )
    return [row[0] for row in rows]


async def end_live(
    db: Db, contact_ids: Sequence[UUID], purposes: Sequence[str], before: datetime
) -> list[tuple[UUID, str]]:
    """Delete the live consents given before a moment; returns which."""
    rows = await db.rows(
        "delete from consent_live where organisation_id = %s and contact_id = any(%s) and purpose = any(%s)"
        " and at <= %s returning contact_id, purpose",
        (db.organisation_id, list(contact_ids), list(purposes), before),
    )
    return [(row[0], row[1]) for row in rows]


async def opt_out(
    db: Db,
    contact_ids: Sequence[UUID],
    purposes: Sequence[str],
    kind: str,
    at: datetime,
    number: int,
) -> None:
    """A no to each purpose; the latest one stands."""
    await db.run(
        "insert into opt_out as o (organisation_id, contact_id, purpose, kind, at, ledger_number)"
        " select %s, c, p, %s, %s, %s from unnest(%s::uuid[]) c, unnest(%s::text[]) p"
        " on conflict (organisation_id, contact_id, purpose) do update set kind = excluded.kind, at = excluded.at,"
        " ledger_number = excluded.ledger_number,"
        " ended_at = case when o.ended_at > excluded.at then o.ended_at end where o.at <= excluded.at",
        (db.organisation_id, kind, at, number, list(contact_ids), list(purposes)),
    )


async def end_opt_outs(
    db: Db, contact_id: UUID, purposes: Sequence[str], at: datetime, said_at: datetime
) -> list[str]:
    """The person said START: their opt-outs of before that moment end; returns the purposes."""
    rows = await db.rows(
        "update opt_out set ended_at = %s where organisation_id = %s and contact_id = %s and ended_at is null"
        " and purpose = any(%s) and kind = 'opt_out' and at <= %s returning purpose",
        (at, db.organisation_id, contact_id, list(purposes), said_at),
    )
    return [row[0] for row in rows]


async def has_stopped(db: Db, contact_id: UUID, purposes: Sequence[str]) -> bool:
    """Whether a no to every one of these purposes stands."""
    count = await db.value(
        "select count(*) from opt_out where organisation_id = %s and contact_id = %s and purpose = any(%s)"
        " and ended_at is null",
        (db.organisation_id, contact_id, list(purposes)),
    )
    return int(count) == len(set(purposes))


async def was_given(db: Db, contact_id: UUID) -> list[str]:
    """Purposes the person ever agreed to; what an import wrongly said was undone with it."""
    rows = await db.rows(
        "select distinct purpose from consent c where organisation_id = %s and contact_id = %s and act = 'give'"
        f" and not {UNDONE}",
        (db.organisation_id, contact_id),
    )
    return [row[0] for row in rows]


async def timeline(db: Db, contact_id: UUID) -> list[tuple[Any, ...]]:
    """A contact's consents, oldest first, with their wording."""
    return await db.rows(
        "select c.id, c.purpose, c.act, c.method, c.source_sealed, c.wording_id, w.text_sealed, c.at"
        " from consent c left join wording w on w.organisation_id = c.organisation_id and w.id = c.wording_id"
        " where c.organisation_id = %s and c.contact_id = %s order by c.id",
        (db.organisation_id, contact_id),
    )


async def standing(
    db: Db, contact_id: UUID
) -> tuple[dict[str, datetime], dict[str, tuple[str, datetime]]]:
    """By purpose: since when a consent lives, and which no (its kind, its time) stands."""
    live = await db.rows(
        "select purpose, at from consent_live where organisation_id = %s and contact_id = %s",
        (db.organisation_id, contact_id),
    )
    noes = await db.rows(
        "select purpose, kind, at from opt_out where organisation_id = %s and contact_id = %s and ended_at is null",
        (db.organisation_id, contact_id),
    )
    return dict(live), {row[0]: (row[1], row[2]) for row in noes}


async def mark_applied(db: Db, number: int) -> None:
    """The ledger of no is applied up to this number."""
    await db.run(
        "insert into ledger_mark as m (organisation_id, number) values (%s, %s)"
        " on conflict (organisation_id) do update set number = greatest(m.number, excluded.number)",
        (db.organisation_id, number),
    )


async def hold_mark(db: Db) -> None:
    """Wait until nobody else writes or applies this organisation's ledger, until the end.

    So numbers are applied in their order: a copy whose mark is N has seen every no up to N.
    """
    await db.run(
        "select pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"mark {db.organisation_id}",)
    )


async def marks(scout: Db) -> dict[UUID, int]:
    """Up to which number each organisation's ledger is applied."""
    return dict(await scout.rows("select organisation_id, number from ledger_mark"))


async def applied(db: Db) -> int:
    """Up to which number the ledger of no is applied."""
    return int(
        await db.value(
            "select coalesce(max(number), 0) from ledger_mark where organisation_id = %s",
            (db.organisation_id,),
        )
    )
