"""Every SQL statement on identities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.contacts.matching import Holder
from indokona.kernel.arrays import packed
from indokona.kernel.database import Db

IDENTITY = {
    "id": "uuid", "contact_id": "uuid", "kind": "text", "portfolio_id": "uuid", "value_index": "bytea",
    "value_sealed": "bytea", "last4": "int4", "valid_from": "timestamptz",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """One identity of a contact."""

    id: UUID
    contact_id: UUID
    kind: str
    portfolio_id: UUID
    value_sealed: bytes
    valid_from: datetime
    valid_to: datetime | None


async def holders(
    db: Db, kinds: Sequence[str], portfolio_ids: Sequence[UUID], keys: Sequence[bytes]
) -> dict[bytes, Holder]:
    """Which contact holds each live identity, with the digest of the row it came from.

    The three sequences are columns of one list. Two probes by index for each key: `offset 0` keeps
    a planner without statistics from reading all identities of the organisation instead.
    """
    mine = db.organisation_id
    places = (packed("text", kinds), packed("uuid", portfolio_ids), packed("bytea", keys))
    rows = await db.rows(
        "select k.key, i.contact_id, i.id, c.row_digest"
        " from unnest(%b::text[], %b::uuid[], %b::bytea[]) as k(kind, portfolio_id, key)"
        " cross join lateral (select x.contact_id, x.id from identity x where x.organisation_id = %b"
        " and x.kind = k.kind and x.portfolio_id = k.portfolio_id and x.value_index = k.key"
        " and x.valid_to is null offset 0) i"
        " cross join lateral (select x.row_digest from contact x where x.organisation_id = %b"
        " and x.id = i.contact_id and x.fenced_at is null offset 0) c",
        (*places, mine, mine),
    )
    return {row[0]: Holder(row[1], row[2], row[3]) for row in rows}


async def with_last4(db: Db, token: int, limit: int) -> list[UUID]:
    """Contacts with a live phone that ends so, newest first."""
    rows = await db.rows(
        "select contact_id from identity where organisation_id = %s and last4 = %s and valid_to is null"
        " order by valid_from desc limit %s",
        (db.organisation_id, token, limit),
    )
    return [row[0] for row in rows]


async def user_ids(
    db: Db, contact_ids: Sequence[UUID], portfolio_ids: Sequence[UUID]
) -> dict[tuple[UUID, UUID], set[bytes]]:
    """The keys of these contacts' live BSUIDs in these portfolios, by contact and portfolio."""
    rows = await db.rows(
        "select i.contact_id, i.portfolio_id, i.value_index from unnest(%b::uuid[]) as k(id) cross join lateral ("
        "select x.contact_id, x.portfolio_id, x.kind, x.value_index from identity x"
        " where x.organisation_id = %b and x.contact_id = k.id and x.valid_to is null offset 0) i"
        " where i.kind = 'bsuid' and i.portfolio_id = any(%b)",
        (packed("uuid", contact_ids), db.organisation_id, packed("uuid", portfolio_ids)),
    )
    found: dict[tuple[UUID, UUID], set[bytes]] = {}
    for contact_id, portfolio_id, key in rows:
        found.setdefault((contact_id, portfolio_id), set()).add(key)
    return found


async def live_of(
    db: Db, contact_id: UUID, kinds: Sequence[str], portfolio_id: UUID
) -> list[tuple[UUID, bytes]]:
    """A contact's live identities of some kinds: phones, and user ids of one portfolio."""
    rows = await db.rows(
        "select id, value_index from identity where organisation_id = %s and contact_id = %s"
        " and kind = any(%s) and (kind = 'phone' or portfolio_id = %s) and valid_to is null",
        (db.organisation_id, contact_id, list(kinds), portfolio_id),
    )
    return [(row[0], row[1]) for row in rows]


