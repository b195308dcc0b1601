"""SQL of the budgets: who has a place, the blocks of the lanes, and the counter behind them.

At every commit `budget.taken` is the rows of `budget_person` and the places of `budget_block` together.
Locks are taken in this order: lane, chunk, persons who have a place, counter, blocks, new persons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel import ids
from indokona.kernel.arrays import packed
from indokona.kernel.database import Db
from indokona.messaging.budget import Counter
from indokona.messaging.rules import FURTHEST_DUE, FURTHEST_HELD
from indokona.messaging.store_dispatch import Chunk

#: Places that come free in one statement; who needs more asks again.
MOST_SWEPT = 10_000


async def outside(
    db: Db, portfolio_id: UUID, number_id: UUID, contact_ids: Sequence[UUID], open_since: datetime
) -> dict[UUID, bool]:
    """Those of some contacts who have not written to the number since a moment, and whether each has a
    place: a place that somebody has is held until this transaction ends."""
    # `offset 0`: a look for each person, not a reading of all windows (record 18).
    rows = await db.rows(
        "select k.id, p.contact_id is not null from unnest(%(who)s::uuid[]) as k(id)"
        " left join lateral (select x.contact_id from budget_person x where x.organisation_id = %(org)s"
        "  and x.portfolio_id = %(portfolio)s and x.contact_id = k.id offset 0 for update) p on true"
        " where not exists (select from service_window w where w.organisation_id = %(org)s"
        "  and w.number_id = %(number)s and w.contact_id = k.id and w.last_inbound_at > %(since)s offset 0)",
        {
            "who": packed("uuid", sorted(contact_ids)), "org": db.organisation_id, "portfolio": portfolio_id,
            "number": number_id, "since": open_since,
        },
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


async def with_place(db: Db, portfolio_id: UUID, contact_ids: Sequence[UUID]) -> list[UUID]:
    """Those of some contacts who have a place. While the counter is held, nobody's place ends."""
    rows = await db.rows(
        "select contact_id from budget_person where organisation_id = %s and portfolio_id = %s"
        " and contact_id = any(%b)",
        (db.organisation_id, portfolio_id, packed("uuid", contact_ids)),
    )
    return [row[0] for row in rows]


async def spend(db: Db, portfolio_id: UUID, number_id: UUID, count: int, now: datetime) -> bool:
    """Take places from the lane's own block; False if it has no such block, or not so many."""
    return bool(
        await db.run(
            "update budget_block set places = places - %s where organisation_id = %s and portfolio_id = %s"
            " and number_id = %s and places >= %s and until > %s",
            (count, db.organisation_id, portfolio_id, number_id, count, now),
        )
    )


async def unspend(db: Db, portfolio_id: UUID, number_id: UUID, count: int) -> None:
    """Put places back into a block that this transaction took them from."""
    await db.run(
        "update budget_block set places = places + %s where organisation_id = %s and portfolio_id = %s"
        " and number_id = %s",
        (count, db.organisation_id, portfolio_id, number_id),
    )


async def lock(db: Db, portfolio_id: UUID) -> tuple[int, datetime | None]:
    """Hold the counter until this transaction ends: how many places are taken, and until when Meta gives none."""
    rows = await db.rows(
        "insert into budget (organisation_id, portfolio_id) values (%s, %s)"
        " on conflict (organisation_id, portfolio_id) do update set taken = budget.taken"
        " returning taken, empty_until",
        (db.organisation_id, portfolio_id),
    )
    return rows[0][0], rows[0][1]


async def forget_persons(db: Db, portfolio_id: UUID, before: datetime) -> int:
    """Places whose time is over come free; returns how many. The counter is held."""
    return await db.run(
        "delete from budget_person where organisation_id = %(org)s and portfolio_id = %(portfolio)s"
        " and contact_id in (select contact_id from budget_person where organisation_id = %(org)s"
        "  and portfolio_id = %(portfolio)s and at <= %(before)s order by at limit %(most)s for update skip locked)",
        {
            "org": db.organisation_id, "portfolio": portfolio_id, "before": before, "most": MOST_SWEPT,
        },
    )  # fmt: skip


