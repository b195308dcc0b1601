"""How the cost of sending, folding, looking and erasing grows with what is stored.

The same work is done beside few stored messages and beside many: pages that each statement looks at, a row
that it returns or writes, and CPU a message of our processes and PostgreSQL, the idle part taken off. The
`floor` is the small end, the `figures` are the large one.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from bench import erase, filling, processes, send, statements, stubbed
from bench.filling import Batch, Place
from bench.installation import Installation, installed
from bench.measuring import Benchmark, Figures, Impossible, Run, Wish
from bench.stubbed import Stub
from indokona.inbox import store
from indokona.inbox.actions import conversations
from indokona.inbox.store import Asked
from indokona.kernel.database import Database
from indokona.messaging import content
from indokona.messaging.actions import fold
from indokona.numbers.actions import show as numbers
from indokona.whatsapp.inbound import Pricing, Status

#: Stored messages at the small end.
FEW = 10_000
#: Among how many people they are; messages sent and folded; pages looked at; people erased, and of how many messages.
CROWD, SENT, LOOKS, ERASED, THEIRS = 2_000, 2_000, 200, 4, 200
#: At most this many more pages a row, and this many times the CPU a message.
MORE_PAGES, MORE_CPU = 3, 1.5

_TABLE = re.compile(r"(insert into|update|delete from|from) (\w+)")


@dataclass(slots=True)
class Work:
    """What one kind of work cost at one end."""

    cpu_us: float
    pages: dict[str, float] = field(default_factory=dict)
    """By statement: pages of 8 kB a row that it returns or writes."""


@dataclass(slots=True)
class World:
    """An installation that fills."""

    installation: Installation
    stub: Stub
    place: Place
    plans: Sequence[Any]
    crowd: Batch
    to_erase: list[UUID]
    stored: int = 0


def measure(wish: Wish) -> Sequence[Run]:
    """Fill to the small end and work, fill to the large end and work: as often as there are runs at each."""
    if wish.size <= FEW:
        raise Impossible(f"--size is the number of stored messages at the large end: over {FEW}.")
    with (
        tempfile.TemporaryDirectory(prefix="indokona-bench-stub-") as folder,
        stubbed.running(Path(folder)) as stub,
        installed(send.PROCESSES, stub.ca_file, counts_pages=True) as installation,
    ):
        world = asyncio.run(_world(installation, stub, wish.runs))
        ends = [_end(wish, world, stored) for stored in (FEW, wish.size)]
    runs = [run_of(*pair) for pair in zip(*ends, strict=True)]
    for line in broken(runs):
        wish.tell(line)
    return runs


async def _world(installation: Installation, stub: Stub, runs: int) -> World:
    plans = [send.plan(installation, n, SENT // send.PROCESSES) for n in range(send.PROCESSES)]
    stubbed.turn_to(installation, stub)
    place = filling.place(installation, plans[0])
    async with installation.opened("app") as database:
        count = CROWD + 2 * runs * ERASED
        crowd = await filling.known(
            database, place.organisation_id, range(5_000_000, 5_000_000 + count)
        )
    to_erase = [crowd.contacts.pop() for _ in range(2 * runs * ERASED)]
    world = World(installation, stub, place, plans, crowd, to_erase)
    with installation.connected("data") as connection:
        for contact_id in to_erase:
            filling.send(connection, place, crowd, [contact_id] * THEIRS)
            world.stored += THEIRS
        mine = filling.receive(connection, place, crowd, crowd.contacts)
        member = UUID(installation.api.get("/api/me")["user_id"])
        filling.converse(connection, place, list(zip(crowd.contacts, mine, strict=True)), member)
        world.stored += len(mine)
    return world


def _end(wish: Wish, world: World, stored: int) -> list[dict[str, Work]]:
    began = time.perf_counter()
    with world.installation.connected("data") as connection:
        while world.stored < stored:
            count = min(stored - world.stored, CROWD)
            filling.send(connection, world.place, world.crowd, world.crowd.contacts[:count])
            world.stored += count
        connection.execute("vacuum analyze")
    wish.tell(f"{stored} messages stored, {time.perf_counter() - began:.0f} s")
    return [_works(world) for _ in range(wish.runs)]


def _works(world: World) -> dict[str, Work]:
    return {
        "send": _sending(world),
        "fold": asyncio.run(_folding(world)),
        "inbox": asyncio.run(_looking(world)),
        "erase": _erasing(world),
    }


@contextmanager
def _watched(world: World, work: Work, count: int, least_calls: int) -> Iterator[None]:
    """CPU a message of everything but the stub, less what rests cost; pages a row by statement."""
    world.installation.settle()
    idle = _idle()
    with (
        world.installation.connected("data") as connection,
        statements.counted(connection, least_calls) as read,
    ):
        before, began = _cpu(), time.perf_counter()
        yield
        spent = _cpu() - before - idle * (time.perf_counter() - began)
    work.cpu_us = spent / count * 1e6
    work.pages = {one.query: one.pages_a_row for one in read}


def _cpu() -> float:
    found = processes.cpu(os.getpid())
    return sum(found[part] for part in ("worker", "serve", "postgres", "rest"))


def _idle(seconds: float = 2.0) -> float:
    """Seconds of CPU a second while nothing is asked."""
    before = _cpu()
    time.sleep(seconds)
    return (_cpu() - before) / seconds


def _sending(world: World) -> Work:
    work = Work(0)
    with _watched(world, work, SENT, 2):
        send.queued(world.installation, world.plans, world.stub, SENT)
    return work


async def _folding(world: World) -> Work:
    """Delivered and read of what was sent last."""
    work, place = Work(0), world.place
    with world.installation.connected("data") as connection:
        rows = connection.execute(
            "select id, number_id from message where organisation_id = %s and direction = 'out'"
            " order by id desc limit %s",
            (place.organisation_id, SENT),
        ).fetchall()
    async with world.installation.opened("app") as database:
        with _watched(world, work, 2 * len(rows), 2):
            for kind in ("delivered", "read"):
                for at in range(0, len(rows), SENT // 4):
                    some = rows[at : at + SENT // 4]
                    await _fold(database, place.organisation_id, some, kind)
    return work


async def _fold(
    database: Database, organisation_id: UUID, rows: Sequence[tuple[UUID, UUID]], kind: str
) -> None:
    statuses = [
        Status(
            f"wamid.{one.hex}", kind, int(time.time()),
            biz_opaque_callback_data=f"{content.CALLBACK}{one.hex}", pricing=Pricing("regular", "marketing"),
        )
        for one, _ in rows
    ]  # fmt: skip
    async with database.organisation(organisation_id) as db:
        await fold.apply_statuses(db, await numbers.number(db, rows[0][1]), statuses)


async def _looking(world: World) -> Work:
    """The inbox's first page, and the thread of one of its people."""
    work, organisation_id = Work(0), world.place.organisation_id
    async with world.installation.opened("app") as database:
        with _watched(world, work, LOOKS, LOOKS):
            for n in range(LOOKS):
                async with database.organisation(organisation_id) as db:
                    await conversations.page(db, None, 51, Asked(state="open"))
                async with database.organisation(organisation_id) as db:
                    of = world.crowd.contacts[n * 7 % CROWD]
                    (row,) = await store.page(db, None, 1, Asked(contact_id=of))
                    await conversations.thread_of(db, row, None, 51)
    return work


