"""The package of a contact with many messages and files: seconds and memory of the process that makes it.

Made as a person fetches it: read page by page, zipped, encrypted to a passphrase, and let go piece by
piece. Each measured part is a fresh process, so that a peak is its own; `more_mb` is what it grew by.
The floor reads and opens the same rows and pieces and writes them as JSON Lines, whole.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from bench.databases import Databases, databases
from bench.measuring import Benchmark, Run, Wish
from indokona.accounts import store
from indokona.app import wiring
from indokona.contacts.actions import upsert
from indokona.contacts.facts import Person
from indokona.kernel import clock, ids, keyring, root
from indokona.kernel.audit import MACHINE
from indokona.kernel.database import Database, Db
from indokona.kernel.sealing import Sealer
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses
from indokona.privacy.actions import desk, fetching

#: Characters of a message, and rows a page of the floor.
TEXT, PAGE = 300, 500
#: Every so many messages one has a file, of so many sealed pieces of 256 KiB: 4 MB.
FILE_EVERY, PIECES, PIECE = 500, 16, 256 * 1024


def measure(wish: Wish) -> Sequence[Run]:
    """Each run: the package, then the floor; the p95 over the runs stands in every run's figures."""
    with databases() as found:
        contact_id = asyncio.run(_filled(found, wish.size))
        found.settle()
        pairs = [
            (_apart(found, contact_id, True), _apart(found, contact_id, False))
            for _ in range(wish.runs)
        ]
    p95 = sorted(ours.seconds for ours, _ in pairs)[-(-wish.runs * 95 // 100) - 1]
    for n, (ours, floor) in enumerate(pairs, 1):
        wish.tell(
            f"run {n}: {ours.seconds:.2f} s, {ours.megabytes:.0f} MB made, {ours.more:.0f} MB more than idle;"
            f" floor {floor.seconds:.2f} s, {floor.more:.0f} MB more"
        )
    return [
        Run(
            {"seconds": ours.seconds, "p95_seconds": p95, "more_mb": ours.more, "made_mb": ours.megabytes},
            {"seconds": floor.seconds, "more_mb": floor.more},
            {"vs_json_lines": floor.seconds / ours.seconds},
        )
        for ours, floor in pairs
    ]  # fmt: skip


async def _filled(found: Databases, size: int) -> UUID:
    async with found.opened() as database, database.organisation(found.organisation_id) as db:
        own = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
        name = own.seal(db.organisation_id, "organisation.name", db.organisation_id, "Tea House")
        await store.insert_organisation(db, name, "IN", "en", clock.now())
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
        for message_id in mine[::FILE_EVERY]:
            await _with_file(db, sealer, contact_id, message_id)
    return contact_id


async def _with_file(db: Db, sealer: Sealer, contact_id: UUID, message_id: UUID) -> None:
    await db.run(
        "insert into media_file (organisation_id, message_id, contact_id, number_id, state, due_at, mime_type, size)"
        " values (%s, %s, %s, %s, 'kept', %s, 'image/jpeg', %s)",
        (db.organisation_id, message_id, contact_id, UUID(int=1), clock.now(), PIECES * PIECE),
    )
    for no in range(PIECES):
        sealed = sealer.seal(contact_id, f"media.piece:{no}", message_id, os.urandom(PIECE))
        await db.run(
            "insert into media_piece (organisation_id, message_id, no, contact_id, piece_sealed)"
            " values (%s, %s, %s, %s, %s)",
            (db.organisation_id, message_id, no, contact_id, sealed),
        )


class Made(NamedTuple):
    """One part: how long, how much left, and how far the process grew over its size before, in MB."""

    seconds: float
    megabytes: float
    more: float


def _apart(found: Databases, contact_id: UUID, is_ours: bool) -> Made:
    """One part, in a process of its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        addresses = Addresses(found.addresses.data, found.addresses.keyring)
        return pool.submit(
            _part, found.data, addresses, found.organisation_id, contact_id, is_ours
        ).result()


def _part(
    data: Path, addresses: Addresses, organisation_id: UUID, contact_id: UUID, is_ours: bool
) -> Made:
    settings = Settings(data=data)
    wiring.connect(settings)
    found = Databases(data, root.load(settings), addresses, organisation_id)
    return asyncio.run(_measured(found, contact_id, is_ours))


async def _measured(found: Databases, contact_id: UUID, is_ours: bool) -> Made:
    async with found.opened() as database:
        async with database.organisation(found.organisation_id) as db:
            link = await desk.access_by_officer(db, MACHINE, contact_id)
        idle, began = _megabytes("VmRSS"), time.perf_counter()
        if is_ours:
            made = await _left(database, link.url.rsplit("/", 1)[1])
        else:
            async with database.organisation(found.organisation_id) as db:
                made = len(await _floor(db, contact_id))
        seconds = time.perf_counter() - began
    # Not getrusage: its peak begins with that of the process that started this one.
    return Made(seconds, made / 1e6, _megabytes("VmHWM") - idle)


async def _left(database: Database, token: str) -> int:
    package = await fetching.begin(database, token, "a passphrase of the bench", "en")
    return sum([len(piece) async for piece in package])


def _megabytes(name: str) -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{name}:")[1].split()[0]) / 1024


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
    pieces = await db.rows(
        "select message_id, no, piece_sealed from media_piece where organisation_id = %s and contact_id = %s"
        " order by message_id, no",
        (db.organisation_id, contact_id),
    )
    opener = await db.opener(row[2] for row in pieces)
    bodies = [opener.raw(sealed, f"media.piece:{no}", of) for of, no, sealed in pieces]
    return "\n".join(lines).encode() + b"".join(bodies)


BENCHMARK = Benchmark(
    "access", "the package of a contact with 10,000 messages and 20 files of 4 MB, against JSON Lines",
    measure, size=10_000, runs=5, bytes_each=25_000,
)  # fmt: skip
