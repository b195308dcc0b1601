"""What the promises cost on the send path: the product against a program that keeps none of them, and
that program with one promise each, so that every share is seen.

Both send the same number of messages over TLS to the same stub, by two processes, one after the other.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import send, stubbed
from bench.installation import Installation, installed
from bench.measuring import Benchmark, Run, Wish
from bench.stubbed import Stub
from indokona.app.demo import TEMPLATE
from indokona.kernel import ids

#: What the program without promises takes on, one at a time.
PROMISES = ("sealing", "gate", "walls")


def measure(wish: Wish) -> Sequence[Run]:
    """Each run: the product, then the program without, then with each promise alone."""
    with (
        tempfile.TemporaryDirectory(prefix="indokona-bench-stub-") as folder,
        stubbed.running(Path(folder)) as stub,
        installed(send.PROCESSES, stub.ca_file) as installation,
    ):
        plans = [
            send.plan(installation, n, wish.size // send.PROCESSES) for n in range(send.PROCESSES)
        ]
        stubbed.turn_to(installation, stub)
        return [_run(wish, installation, plans, stub, n) for n in range(1, wish.runs + 1)]


def _run(
    wish: Wish, installation: Installation, plans: Sequence[object], stub: Stub, number: int
) -> Run:
    size = wish.size // send.PROCESSES * send.PROCESSES
    ours = {} if wish.peer else send.queued(installation, plans, stub, size)
    kept: tuple[str, ...]
    found = {}
    for kept in ((), *((one,) for one in PROMISES)):
        words = {"keeps": kept, "shape": TEMPLATE, "organisation": str(ids.new())}
        found[kept] = send.floor(installation, stub, size, "bench.without", words)
    bare = found[()]
    shares = {
        f"{kept[0]}_share": told["cpu_us"] / bare["cpu_us"] - 1
        for kept, told in found.items()
        if kept
    }
    if wish.peer:
        return Run(bare, bare, shares)
    wish.tell(f"run {number}: {ours['seconds']:.2f} s, without {bare['seconds']:.2f} s; {shares}")
    ratios = {
        "cpu_cost": ours["cpu_us"] / bare["cpu_us"] - 1,
        "rate_cost": bare["seconds"] / ours["seconds"],
    }
    return Run(ours, bare, ratios | shares)


BENCHMARK = Benchmark(
    "sealing", "what the promises cost on the send path, and each promise's share",
    measure, size=20_000, runs=5, bytes_each=120_000, peer="the program without promises alone",
)  # fmt: skip
