"""Sending alone, over TLS to a stub of Meta: what waits in the queue, against two floors.

The plain loop: as many processes of aiohttp that update a row a message. The bare one: as many of
libcurl that post and COPY what came back. Neither has a gate, sealing, an intent or another's rows.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import processes, stubbed
from bench.installation import (
    Installation,
    approved_template,
    import_people,
    installed,
    people,
    unpaced_number,
)
from bench.measuring import Benchmark, Figures, Run, Wish
from bench.stubbed import Stub
from indokona.app.client import until

#: Processes of each side: one a core of a machine with two.
PROCESSES = 2
#: A portfolio's limit as Meta names it (`TIER_100K`), for what its places cost; without one there are none.
LIMIT = os.environ.get("BENCH_LIMIT")
#: Each run writes to people who have no place yet.
_FORGET = "truncate budget, budget_block, budget_person"


def measure(wish: Wish) -> Sequence[Run]:
    """Each run: as many queued messages as lanes are let go, then both floors with as many posts."""
    with (
        tempfile.TemporaryDirectory(prefix="indokona-bench-stub-") as folder,
        stubbed.running(Path(folder)) as stub,
        installed(PROCESSES, stub.ca_file) as installation,
    ):
        plans = [plan(installation, n, wish.size // PROCESSES) for n in range(PROCESSES)]
        stubbed.turn_to(installation, stub)
        return [_run(wish, installation, plans, stub, n) for n in range(1, wish.runs + 1)]


def _run(
    wish: Wish, installation: Installation, plans: Sequence[Any], stub: Stub, number: int
) -> Run:
    size = wish.size // PROCESSES * PROCESSES
    ours = {} if wish.peer else queued(installation, plans, stub, size)
    plain = floor(installation, stub, size, "bench.plain_loop")
    bare = floor(installation, stub, size, "bench.bare_posts")
    told = {"plain_messages_a_second": size / plain["seconds"], **bare}
    if wish.peer:
        return Run(told, told, {})
    wish.tell(
        f"run {number}: {ours['seconds']:.2f} s, loop {plain['seconds']:.2f} s, bare {bare['seconds']:.2f} s"
    )
    return Run(
        ours,
        told | {"plain_cpu_us": plain["cpu_us"]},
        {
            "vs_plain_loop": plain["seconds"] / ours["seconds"],
            "vs_bare": bare["seconds"] / ours["seconds"],
            "cpu_vs_bare": ours["cpu_us"] / bare["cpu_us"],
            "cpu_vs_plain_loop": ours["cpu_us"] / plain["cpu_us"],
        },
    )  # fmt: skip


def plan(installation: Installation, n: int, size: int) -> dict[str, Any]:
    """A number without pace and a segment of its own for a campaign."""
    number = unpaced_number(installation, LIMIT)
    template = approved_template(installation, number["id"])
    import_people(installation, people(size, n), f"bench{n}")
    segment = installation.api.post("/api/segments", {"name": f"all{n}", "tags": [f"bench{n}"]})
    return {
        "name": "bench", "number_id": number["id"], "template_id": template, "segment_id": segment["id"],
        "mapping": {"name": {"from": "first_name", "fallback": "friend"}}, "stages": False,
    }  # fmt: skip


def queued(
    installation: Installation, plans: Sequence[Any], stub: Stub, size: int, **faults: float
) -> Figures:
    """Fill the queue while the organisation is held, let it go, and wait for the last answer."""
    api, hold = installation.api, f"/api/holds/organisation/{installation.organisation_id}"
    api.put(hold)
    campaigns = [api.post("/api/campaigns", plan)["id"] for plan in plans]
    for campaign in campaigns:
        api.post(f"/api/campaigns/{campaign}/start")
    with installation.connected("data") as connection:

        def waiting() -> int:
            row = connection.execute(_WAITING, (campaigns,)).fetchone()
            return int(row[0]) if row else 0

        until("the queue", lambda: waiting() == size, seconds=600, every=0.05)
        connection.execute(_FORGET)
        installation.settle()
        stub.begin(**faults)
        before = processes.cpu(os.getpid())
        for pid in installation.workers():
            processes.forget_peak(pid)
        api.delete(hold)
        until("the last answer", lambda: _is_over(connection, campaigns), seconds=600, every=0.02)
        spent = _spent(before, size)
        row = connection.execute(_RESULT, (campaigns,)).fetchone()
    assert row is not None
    counts = stub.counts()
    if not faults:
        assert row[0] == size, f"{row[0]} of {size} accepted"
        assert (counts["messages"], counts["again"]) == (size, 0), counts
    seconds = float(row[1])
    peak = max(processes.peak(pid) for pid in installation.workers())
    return {
        "seconds": seconds, "messages_a_second": size / seconds, **spent,
        "cpu_us": spent["worker_us"] + spent["postgres_us"], "worker_mb": peak,
    }  # fmt: skip


_WAITING = "select coalesce(sum(size), 0) from chunk where origin_id = any(%s::uuid[])"
_OVER = (
    "select not exists (select 1 from chunk where origin_id = any(%s::uuid[]) and state <> 'done')"
    " and not exists (select 1 from slice)"
)
_RESULT = (
    "select count(*), extract(epoch from max(s.accepted_at) - min(m.at)) from message m"
    " join message_status s using (organisation_id, id) where m.origin_id = any(%s::uuid[])"
    " and s.accepted_at is not null"
)


def _is_over(connection: Any, campaigns: Sequence[str]) -> bool:
    row = connection.execute(_OVER, (campaigns,)).fetchone()
    return row is not None and bool(row[0])


def _spent(before: dict[str, float], size: int) -> Figures:
    """Microseconds of CPU a message, by part."""
    after = processes.cpu(os.getpid())
    parts = ("worker", "postgres", "stub", "serve")
    return {f"{part}_us": (after[part] - before[part]) / size * 1e6 for part in parts}


def floor(
    installation: Installation,
    stub: Stub,
    size: int,
    program: str,
    more: dict[str, Any] | None = None,
) -> Figures:
    """As many processes of a floor, begun together; from the first post to the last commit."""
    installation.settle()
    stub.begin()
    children = [
        subprocess.Popen(
            [sys.executable, "-m", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, cwd=stubbed.ROOT,
        )
        for _ in range(PROCESSES)
    ]  # fmt: skip
    for n, child in enumerate(children):
        assert child.stdin is not None
        words = {
            "database": installation.database("data", "postgres"), "table": f"floor_{n}",
            "number": "100000000000001", "token": "floor", "template": "shop_offer", "language": "en",
            "size": size // PROCESSES, "client": "aiohttp", **stubbed.words_of(stub), **(more or {}),
        }  # fmt: skip
        child.stdin.write(json.dumps(words) + "\n")
        child.stdin.flush()
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "ready"
    before = processes.cpu(os.getpid())
    for child in children:  # all of them at once
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    told = [json.loads(child.communicate()[0]) for child in children]
    seconds = max(one["seconds"] for one in told)
    after = processes.cpu(os.getpid())
    assert stub.counts()["posts"] == size
    postgres = (after["postgres"] - before["postgres"]) / size * 1e6
    own = sum(one["cpu_seconds"] for one in told) / size * 1e6
    return {
        "seconds": seconds, "messages_a_second": size / seconds,
        "own_us": own, "postgres_us": postgres,
        "stub_us": (after["stub"] - before["stub"]) / size * 1e6, "cpu_us": own + postgres,
    }  # fmt: skip


BENCHMARK = Benchmark(
    "send", "queued messages over TLS, against a plain loop and against bare posts with COPY",
    measure, size=20_000, runs=5, bytes_each=80_000, peer="the floors alone",
)  # fmt: skip