async def take_back(db: Db, portfolio_id: UUID, number_id: UUID, now: datetime) -> int:
    """End a lane's block, and those whose time is over, or of a clock that was set back since; returns
    their places. The counter is held."""
    rows = await db.rows(
        "delete from budget_block where organisation_id = %(org)s and portfolio_id = %(portfolio)s"
        " and number_id in (select number_id from budget_block where organisation_id = %(org)s"
        "  and portfolio_id = %(portfolio)s and (number_id = %(number)s or until <= %(now)s"
        "   or until > %(furthest)s) for update skip locked) returning places",
        {
            "org": db.organisation_id, "portfolio": portfolio_id, "number": number_id, "now": now,
            "furthest": now + FURTHEST_HELD,
        },
    )  # fmt: skip
    return sum(row[0] for row in rows)


async def write(db: Db, portfolio_id: UUID, counter: Counter, free_at: datetime | None) -> None:
    """The counter as it stands now; `free_at` is when a place comes free, if none is left."""
    await db.run(
        "update budget set taken = %s, empty_until = %s, free_at = %s"
        " where organisation_id = %s and portfolio_id = %s",
        (counter.taken, counter.empty_until, free_at, db.organisation_id, portfolio_id),
    )


async def give(db: Db, portfolio_id: UUID, count: int) -> None:
    """Places that came free. The counter is held."""
    await db.run(
        "update budget set taken = taken - %s where organisation_id = %s and portfolio_id = %s",
        (count, db.organisation_id, portfolio_id),
    )


async def empty(db: Db, portfolio_id: UUID, back: int, until: datetime) -> None:
    """So many places came free, and Meta gives none until a moment."""
    await db.run(
        "insert into budget (organisation_id, portfolio_id, empty_until, free_at) values (%s, %s, %s, %s)"
        " on conflict (organisation_id, portfolio_id) do update set taken = budget.taken - %s,"
        " empty_until = excluded.empty_until, free_at = excluded.free_at",
        (db.organisation_id, portfolio_id, until, until, back),
    )


async def open_block(
    db: Db, portfolio_id: UUID, number_id: UUID, places: int, until: datetime
) -> None:
    """A lane's block, which it has none of."""
    await db.run(
        "insert into budget_block (organisation_id, portfolio_id, number_id, places, until)"
        " values (%s, %s, %s, %s, %s)",
        (db.organisation_id, portfolio_id, number_id, places, until),
    )


async def count_persons(
    db: Db, portfolio_id: UUID, contact_ids: Sequence[UUID], now: datetime
) -> int:
    """These people take a place; returns how many, since another number may have counted some just now."""
    return await db.insert_many(
        "budget_person",
        {"portfolio_id": "uuid", "contact_id": "uuid", "at": "timestamptz"},
        [(portfolio_id, one, now) for one in sorted(contact_ids)],
        "on conflict do nothing",
    )


async def count_again(
    db: Db, portfolio_id: UUID, contact_ids: Sequence[UUID], now: datetime
) -> None:
    """Their place is taken from now on; it was theirs, and is held."""
    await db.run(
        "update budget_person set at = greatest(at, %s) where organisation_id = %s and portfolio_id = %s"
        " and contact_id = any(%b)",
        (now, db.organisation_id, portfolio_id, packed("uuid", contact_ids)),
    )


async def uncount(db: Db, portfolio_id: UUID, contact_ids: Sequence[UUID]) -> int:
    """These people have no place; returns how many had one. Before the counter is held."""
    return await db.run(
        "delete from budget_person where organisation_id = %s and portfolio_id = %s and contact_id = any(%b)",
        (db.organisation_id, portfolio_id, packed("uuid", contact_ids)),
    )


async def blocks_left(db: Db, portfolio_id: UUID) -> bool:
    """Whether some lane has places that it may give back."""
    return bool(
        await db.value(
            "select exists (select from budget_block where organisation_id = %s and portfolio_id = %s"
            " and places > 0)",
            (db.organisation_id, portfolio_id),
        )
    )


async def counted_at(db: Db, portfolio_id: UUID, place: int) -> datetime | None:
    """Since when a place is taken, of all places in the order in which they come free; the first is 0."""
    found: datetime | None = await db.value(
        "select at from budget_person where organisation_id = %s and portfolio_id = %s"
        " order by at offset %s limit 1",
        (db.organisation_id, portfolio_id, place),
    )
    return found


