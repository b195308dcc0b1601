"""A run of retention over messages past their time, against a bare batched DELETE of the same rows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg

from bench.databases import ID, Databases, databases
from bench.measuring import Benchmark, Run, Wish
from indokona.kernel import clock, retention
from indokona.kernel.datamap import Keep
from indokona.privacy.actions import retention as act
from indokona.privacy.hooks import HOOKS

#: How long ago the rows were written, and from when on they are due.
AGE, CLOCK = timedelta(days=500), timedelta(days=395)
BATCH = 5000
_FILL = (
    "insert into message (organisation_id, id, contact_id, number_id, direction, purpose, kind, origin_kind,"
    " origin_id, fence, content_sealed, wamid_sealed, at)"
    f" select %s, {ID.format(at='(now() - %s)')}, gen_random_uuid(), %s, 'in', 'service', 'text', 'inbound',"
    " gen_random_uuid(), 0, decode(repeat('ab', 150), 'hex'), decode(repeat('cd', 90), 'hex'), now() - %s"
    " from generate_series(1, %s) g"
)
_DELETE = (
    "delete from message m using (select organisation_id, id from message where organisation_id = %s"
    " and id < month_floor(%s) order by id limit %s) d"
    " where m.organisation_id = d.organisation_id and m.id = d.id"
)


def measure(wish: Wish) -> Sequence[Run]:
    """Each run: the same rows twice, ended by a run of ours and by a bare loop."""
    with databases() as found:
        with found.connected("data") as connection:
            _long_ago(connection)
        return [_run(wish, found, number) for number in range(1, wish.runs + 1)]


def _long_ago(connection: psycopg.Connection[Any]) -> None:
    """A partition for what was written before the installation was there."""
    row = connection.execute(
        "select month_floor(date_trunc('month', now() - interval '1 month'))"
    ).fetchone()
    assert row is not None
    connection.execute(
        "create table message_long_ago partition of message for values"
        f" from ('00000000-0000-0000-0000-000000000000') to ('{row[0]}')".encode()
    )
    connection.execute("alter table message_long_ago owner to indokona_owner")


def _run(wish: Wish, found: Databases, number: int) -> Run:
    organisation_id = found.organisation_id
    _fill(found, organisation_id, wish.size)
    ours, longest, emptied = asyncio.run(_ours(found, organisation_id, wish.size))
    _fill(found, organisation_id, wish.size)
    bare = _bare(found, organisation_id, wish.size)
    wish.tell(
        f"run {number}: {ours:.1f} s, longest lock {longest * 1000:.0f} ms,"
        f" bare {bare:.1f} s, emptying first {emptied:.1f} s"
    )
    return Run(
        {
            "seconds": ours, "rows_a_second": wish.size / ours, "longest_lock_ms": longest * 1000,
            "emptying_seconds": emptied, "emptying_rows_a_second": wish.size / emptied,
        },
        {"seconds": bare, "rows_a_second": wish.size / bare},
        {"vs_delete": bare / ours, "emptying_vs_delete": bare / emptied},
    )  # fmt: skip


def _fill(found: Databases, organisation_id: UUID, size: int) -> None:
    with found.connected("data") as connection:
        connection.execute("truncate message_long_ago")
        connection.execute(_FILL, (organisation_id, AGE, UUID(int=1), AGE, size))
        connection.execute("vacuum analyze message_long_ago")
    found.settle()


async def _ours(found: Databases, organisation_id: UUID, size: int) -> tuple[float, float, float]:
    """Seconds of deleting, its longest transaction, and seconds of emptying the same rows before."""
    until, locks = clock.now() - CLOCK, list[float]()
    async with found.opened() as database:
        rules = {r.data_class: r for r in retention.rules(HOOKS.metadata) if r.table == "message"}
        began = time.perf_counter()
        emptied = await act.sweep(database, organisation_id, rules[Keep.content], until)
        emptying = time.perf_counter() - began
        with found.connected("data") as connection:
            connection.execute("vacuum analyze message_long_ago")
        _fill(found, organisation_id, size)
        began = time.perf_counter()
        deleted = await act.sweep(
            database, organisation_id, rules[Keep.metadata], until, tell=locks.append
        )
        seconds = time.perf_counter() - began
    if (emptied, deleted) != (size, size):
        raise AssertionError(f"{emptied} emptied and {deleted} deleted of {size}")
    return seconds, max(locks), emptying


def _bare(found: Databases, organisation_id: UUID, size: int) -> float:
    """A loop that knows neither clocks nor holds nor walls."""
    total, began = 0, time.perf_counter()
    with found.connected("data") as connection:
        while gone := connection.execute(
            _DELETE, (organisation_id, clock.now() - CLOCK, BATCH)
        ).rowcount:
            total += gone
    assert total == size
    return time.perf_counter() - began


BENCHMARK = Benchmark(
    "retention", "ending rows past their time, against a bare batched DELETE of the same rows",
    measure, size=1_000_000, runs=1, bytes_each=4500,
)  # fmt: skip