async def insert(db: Db, rows: Sequence[Sequence[object]]) -> None:
    """New identities."""
    await db.insert_many("identity", IDENTITY, rows)


async def end(db: Db, identity_ids: Sequence[UUID], at: datetime) -> None:
    """These identities hold no more; the rows stay as history."""
    if identity_ids:
        await db.run(
            "update identity set valid_to = %s where organisation_id = %s and id = any(%s) and valid_to is null",
            (at, db.organisation_id, list(identity_ids)),
        )


async def end_usernames(db: Db, contact_ids: Sequence[UUID], at: datetime) -> None:
    """A person has one username at a time: the ones before end."""
    if contact_ids:
        await db.run(
            "update identity set valid_to = %s where organisation_id = %s and contact_id = any(%s)"
            " and kind = 'username' and valid_to is null",
            (at, db.organisation_id, list(contact_ids)),
        )


async def end_all(db: Db, contact_id: UUID, at: datetime) -> None:
    """A hidden contact holds no identity: who comes with one again is somebody new."""
    await db.run(
        "update identity set valid_to = %s where organisation_id = %s and contact_id = %s and valid_to is null",
        (at, db.organisation_id, contact_id),
    )


async def of(db: Db, contact_ids: Sequence[UUID]) -> list[IdentityRow]:
    """The live identities of some contacts, the oldest first."""
    return await db.all(
        "select i.* from (select distinct unnest(%b::uuid[]) as id) k cross join lateral ("
        "select x.id, x.contact_id, x.kind, x.portfolio_id, x.value_sealed, x.valid_from, x.valid_to"
        " from identity x where x.organisation_id = %b and x.contact_id = k.id and x.valid_to is null"
        " offset 0) i order by i.valid_from, i.id",
        (packed("uuid", contact_ids), db.organisation_id),
        into=IdentityRow,
    )


async def ways(db: Db, contact_ids: Sequence[UUID]) -> list[tuple[UUID, UUID, str, UUID, bytes]]:
    """How to reach some contacts: (id, contact, kind, portfolio, sealed value), the oldest first."""
    return await db.rows(
        "select i.id, i.contact_id, i.kind, i.portfolio_id, i.value_sealed"
        " from unnest(%b::uuid[]) as k(id) cross join lateral ("
        "select x.id, x.contact_id, x.kind, x.portfolio_id, x.value_sealed, x.valid_from"
        " from identity x where x.organisation_id = %b and x.contact_id = k.id and x.valid_to is null"
        # The kinds outside: inside they tempt the planner to the index of values, which reads them all.
        " offset 0) i where i.kind in ('phone', 'bsuid') order by i.valid_from, i.id",
        (packed("uuid", contact_ids), db.organisation_id),
    )


async def history(db: Db, contact_id: UUID) -> list[IdentityRow]:
    """Every identity that a contact ever had, the oldest first."""
    return await db.all(
        "select id, contact_id, kind, portfolio_id, value_sealed, valid_from, valid_to from identity"
        " where organisation_id = %s and contact_id = %s order by valid_from, id",
        (db.organisation_id, contact_id),
        into=IdentityRow,
    )


async def propose(db: Db, pairs: Sequence[tuple[UUID, UUID]], now: datetime) -> None:
    """Two contacts may be one person: a member decides, nothing is merged by itself."""
    rows = [(kept, other, now) for kept, other in pairs]
    await db.insert_many(
        "merge_proposal", {"contact_id": "uuid", "other_id": "uuid", "at": "timestamptz"}, rows,
        "on conflict do nothing",
    )  # fmt: skip


async def proposals(db: Db, contact_id: UUID) -> list[tuple[datetime, datetime | None]]:
    """When a contact was taken for another one, from either side, and when that was dismissed."""
    return await db.rows(
        "select at, dismissed_at from merge_proposal where organisation_id = %s and (contact_id = %s or other_id = %s)"
        " order by at",
        (db.organisation_id, contact_id, contact_id),
    )
