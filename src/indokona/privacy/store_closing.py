"""SQL of closures, and the sweep of everything of an organisation or a user, written from the data map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import MetaData, Table

from indokona.kernel.database import Db
from indokona.kernel.datamap import Walls

USER, ORGANISATION = "user", "organisation"


@dataclass(frozen=True, slots=True)
class Closure:
    """A login or a business that leaves: `grace`, `undone`, `running`, `done`."""

    id: UUID
    kind: str
    user_id: UUID
    state: str
    asked_at: datetime
    due_at: datetime
    ended_at: datetime | None


_COLUMNS = "id, kind, user_id, state, asked_at, due_at, ended_at"


async def insert(db: Db, row: Closure) -> None:
    """Somebody asked."""
    await db.run(
        f"insert into closure (organisation_id, {_COLUMNS}) values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            db.organisation_id, row.id, row.kind, row.user_id, row.state, row.asked_at, row.due_at,
            row.ended_at,
        ),
    )  # fmt: skip


async def one(db: Db, closure_id: UUID) -> Closure | None:
    """One closure, locked."""
    return await db.maybe(
        f"select {_COLUMNS} from closure where organisation_id = %s and id = %s for update",
        (db.organisation_id, closure_id),
        into=Closure,
    )


async def waiting(db: Db) -> list[Closure]:
    """What can still be undone, of the organisation and of the user."""
    return await db.all(
        f"select {_COLUMNS} from closure where state = 'grace'"
        " and ((organisation_id = %s and kind = 'organisation') or (user_id = %s and kind = 'user'))"
        " order by id desc",
        (db.organisation_id, db.user_id),
        into=Closure,
    )


async def take_back(db: Db, closure_id: UUID, now: datetime) -> bool:
    """It was undone; False if it is under way."""
    return bool(
        await db.run(
            "update closure set state = 'undone', ended_at = %s where id = %s and state = 'grace'"
            " and (organisation_id = %s or user_id = %s)",
            (now, closure_id, db.organisation_id, db.user_id),
        )
    )


async def postpone(db: Db, closure_id: UUID, until: datetime) -> None:
    """It begins later."""
    await db.run(
        "update closure set due_at = %s where id = %s and organisation_id = %s",
        (until, closure_id, db.organisation_id),
    )


async def set_state(db: Db, closure_id: UUID, state: str, ended_at: datetime | None) -> None:
    """How it stands."""
    await db.run(
        "update closure set state = %s, ended_at = %s where id = %s and (organisation_id = %s or user_id = %s)",
        (state, ended_at, closure_id, db.organisation_id, db.user_id),
    )


#: What names nobody and stays: how far this very work is, and what the ledger of no has told.
_STAYS = {"closure", "request", "request_step", "ledger_mark"}
_ROOT = {USER: "user_account", ORGANISATION: "organisation"}
#: Rows of one statement of the sweep: short enough that nobody waits for its locks.
BATCH = 10_000


def swept(metadata: MetaData, kind: str) -> list[Table]:
    """The tables whose rows go, children of a foreign key first; by the last one it is known that there is more."""
    own = [one for one in reversed(metadata.sorted_tables) if _is_of(one, kind) and _can_go(one)]
    own.sort(key=lambda one: one.name == _ROOT[kind])
    return own


def staying(metadata: MetaData, kind: str) -> Iterator[Table]:
    """The tables whose rows no serving process can delete: proof, until its date."""
    for table in metadata.sorted_tables:
        if _is_of(table, kind) and not _can_go(table):
            yield table


def _can_go(table: Table) -> bool:
    return table.name not in _STAYS and "delete" in table.info["grants"].get("app", "")


def _is_of(table: Table, kind: str) -> bool:
    own = Walls.user if kind == USER else Walls.organisation
    return table.info["walls"] in (own, Walls.member)


async def sweep(db: Db, table: Table, kind: str) -> int:
    """Delete a batch of the rows of this organisation or user in a table; returns how many."""
    name, key = table.name, ", ".join(column.name for column in table.primary_key)
    if kind == USER:
        return await db.run(
            f"delete from {name} where user_id = %s and ({key}) in"
            f" (select {key} from {name} where user_id = %s limit %s)",
            (db.user_id, db.user_id, BATCH),
        )
    return await db.run(
        f"delete from {name} where organisation_id = %s and ({key}) in"
        f" (select {key} from {name} where organisation_id = %s limit %s)",
        (db.organisation_id, db.organisation_id, BATCH),
    )


async def count(db: Db, table: Table, kind: str) -> int:
    """How many rows there are."""
    if kind == USER:
        found = await db.value(
            f"select count(*) from {table.name} where user_id = %s", (db.user_id,)
        )
    else:
        found = await db.value(
            f"select count(*) from {table.name} where organisation_id = %s", (db.organisation_id,)
        )
    return int(found)
