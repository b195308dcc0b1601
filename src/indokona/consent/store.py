"""Every SQL statement of consent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from indokona.kernel.arrays import packed
from indokona.kernel.database import Db

_CONSENT = {
    "id": "uuid", "contact_id": "uuid", "purpose": "text", "act": "text", "method": "text", "source_sealed": "bytea",
    "wording_id": "uuid", "actor_kind": "text", "actor_id": "uuid", "at": "timestamptz", "recorded_at": "timestamptz",
    "origin_id": "uuid", "ends_at": "timestamptz",
}  # fmt: skip


class Row(NamedTuple):
    """A row of the ledger."""

    id: UUID
    contact_id: UUID
    purpose: str
    act: str
    method: str
    source_sealed: bytes | None
    wording_id: UUID | None
    actor_kind: str
    actor_id: UUID
    at: datetime
    recorded_at: datetime
    origin_id: UUID | None = None
    ends_at: datetime | None = None


#: Whether a row `c` of the ledger was undone with the import that wrote it.
UNDONE = (
    "exists (select 1 from consent d where d.organisation_id = c.organisation_id and d.contact_id = c.contact_id"
    " and d.purpose = c.purpose and d.act = 'undo' and d.origin_id = c.origin_id)"
)


async def insert(db: Db, rows: Sequence[Row]) -> None:
    """Rows of the ledger; nothing is ever changed here."""
    await db.insert_many("consent", _CONSENT, rows)


async def make_live(db: Db, rows: Sequence[Row]) -> None:
    """These consents stand, one of a contact and purpose; a newer one takes the place."""
    columns = {"contact_id": "uuid", "purpose": "text", "consent_id": "uuid", "at": "timestamptz"}
    await db.insert_many(
        "consent_live", {**columns, "ends_at": "timestamptz"},
        [(row.contact_id, row.purpose, row.id, row.at, row.ends_at) for row in rows],
        "on conflict (organisation_id, contact_id, purpose) do update set consent_id = excluded.consent_id,"
        " at = excluded.at, ends_at = excluded.ends_at where consent_live.at <= excluded.at",
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


#: A live consent `l` that no end has reached: the one it was given with, or the term that holds now.
_ALIVE = (
    "(l.ends_at is null or l.ends_at > %(now)s) and l.at > coalesce((select %(now)s - make_interval(days => t.days)"
    " from consent_term t where t.organisation_id = %(org)b and t.purpose = %(purpose)s), '-infinity')"
)


#: Where nobody has a wish none is looked up: the question stands before the look-ups (`exists`).
ASKED = (
    "select c.contact_id, c.consent_id, p.quiet_from, p.quiet_to, p.zone, p.most"
    " from unnest(%(who)b::uuid[]) as k(id) cross join lateral ("
    "select l.contact_id, l.consent_id from consent_live l"
    f" where l.organisation_id = %(org)b and l.purpose = %(purpose)s and l.contact_id = k.id and {_ALIVE}"
    " and not exists (select 1 from opt_out o where o.organisation_id = l.organisation_id"
    " and o.contact_id = l.contact_id and o.purpose = l.purpose and o.ended_at is null"
    " and (o.at >= l.at or o.kind = 'suspended' or (o.kind = 'opt_out' and o.purpose <> 'authentication')))"
    " offset 0) c left join lateral ("
    "select x.quiet_from, x.quiet_to, x.zone, x.most from preference x"
    " where (select exists (select 1 from preference y where y.organisation_id = %(org)b))"
    " and x.organisation_id = %(org)b and x.contact_id = c.contact_id and x.purpose = %(purpose)s"
    " offset 0) p on true"
)


async def asked(
    db: Db, contact_ids: Sequence[UUID], purpose: str, now: datetime
) -> list[tuple[UUID, UUID, int | None, int | None, str | None, int | None]]:
    """The live consent of each contact that may be written to, with what the person wishes; asks the
    opt-outs as well. (contact, consent, quiet from, quiet to, zone, at most)

    A STOP stands until the person takes it back, whatever a list or a member writes down later, and
    so does a doubt. An erasure gives way to a newer consent, and a code to a newer login form.
    """
    who = packed("uuid", contact_ids)
    values = {"who": who, "org": db.organisation_id, "purpose": purpose, "now": now}
    return await db.rows(ASKED, values)


async def reasons(
    db: Db, contact_ids: Sequence[UUID], purpose: str
) -> list[tuple[UUID, str | None, bool]]:
    """Of contacts that may not be written to: the kind of the no that stands, and whether a consent lived."""
    return await db.rows(
        "select k.id, o.kind, l.contact_id is not null from unnest(%(who)b::uuid[]) as k(id)"
        " left join lateral (select x.kind from opt_out x where x.organisation_id = %(org)b and x.contact_id = k.id"
        " and x.purpose = %(purpose)s and x.ended_at is null offset 0) o on true"
        " left join lateral (select x.contact_id from consent_live x where x.organisation_id = %(org)b"
        " and x.contact_id = k.id and x.purpose = %(purpose)s offset 0) l on true",
        {"who": packed("uuid", contact_ids), "org": db.organisation_id, "purpose": purpose},
    )


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
        " ended_at = case when o.ended_at > excluded.at then o.ended_at end"
        " where o.at <= excluded.at or o.kind = 'suspended'",
        (db.organisation_id, kind, at, number, list(contact_ids), list(purposes)),
    )


async def end_opt_outs(
    db: Db, contact_id: UUID, purposes: Sequence[str], at: datetime, said_at: datetime
) -> list[str]:
    """The person said START: their opt-outs of before that moment end, and a doubt; returns the purposes."""
    rows = await db.rows(
        "update opt_out set ended_at = %s where organisation_id = %s and contact_id = %s and ended_at is null"
        " and purpose = any(%s) and kind in ('opt_out', 'suspended') and at <= %s returning purpose",
        (at, db.organisation_id, contact_id, list(purposes), said_at),
    )
    return [row[0] for row in rows]


async def has_stopped(db: Db, contact_id: UUID, purposes: Sequence[str]) -> bool:
    """Whether a no to every one of these purposes stands."""
    count = await db.value(
        "select count(*) from opt_out where organisation_id = %s and contact_id = %s and purpose = any(%s)"
        " and kind <> 'suspended' and ended_at is null",
        (db.organisation_id, contact_id, list(purposes)),
    )
    return int(count) == len(set(purposes))


async def was_given(db: Db, contact_id: UUID) -> dict[str, UUID | None]:
    """Purposes the person ever agreed to, each with the wording of the last time that had one; what an
    import wrongly said was undone with it."""
    rows = await db.rows(
        "select distinct on (c.purpose) c.purpose, c.wording_id from consent c"
        " where c.organisation_id = %s and c.contact_id = %s and c.act = 'give'"
        f" and not {UNDONE} order by c.purpose, c.wording_id is null, c.at desc, c.id desc",
        (db.organisation_id, contact_id),
    )
    return {row[0]: row[1] for row in rows}


async def lapsed(db: Db, contact_id: UUID, purpose: str, now: datetime) -> bool:
    """Whether a consent that nobody took back has reached its end."""
    return bool(
        await db.value(
            "select exists (select 1 from consent_live l where l.organisation_id = %(org)b"
            f" and l.contact_id = %(who)s and l.purpose = %(purpose)s and not ({_ALIVE}))",
            {"org": db.organisation_id, "who": contact_id, "purpose": purpose, "now": now},
        )
    )


async def timeline(db: Db, contact_id: UUID) -> list[tuple[Any, ...]]:
    """A contact's consents, oldest first, with their wording."""
    return await db.rows(
        "select c.id, c.purpose, c.act, c.method, c.source_sealed, c.wording_id, w.text_sealed, c.at, c.ends_at,"
        " w.language, c.recorded_at, c.actor_kind from consent c"
        " left join wording w on w.organisation_id = c.organisation_id and w.id = c.wording_id"
        " where c.organisation_id = %s and c.contact_id = %s order by c.id",
        (db.organisation_id, contact_id),
    )


async def standing(
    db: Db, contact_id: UUID
) -> tuple[dict[str, tuple[datetime, datetime | None]], dict[str, tuple[str, datetime]]]:
    """By purpose: since when a consent stands and until when it was given, and which no (its kind, its time)."""
    live = await db.rows(
        "select purpose, at, ends_at from consent_live where organisation_id = %s and contact_id = %s",
        (db.organisation_id, contact_id),
    )
    noes = await db.rows(
        "select purpose, kind, at from opt_out where organisation_id = %s and contact_id = %s and ended_at is null",
        (db.organisation_id, contact_id),
    )
    return {row[0]: (row[1], row[2]) for row in live}, {row[0]: (row[1], row[2]) for row in noes}


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
