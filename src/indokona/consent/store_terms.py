"""SQL of terms, wishes and doubts: what tunes a consent that was given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from indokona.consent.facts import Wish
from indokona.kernel.arrays import packed
from indokona.kernel.database import Db


async def terms(db: Db) -> dict[str, int]:
    """For how many days a consent to each purpose lives; one without a term is missing."""
    return dict(
        await db.rows(
            "select purpose, days from consent_term where organisation_id = %s",
            (db.organisation_id,),
        )
    )


async def set_term(db: Db, purpose: str, days: int | None, now: datetime) -> None:
    """From now on consents to this purpose live so long; None takes the term away."""
    if days is None:
        await db.run(
            "delete from consent_term where organisation_id = %s and purpose = %s",
            (db.organisation_id, purpose),
        )
        return
    await db.run(
        "insert into consent_term (organisation_id, purpose, days, at) values (%s, %s, %s, %s)"
        " on conflict (organisation_id, purpose) do update set days = excluded.days, at = excluded.at",
        (db.organisation_id, purpose, days, now),
    )


async def wishes(db: Db, contact_id: UUID) -> dict[str, Wish]:
    """What a person wishes, by purpose."""
    rows = await db.rows(
        "select purpose, quiet_from, quiet_to, zone, most from preference"
        " where organisation_id = %s and contact_id = %s",
        (db.organisation_id, contact_id),
    )
    return {row[0]: Wish(*row[1:]) for row in rows}


async def set_wish(db: Db, contact_id: UUID, purpose: str, wish: Wish, now: datetime) -> None:
    """What a person wishes of a purpose from now on; without any wish there is no row."""
    if wish.quiet_from is None and wish.most is None:
        await db.run(
            "delete from preference where organisation_id = %s and contact_id = %s and purpose = %s",
            (db.organisation_id, contact_id, purpose),
        )
        return
    await db.run(
        "insert into preference (organisation_id, contact_id, purpose, quiet_from, quiet_to, zone, most, at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (organisation_id, contact_id, purpose) do update set"
        " quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, zone = excluded.zone, most = excluded.most,"
        " at = excluded.at",
        (
            db.organisation_id, contact_id, purpose, wish.quiet_from, wish.quiet_to, wish.zone, wish.most, now,
        ),
    )  # fmt: skip


async def hold(db: Db, contact_ids: Sequence[UUID], purpose: str) -> None:
    """Lock these people's wishes, in the order of their ids, until the end: who counts what was sent to
    them and sends more does it one after the other, whatever the number."""
    await db.run(
        "select 1 from preference where organisation_id = %s and contact_id = any(%b) and purpose = %s"
        " order by contact_id for update",
        (db.organisation_id, packed("uuid", contact_ids), purpose),
    )


async def forget(db: Db, contact_id: UUID) -> int:
    """Delete an erased person's wishes."""
    return await db.run(
        "delete from preference where organisation_id = %s and contact_id = %s",
        (db.organisation_id, contact_id),
    )


async def doubt(db: Db, contact_ids: Sequence[UUID], now: datetime) -> list[UUID]:
    """Doubt from now on that these contacts are still who agreed; returns those not doubted before."""
    rows = await db.rows(
        "insert into doubt (organisation_id, contact_id, at) select %s, k, %s from unnest(%s::uuid[]) k"
        " on conflict do nothing returning contact_id",
        (db.organisation_id, now, list(contact_ids)),
    )
    return [row[0] for row in rows]


async def suspend(
    db: Db, contact_ids: Sequence[UUID], purposes: Sequence[str], now: datetime
) -> None:
    """Nothing is sent for these purposes while the doubt stands; a no of the person stays theirs."""
    await db.run(
        "insert into opt_out as o (organisation_id, contact_id, purpose, kind, at, ledger_number)"
        " select %s, c, p, 'suspended', %s, 0 from unnest(%s::uuid[]) c, unnest(%s::text[]) p"
        " on conflict (organisation_id, contact_id, purpose) do update set kind = excluded.kind, at = excluded.at,"
        " ended_at = null where o.ended_at is not null",
        (db.organisation_id, now, list(contact_ids), list(purposes)),
    )


async def end_doubt(db: Db, contact_id: UUID, now: datetime, said_at: datetime) -> None:
    """The person said that they agree: a doubt from before that moment ends."""
    await db.run(
        "update doubt set ended_at = %s where organisation_id = %s and contact_id = %s and ended_at is null"
        " and at <= %s",
        (now, db.organisation_id, contact_id, said_at),
    )


async def doubted(db: Db, contact_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """Which of these contacts are in doubt, and since when."""
    return dict(
        await db.rows(
            "select contact_id, at from doubt where organisation_id = %s and contact_id = any(%b)"
            " and ended_at is null",
            (db.organisation_id, packed("uuid", contact_ids)),
        )
    )


async def wished_at(db: Db, contact_id: UUID) -> dict[str, datetime]:
    """When a person last said what they wish, by purpose."""
    return dict(
        await db.rows(
            "select purpose, at from preference where organisation_id = %s and contact_id = %s",
            (db.organisation_id, contact_id),
        )
    )


async def noes(db: Db, contact_id: UUID) -> list[tuple[str, str, datetime, datetime | None]]:
    """A person's opt-outs, ended ones too: purpose, kind, since, until."""
    return await db.rows(
        "select purpose, kind, at, ended_at from opt_out where organisation_id = %s and contact_id = %s"
        " order by at",
        (db.organisation_id, contact_id),
    )


async def doubts(db: Db, contact_id: UUID) -> list[tuple[datetime, datetime | None]]:
    """When a contact was in doubt: since, until; oldest first."""
    return await db.rows(
        "select at, ended_at from doubt where organisation_id = %s and contact_id = %s order by at",
        (db.organisation_id, contact_id),
    )
