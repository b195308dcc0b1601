"""SQL of consents that an import should not have written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from indokona.consent.store import UNDONE
from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class Given:
    """A consent that an import wrote."""

    id: UUID
    contact_id: UUID
    purpose: str


async def given_by(db: Db, origin_id: UUID, after: UUID, last: UUID, limit: int) -> list[Given]:
    """The next consents of an origin, in a span of ids, that is, of time."""
    return await db.all(
        "select c.id, c.contact_id, c.purpose from consent c where c.organisation_id = %s and c.id > %s and c.id < %s"
        " and c.origin_id = %s and c.act = 'give' order by c.id limit %s",
        (db.organisation_id, after, last, origin_id, limit),
        into=Given,
    )


async def end_live(db: Db, rows: Sequence[Given]) -> None:
    """What stood only on these consents stands no more; an earlier one that nobody withdrew stands again."""
    who, purposes = [row.contact_id for row in rows], [row.purpose for row in rows]
    await db.run(
        "delete from consent_live l using unnest(%s::uuid[], %s::text[], %s::uuid[]) as u(contact, purpose, consent)"
        " where l.organisation_id = %s and l.contact_id = u.contact and l.purpose = u.purpose"
        " and l.consent_id = u.consent",
        (who, purposes, [row.id for row in rows], db.organisation_id),
    )
    await db.run(
        "insert into consent_live (organisation_id, contact_id, purpose, consent_id, at, ends_at)"
        " select x.organisation_id, x.contact_id, x.purpose, x.id, x.at, x.ends_at from ("
        "  select distinct on (c.contact_id, c.purpose) c.organisation_id, c.contact_id, c.purpose, c.id,"
        "  c.at, c.ends_at, c.act"
        "  from consent c join unnest(%s::uuid[], %s::text[]) as u(contact, purpose)"
        "  on c.contact_id = u.contact and c.purpose = u.purpose"
        f"  where c.organisation_id = %s and c.act in ('give', 'withdraw', 'suspend') and not {UNDONE}"
        "  order by c.contact_id, c.purpose, c.at desc, c.id desc) x"
        " where x.act = 'give' on conflict do nothing",
        (who, purposes, db.organisation_id),
    )


async def with_others(db: Db, contact_ids: Sequence[UUID], origin_id: UUID) -> set[UUID]:
    """Contacts of whom somebody else than an origin wrote a consent or a withdrawal."""
    rows = await db.rows(
        "select distinct contact_id from consent where organisation_id = %s and contact_id = any(%s)"
        " and origin_id is distinct from %s",
        (db.organisation_id, list(contact_ids), origin_id),
    )
    return {row[0] for row in rows}
