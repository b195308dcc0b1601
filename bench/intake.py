"""Webhooks in: one event each, verified, sealed and durable before the 200, against an INSERT each.

The worker is stopped meanwhile, so that only taking in is measured; then it folds all of it, against
a bare upsert of as many statuses.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from bench import bare_fold, processes
from bench.installation import Installation, installed
from bench.measuring import Benchmark, Figures, Run, Wish
from bench.stubbed import ROOT
from indokona.app.client import until
from indokona.app.processes import free_port

CONNECTIONS = 256
#: One a core of a machine with two.
WORKERS = 2


def measure(wish: Wish) -> Sequence[Run]:
    """Each run: as many webhooks to the product and to the floor, then both folds."""
    with installed(WORKERS) as installation, _floor_server(installation) as floor_port:
        order = _app(installation) | {"count": wish.size, "connections": CONNECTIONS}
        serve_port = int(httpx.URL(str(installation.api_url)).port or 0)
        ports = serve_port, floor_port
        return [_run(wish, installation, order, ports, n) for n in range(1, wish.runs + 1)]


def _run(
    wish: Wish, installation: Installation, order: dict[str, Any], ports: tuple[int, int], n: int
) -> Run:
    with _paused(installation.workers()):
        each = _load(installation, order | {"port": ports[1]}, "bench.insert_each")
    until("the floor's statuses", lambda: _folded(installation), seconds=600)
    with _paused(installation.workers()):
        ours = _load(installation, order | {"port": ports[0]}, "serve")
    fold = _fold(installation, wish.size)
    bare = bare_fold.seconds(installation.database("data"), wish.size)
    wish.tell(
        f"run {n}: {ours['seconds']:.2f} s (p99 {ours['p99_ms']:.0f} ms), each {each['seconds']:.2f} s"
        f" (p99 {each['p99_ms']:.0f} ms); fold {fold['fold_seconds']:.2f} s, bare {bare:.2f} s"
    )
    return Run(
        ours | fold,
        each | {"bare_fold_seconds": bare},
        {
            "vs_insert_each": each["seconds"] / ours["seconds"],
            "p99_vs_insert_each": ours["p99_ms"] / each["p99_ms"],
            "cpu_vs_insert_each": ours["cpu_us"] / each["cpu_us"],
            "fold_vs_bare": bare / fold["fold_seconds"],
        },
    )


def _app(installation: Installation) -> dict[str, Any]:
    """A number with an app of its own, whose secret signs the webhooks."""
    seeded = installation.simulator.post(
        "/_control/seed", {"name": "Bench", "throughput": "UNPACED"}
    )
    app = {"app_id": seeded["app_id"], "app_secret": seeded["app_secret"]}
    made = installation.api.post("/api/meta-apps", app)
    words = {"callback_url": made["callback_url"], "verify_token": made["verify_token"]}
    installation.simulator.post(f"/_control/apps/{seeded['app_id']}/callback", words)
    names = ("access_token", "waba_id", "phone_number_id", "business_id", "pin", "app_id")
    installation.api.post("/api/numbers", {name: seeded[name] for name in names})
    return {
        "path": httpx.URL(made["callback_url"]).path, "secret": seeded["app_secret"],
        "waba_id": seeded["waba_id"], "phone_number_id": seeded["phone_number_id"],
    }  # fmt: skip


@contextmanager
def _floor_server(installation: Installation) -> Iterator[int]:
    """The floor as a process with the settings of the running `serve`, on a port of its own."""
    serve = next(p for p in processes.tree(os.getpid()) if p.words.endswith(" serve"))
    pairs = Path(f"/proc/{serve.pid}/environ").read_bytes().split(b"\0")
    env = dict(pair.decode().split("=", 1) for pair in pairs if b"=" in pair)
    port = free_port("127.0.0.1", 0)
    child = subprocess.Popen(
        [sys.executable, "-m", "bench.insert_each"], cwd=ROOT,
        env={**env, "INDOKONA_PORT": str(port)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until("the floor", lambda: _is_ready(port), seconds=60)
        yield port
    finally:
        child.terminate()
        child.wait(timeout=10)


def _is_ready(port: int) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).status_code == 200
    return False


@contextmanager
def _paused(pids: Sequence[int]) -> Iterator[None]:
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def _load(installation: Installation, order: dict[str, Any], server: str) -> Figures:
    installation.settle()
    child = subprocess.Popen(
        [sys.executable, "-m", "bench.webhook_load"], cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(json.dumps(order) + "\n")
    child.stdin.flush()
    assert child.stdout.readline().strip() == "ready"
    before = _cpu(server)
    told = json.loads(child.communicate("go\n")[0])
    after = _cpu(server)
    assert told["statuses"] == {"200": order["count"]}, told["statuses"]
    spent = {f"{k}_us": (after[k] - before[k]) / order["count"] * 1e6 for k in after}
    return {
        "seconds": told["seconds"], "webhooks_a_second": order["count"] / told["seconds"],
        "p50_ms": told["p50_ms"], "p99_ms": told["p99_ms"], **spent, "cpu_us": sum(spent.values()),
    }  # fmt: skip


def _cpu(server: str) -> dict[str, float]:
    found = {"server": 0.0, "postgres": 0.0}
    for one in processes.tree(os.getpid()):
        if one.words.endswith(server):
            found["server"] += one.cpu
        elif "postgres" in one.words:
            found["postgres"] += one.cpu
    return found


def _fold(installation: Installation, size: int) -> Figures:
    """How long the worker, which goes on just now, takes for all of it."""
    with installation.connected("data") as connection:
        before, began = processes.cpu(os.getpid()), time.perf_counter()
        until("the fold", lambda: _is_folded(connection), seconds=600, every=0.02)
        seconds = time.perf_counter() - began
    after = processes.cpu(os.getpid())
    spent = sum(after[part] - before[part] for part in ("worker", "postgres"))
    return {
        "fold_seconds": seconds,
        "statuses_a_second": size / seconds,
        "fold_cpu_us": spent / size * 1e6,
    }


def _folded(installation: Installation) -> bool:
    with installation.connected("data") as connection:
        return _is_folded(connection)


def _is_folded(connection: Any) -> bool:
    row = connection.execute(
        "select exists (select from intake_block where handed_at is null)"
    ).fetchone()
    return row is not None and not row[0]


BENCHMARK = Benchmark(
    "intake", "webhooks of one status, against an INSERT for each; then folding, against a bare upsert",
    measure, size=20_000, runs=5, bytes_each=20_000,
)  # fmt: skip
