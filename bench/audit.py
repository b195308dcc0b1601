"""Closing and verifying the chain of acts, against reading the same bytes and hashing them once."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Sequence
from uuid import UUID

from bench.databases import ID, Databases, databases
from bench.measuring import Benchmark, Run, Wish
from indokona.kernel import chain, chain_check, closing

#: As if 2,500 acts a transaction had been written, by transactions long over.
_FILL = (
    "insert into audit (organisation_id, id, actor_kind, actor_id, act, subject_kind, subject_id, reason, at, xid)"
    f" select %s, {ID.format(at='now()')}, 'user', gen_random_uuid(), 'conversation.opened', 'contact',"
    " gen_random_uuid(), null, now(), (100 + g / 2500)::text::xid8 from generate_series(1, %s) g"
)


def measure(wish: Wish) -> Sequence[Run]:
    """Each run: so many acts more, closed, then all of them verified."""
    with databases() as found:
        return [_run(wish, found, number) for number in range(1, wish.runs + 1)]


def _run(wish: Wish, found: Databases, number: int) -> Run:
    organisation_id = found.organisation_id
    with found.connected("data") as connection:
        connection.execute("truncate audit, audit_segment, audit_head")
        connection.execute(_FILL, (organisation_id, wish.size))
        connection.execute("analyze audit")
    with found.connected("keyring") as connection:
        connection.execute("truncate chain_head")
    found.settle()
    closed, verified = asyncio.run(_timed(found, organisation_id, wish.size))
    floor = _floor(found)
    wish.tell(
        f"run {number}: closed in {closed:.1f} s, verified in {verified:.1f} s, floor {floor:.1f} s"
    )
    return Run(
        {
            "close_seconds": closed, "verify_seconds": verified, "acts_a_second": wish.size / verified,
        },
        {"seconds": floor},
        {"vs_hashing": floor / verified},
    )  # fmt: skip


async def _timed(found: Databases, organisation_id: UUID, size: int) -> tuple[float, float]:
    async with found.opened() as database:
        began = time.perf_counter()
        await closing.close(database, organisation_id)
        closed = time.perf_counter() - began
        began = time.perf_counter()
        verdict = await chain_check.verify(database, organisation_id)
        verified = time.perf_counter() - began
    if not verdict.ok or verdict.rows != size:
        raise AssertionError(f"{verdict.rows} acts verified, {verdict.findings[:3]}")
    return closed, verified


def _floor(found: Databases) -> float:
    """The same bytes, read in order by one statement and hashed as one."""
    began, digest = time.perf_counter(), hashlib.sha256()
    with found.connected("data") as connection, connection.cursor() as cursor:
        ask = (
            f"copy (select {chain.CANONICAL} from audit order by xid, id) to stdout (format binary)"
        )
        with cursor.copy(ask.encode()) as out:
            for part in out:
                digest.update(part)
    return time.perf_counter() - began


BENCHMARK = Benchmark(
    "audit", "closing and verifying the chain of acts, against hashing the same bytes once",
    measure, size=1_000_000, runs=1, bytes_each=1800,
)  # fmt: skip
