"""The package of a contact with many messages: seconds and peak memory of the process that makes it.

Each measured part is a fresh process, so that a peak is its own. The floor reads and opens the same
rows and writes them as JSON Lines.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from uuid import UUID

from bench.databases import Databases, databases
from bench.measuring import Benchmark, Run, Wish
from indokona.app import wiring
from indokona.contacts.actions import upsert
from indokona.contacts.facts import Person
from indokona.kernel import clock, ids, keyring, root
from indokona.kernel.database import Db
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses
from indokona.privacy import packing

#: Characters of a message, and rows a page of the floor.
TEXT, PAGE = 300, 500


def measure(wish: Wish) -> Sequence[Run]:
    """Each run: the package, then the floor; the p95 over the runs stands in every run's figures."""
    with databases() as found:
        contact_id = asyncio.run(_filled(found, wish.size))
        found.settle()
        pairs = [
            (_apart(found, contact_id, True), _apart(found, contact_id, False))
            for _ in range(wish.runs)
        ]
    p95 = sorted(ours for (ours, _), _ in pairs)[-(-wish.runs * 95 // 100) - 1]
    for n, (ours, floor) in enumerate(pairs, 1):
        wish.tell(f"run {n}: {ours[0]:.2f} s, {ours[1]:.0f} MB; floor {floor[0]:.2f} s, {floor[1]:.0f} MB")  # fmt: skip
    return [
        Run(
            {"seconds": ours[0], "p95_seconds": p95, "peak_mb": ours[1]},
            {"seconds": floor[0], "peak_mb": floor[1]},
            {"vs_json_lines": floor[0] / ours[0]},
        )
        for ours, floor in pairs
    ]


async def _filled(found: Databases, size: int) -> UUID:
    async with found.opened() as database, database.organisation(found.organisation_id) as db:
        contact_id = (await upsert.upsert(db, [Person("+919876504321", name="Dev")]))[0].contact_id
        sealer = await db.sealer(keyring.CONTACT, [contact_id])
        mine = ids.new_many(size)
        words = [json.dumps({"text": f"{n} ".ljust(TEXT, "x")}) for n in range(size)]
        sealed = [
            sealer.seal(contact_id, "message.content", i, w)
            for i, w in zip(mine, words, strict=True)
        ]
        await db.run(
            "insert into message (organisation_id, id, contact_id, number_id, direction, purpose, kind,"
            " origin_kind, origin_id, fence, content_sealed, at) select %s, u.i, %s, %s, 'in', 'service', 'text',"
            " 'person', %s, 0, u.c, %s from unnest(%b::uuid[], %b::bytea[]) u(i, c)",
            (db.organisation_id, contact_id, UUID(int=1), contact_id, clock.now(), mine, sealed),
        )
    return contact_id


def _apart(found: Databases, contact_id: UUID, is_ours: bool) -> tuple[float, float]:
    """Seconds and peak megabytes of one part, in a process of its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        addresses = Addresses(found.addresses.data, found.addresses.keyring)
        return pool.submit(
            _part, found.data, addresses, found.organisation_id, contact_id, is_ours
        ).result()


def _part(
    data: Path, addresses: Addresses, organisation_id: UUID, contact_id: UUID, is_ours: bool
) -> tuple[float, float]:
    settings = Settings(data=data)
    wiring.connect(settings)
    found = Databases(data, root.load(settings), addresses, organisation_id)
    seconds = asyncio.run(_timed(found, contact_id, is_ours))
    # Not getrusage: its peak begins with that of the process that started this one.
    status = Path("/proc/self/status").read_text()
    return seconds, int(status.split("VmHWM:")[1].split()[0]) / 1024


async def _timed(found: Databases, contact_id: UUID, is_ours: bool) -> float:
    async with found.opened() as database, database.organisation(found.organisation_id) as db:
        began = time.perf_counter()
        made = await (packing.package if is_ours else _floor)(db, contact_id)
        assert made
        return time.perf_counter() - began


async def _floor(db: Db, contact_id: UUID) -> bytes:
    lines, before = list[str](), UUID(int=2**128 - 1)
    while rows := await db.rows(
        "select id, content_sealed, at from message where organisation_id = %s and contact_id = %s and id < %s"
        " order by id desc limit %s",
        (db.organisation_id, contact_id, before, PAGE),
    ):
        opener = await db.opener(row[1] for row in rows)
        lines += [
            json.dumps(
                [row[0], opener.text(row[1], "message.content", row[0]), row[2]], default=str
            )
            for row in rows
        ]
        before = rows[-1][0]
    return "\n".join(lines).encode()


BENCHMARK = Benchmark(
    "access", "the package of a contact with 10,000 messages, against the same rows as JSON Lines",
    measure, size=10_000, runs=5, bytes_each=4500,
)  # fmt: skip