async def hold_chunks(
    db: Db, number_id: UUID, chunk: Chunk, reason: str, due_at: datetime, now: datetime
) -> None:
    """A chunk waits until a moment, with the reason, and so do all of its origin that are due. But not
    those of a further attempt: their people have their places. One that somebody holds is asked for by
    itself: who cancels takes them in the order of their ids."""
    await db.run(
        "update chunk set due_at = %(due)s, waits_for = %(reason)s where organisation_id = %(org)s and id in ("
        " select id from chunk where organisation_id = %(org)s and origin_id = %(origin)s"
        "  and number_id = %(number)s and state = 'ready' and (due_at <= %(now)s or due_at > %(furthest)s)"
        "  and template_version_id is not null and (attempt = 1 or id = %(chunk)s) for update skip locked)",
        {
            "due": due_at, "reason": reason, "org": db.organisation_id, "origin": chunk.origin_id,
            "number": number_id, "now": now, "furthest": now + FURTHEST_DUE, "chunk": chunk.id,
        },
    )  # fmt: skip


async def wake(db: Db, portfolio_ids: Sequence[UUID], reason: str, now: datetime) -> int:
    """What waits for a place of these portfolios is asked for at once; returns how many chunks."""
    await db.run(
        "update budget set free_at = null where organisation_id = %s and portfolio_id = any(%s)",
        (db.organisation_id, list(portfolio_ids)),
    )
    return await db.run(
        "update chunk set due_at = %(now)s where organisation_id = %(org)s and id in ("
        " select c.id from chunk c join number n on n.organisation_id = c.organisation_id and n.id = c.number_id"
        "  where c.organisation_id = %(org)s and c.state = 'ready' and c.waits_for = %(reason)s"
        "  and c.due_at > %(now)s and n.portfolio_id = any(%(portfolios)s) for update of c skip locked)",
        {
            "now": now, "org": db.organisation_id, "reason": reason, "portfolios": list(portfolio_ids),
        },
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A portfolio with a limit: its numbers, its places, and when one comes free if none is left."""

    portfolio_id: UUID
    number_ids: list[UUID]
    limit: int
    used: int
    free_at: datetime | None


async def every(db: Db, before: datetime, now: datetime) -> list[BudgetRow]:
    """Every portfolio that has a limit; who was counted before a moment counts no more."""
    return await db.all(
        "select p.id as portfolio_id, array(select n.id from number n where n.organisation_id = p.organisation_id"
        "  and n.portfolio_id = p.id order by n.created_at) as number_ids, p.messaging_limit as limit,"
        " (greatest(coalesce(b.taken, 0) - coalesce((select sum(k.places) from budget_block k"
        "   where k.organisation_id = p.organisation_id and k.portfolio_id = p.id), 0)"
        "  - (select count(*) from budget_person x where x.organisation_id = p.organisation_id"
        "   and x.portfolio_id = p.id and x.at <= %(before)s), 0))::int as used,"
        " case when b.free_at > %(now)s then b.free_at end as free_at from portfolio p"
        " left join budget b on b.organisation_id = p.organisation_id and b.portfolio_id = p.id"
        " where p.organisation_id = %(org)s and p.messaging_limit is not null order by p.id",
        {"org": db.organisation_id, "before": before, "now": now},
        into=BudgetRow,
    )


async def waits(db: Db, origin_id: UUID, now: datetime) -> tuple[str, datetime | None] | None:
    """For what something of an origin waits, and when it goes on as far as is known."""
    rows = await db.rows(
        "select c.waits_for, max(b.free_at) from chunk c"
        " join number n on n.organisation_id = c.organisation_id and n.id = c.number_id"
        " left join budget b on b.organisation_id = n.organisation_id and b.portfolio_id = n.portfolio_id"
        "  and b.free_at > %(now)s"
        " where c.organisation_id = %(org)s and c.origin_id = %(origin)s and c.state = 'ready'"
        " and c.waits_for is not null and c.due_at > %(now)s group by 1 limit 1",
        {"org": db.organisation_id, "origin": origin_id, "now": now},
    )
    return (rows[0][0], rows[0][1]) if rows else None


async def portfolios(db: Db) -> list[UUID]:
    """Portfolios with a counter."""
    rows = await db.rows(
        "select portfolio_id from budget where organisation_id = %s order by portfolio_id",
        (db.organisation_id,),
    )
    return [row[0] for row in rows]


async def forget_who(db: Db, contact_id: UUID) -> int:
    """A person's places stay taken until their time is over, by nobody: Meta counts them still."""
    return await db.run(
        "update budget_person set contact_id = %s where organisation_id = %s and contact_id = %s"
        " and portfolio_id = any(%s)",
        (ids.new(), db.organisation_id, contact_id, await portfolios(db)),
    )
