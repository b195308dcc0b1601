"""SQL of operators, run as the operator's role: its own accounts, and the register of processors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db
from indokona.kernel.egress.register import Processor


@dataclass(frozen=True, slots=True)
class Operator:
    """A member of the platform's staff."""

    id: UUID
    name: str
    created_at: datetime
    ended_at: datetime | None


async def insert(db: Db, operator: Operator) -> bool:
    """A new operator; False if the name is taken, also by one who has ended."""
    return bool(
        await db.run(
            "insert into operator_account (id, name, created_at) values (%s, %s, %s) on conflict do nothing",
            (operator.id, operator.name, operator.created_at),
        )
    )


async def operators(db: Db) -> list[Operator]:
    """All operators, oldest first."""
    return await db.all(
        "select id, name, created_at, ended_at from operator_account order by created_at, id",
        into=Operator,
    )


async def live(db: Db, name: str) -> Operator | None:
    """An operator who has not ended."""
    return await db.maybe(
        "select id, name, created_at, ended_at from operator_account where name = %s and ended_at is null",
        (name,),
        into=Operator,
    )


async def end(db: Db, operator_id: UUID, now: datetime) -> None:
    """An operator acts no more."""
    await db.run(
        "update operator_account set ended_at = %s where id = %s and ended_at is null",
        (now, operator_id),
    )


async def enter_processor(db: Db, row: Processor) -> UUID | None:
    """Enter a processor, or one that has ended anew; None if a live one has the name."""
    found: UUID | None = await db.value(
        "insert into processor as p (id, name, purpose, categories, hosts, region, contract, registered_at,"
        " erase_days, erase_url) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " on conflict (name) do update set purpose = excluded.purpose, categories = excluded.categories,"
        " hosts = excluded.hosts, region = excluded.region, contract = excluded.contract,"
        " registered_at = excluded.registered_at, ended_at = null, erase_days = excluded.erase_days,"
        " erase_url = excluded.erase_url where p.ended_at is not null returning id",
        (
            row.id, row.name, row.purpose, row.categories, row.hosts, row.region, row.contract,
            row.registered_at, row.erase_days, row.erase_url,
        ),
    )  # fmt: skip
    return found


async def end_processor(db: Db, name: str, now: datetime) -> UUID | None:
    """A processor receives nothing any more; None if no live one has the name."""
    found: UUID | None = await db.value(
        "update processor set ended_at = %s where name = %s and ended_at is null returning id",
        (now, name),
    )
    return found