def _erasing(world: World) -> Work:
    work = Work(0)
    with _watched(world, work, ERASED * THEIRS, ERASED):
        for _ in range(ERASED):
            erase.erased(world.installation, world.to_erase.pop(), THEIRS)
    return work


def run_of(few: dict[str, Work], many: dict[str, Work]) -> Run:
    """Statements that ran at both ends, by their names."""
    figures, floor = Figures(), Figures()
    for name, work in many.items():
        before = few[name]
        figures[f"{name}_cpu_us"], floor[f"{name}_cpu_us"] = work.cpu_us, before.cpu_us
        for short, query in _named(work.pages.keys() & before.pages.keys()):
            figures[f"{name}: {short}"] = work.pages[query]
            floor[f"{name}: {short}"] = before.pages[query]
    ratios = {f"{name}_cpu": many[name].cpu_us / few[name].cpu_us for name in many}
    return Run(figures, floor, ratios)


def _named(queries: Iterable[str]) -> Iterator[tuple[str, str]]:
    """A short name of each: what it does to which table, numbered where several are alike."""
    seen = Counter[str]()
    for query in sorted(queries):
        if match := _TABLE.search(query):
            name = " ".join(match.groups()).replace("into ", "")
            seen[name] += 1
            yield (name if seen[name] == 1 else f"{name} {seen[name]}"), query


def broken(runs: Sequence[Run]) -> Iterator[str]:
    """The statements and kinds of work that grow more than is promised, in each run's words."""
    for n, run in enumerate(runs, 1):
        for name, pages in run.figures.items():
            before = run.floor.get(name)
            if ": " in name and before is not None and pages > before + MORE_PAGES:
                yield f"run {n}: {name} looks at {before:.1f} pages a row, then at {pages:.1f}"
        for name, ratio in run.ratios.items():
            if ratio > MORE_CPU:
                yield f"run {n}: {name} is {ratio:.2f} times as much"


BENCHMARK = Benchmark(
    "growth", "sending, folding, looking and erasing beside many stored messages, against beside few",
    measure, size=500_000, runs=1, bytes_each=2_500,
)  # fmt: skip
