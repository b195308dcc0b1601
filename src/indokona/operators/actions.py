"""What operators do. Every act is an audit row: of the organisation it touches, or the platform's own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from indokona.accounts.actions import suspension
from indokona.accounts.facts import Standing
from indokona.kernel import audit, clock, halt, ids
from indokona.kernel.audit import MACHINE, Actor
from indokona.kernel.database import Database, Db
from indokona.kernel.egress import register
from indokona.kernel.egress.register import Processor
from indokona.operators import rules, store
from indokona.operators.errors import NameTaken, NoOperator, NoProcessor
from indokona.operators.store import Operator

ROLE = "operator"


@dataclass(frozen=True, slots=True)
class Entry:
    """A processor to be entered in the register."""

    name: str
    purpose: str
    categories: Sequence[str]
    hosts: Sequence[str]
    region: str
    contract: str
    erase_days: int = 30
    erase_url: str | None = None


async def add(database: Database, name: str) -> Operator:
    """Register an operator. Who may reach this machine's root key may; so the machine is the actor."""
    rules.check_name(name)
    operator = Operator(ids.new(), name, clock.now(), None)
    async with database.organisation(ids.PLATFORM, role=ROLE) as db:
        if not await store.insert(db, operator):
            raise NameTaken
        await audit.record(db, MACHINE, "operator.added", "operator", operator.id)
    return operator


async def end(database: Database, name: str) -> None:
    """An operator acts no more; the row stays, since audit rows name it."""
    async with database.organisation(ids.PLATFORM, role=ROLE) as db:
        operator = await _acting(db, name)
        await store.end(db, operator.id, clock.now())
        await audit.record(db, MACHINE, "operator.ended", "operator", operator.id)


async def every(database: Database) -> list[Operator]:
    """All operators, with those who have ended."""
    async with database.organisation(ids.PLATFORM, role=ROLE) as db:
        return await store.operators(db)


async def organisations(database: Database) -> list[Standing]:
    """All organisations: state, age and counts."""
    async with database.organisation(ids.PLATFORM, role=ROLE) as db:
        return await suspension.every(db)


async def suspend(database: Database, name: str, organisation_id: UUID, reason: str) -> None:
    """Suspend an organisation, effective with the next request and the next message."""
    said = rules.clean_reason(reason)
    async with database.organisation(organisation_id, role=ROLE) as db:
        operator = await _acting(db, name)
        await suspension.suspend(db, Actor("operator", operator.id), said)


async def release(database: Database, name: str, organisation_id: UUID, reason: str) -> None:
    """End a suspension."""
    said = rules.clean_reason(reason)
    async with database.organisation(organisation_id, role=ROLE) as db:
        operator = await _acting(db, name)
        await suspension.release(db, Actor("operator", operator.id), said)


async def halt_sending(database: Database, name: str, reason: str) -> bool:
    """Throw the platform's kill switch; False if it was thrown already."""
    return await _switch(database, name, reason, halt.throw, "sending.halted")


async def resume_sending(database: Database, name: str, reason: str) -> bool:
    """Release it; False if it was not thrown."""
    return await _switch(database, name, reason, halt.release, "sending.resumed")


async def _switch(
    database: Database, name: str, reason: str, act: Callable[[Db], Awaitable[bool]], told: str
) -> bool:
    said = rules.clean_reason(reason)
    async with database.organisation(ids.PLATFORM, role=ROLE) as db:
        operator = await _acting(db, name)
        if not await act(db):
            return False
        who = Actor("operator", operator.id)
        await audit.record(db, who, told, "platform", ids.PLATFORM, said)
    return True


async def processors(database: Database) -> list[Processor]:
    """The register, with those that have ended."""
    async with database.organisation(ids.PLATFORM, role=ROLE) as db:
        return await register.every(db)


async def add_processor(database: Database, name: str, entry: Entry) -> Processor:
    """Enter a processor; egress knows its hosts within a minute."""
    row = Processor(
        ids.new(), entry.name, entry.purpose, sorted(set(entry.categories)),
        rules.clean_hosts(entry.hosts), entry.region, entry.contract, clock.now(), None,
        rules.clean_days(entry.erase_days), rules.clean_erase_url(entry.erase_url, entry.hosts),
    )  # fmt: skip
    async with database.organisation(ids.PLATFORM, role=ROLE) as db:
        operator = await _acting(db, name)
        entered = await store.enter_processor(db, row)
        if entered is None:
            raise NameTaken
        who = Actor("operator", operator.id)
        await audit.record(db, who, "processor.added", "processor", entered)
    return row


async def end_processor(database: Database, name: str, processor: str, reason: str) -> None:
    """End a processor; egress refuses its hosts within a minute."""
    said = rules.clean_reason(reason)
    async with database.organisation(ids.PLATFORM, role=ROLE) as db:
        operator = await _acting(db, name)
        ended = await store.end_processor(db, processor, clock.now())
        if ended is None:
            raise NoProcessor
        who = Actor("operator", operator.id)
        await audit.record(db, who, "processor.ended", "processor", ended, said)


async def _acting(db: Db, name: str) -> Operator:
    operator = await store.live(db, name)
    if operator is None:
        raise NoOperator
    return operator
