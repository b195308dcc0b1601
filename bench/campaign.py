"""A campaign on a number without pace, against a plain loop on the same simulator.

The campaign is measured from its start to the last recorded answer: expansion, gate, intents,
posts and results, with its status webhooks coming in meanwhile. The loop's number has no webhooks.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

import psycopg

from bench import processes
from bench.installation import (
    Installation,
    approved_template,
    import_people,
    installed,
    people,
    unpaced_number,
)
from bench.measuring import Benchmark, Figures, Run, Wish
from indokona.app.client import until
from indokona.app.demo import TEMPLATE

PARTS = ("worker", "serve", "postgres", "simulator")


def measure(wish: Wish) -> Sequence[Run]:
    """Each run: one campaign to the same list, then the loop to as many, after a warm-up of each."""
    with installed() as installation:
        number = unpaced_number(installation)
        template = approved_template(installation, number["id"])
        import_people(installation, people(wish.size, 1), "bench")
        segment = installation.api.post("/api/segments", {"name": "all", "tags": ["bench"]})["id"]
        stranger = _number_of_the_loop(installation)
        _loop(installation, stranger, min(wish.size, 500), "aiohttp")
        return [
            _run(wish, installation, (number["id"], template, segment), stranger, n)
            for n in range(1, wish.runs + 1)
        ]


def _run(
    wish: Wish, installation: Installation, plan: tuple[str, str, str], stranger: Any, number: int
) -> Run:
    ours = _campaign(installation, plan, wish.size)
    plain = _loop(installation, stranger, wish.size, "aiohttp")
    floor, ratios = dict(plain), {
        "vs_plain_loop": plain["seconds"] / ours["seconds"],
        "dispatch_vs_plain_loop": plain["seconds"] / ours["dispatch_seconds"],
        "cpu_vs_plain_loop": _own(ours) / _own(plain),
    }  # fmt: skip
    if wish.peer:
        peer = _loop(installation, stranger, wish.size, "pywa")
        floor |= {f"peer_{key}": value for key, value in peer.items()}
        ratios["vs_peer"] = peer["seconds"] / ours["seconds"]
    wish.tell(f"run {number}: campaign {ours['seconds']:.2f} s, loop {plain['seconds']:.2f} s")
    return Run(ours, floor, ratios)


def _own(figures: Figures) -> float:
    """CPU without the simulator's, which both need alike."""
    return sum(figures.get(f"{part}_us", 0.0) for part in ("worker", "serve", "postgres", "rest"))


def _campaign(installation: Installation, plan: tuple[str, str, str], size: int) -> Figures:
    api, (number_id, template_id, segment_id) = installation.api, plan
    words = {
        "name": "bench", "number_id": number_id, "template_id": template_id, "segment_id": segment_id,
        "mapping": {"name": {"from": "first_name", "fallback": "friend"}}, "stages": False,
    }  # fmt: skip
    campaign = api.post("/api/campaigns", words)["id"]
    installation.settle()
    before, began = processes.cpu(os.getpid()), time.perf_counter()
    api.post(f"/api/campaigns/{campaign}/start")
    with installation.connected("data") as connection:
        until("the last answer", lambda: _is_over(connection, campaign), seconds=600, every=0.05)
        seconds = time.perf_counter() - began
        spent = _spent(before, size)
        row = connection.execute(_RESULT, (campaign,)).fetchone()
    assert row is not None
    assert row[0] == size, f"{row[0]} of {size} accepted"
    until("the statuses", lambda: _told(installation), seconds=120)
    return {
        "seconds": seconds, "messages_a_second": size / seconds, "dispatch_seconds": float(row[1]),
        **spent,
    }  # fmt: skip


#: Everything expanded, every chunk taken, every slice recorded: a cheap question.
_OVER = (
    "select state <> 'running' and not exists (select 1 from chunk h where h.origin_id = c.id"
    " and h.state <> 'done') and not exists (select 1 from slice)"
    " and exists (select 1 from chunk h where h.origin_id = c.id) from campaign c where id = %s"
)
_RESULT = (
    "select count(*), extract(epoch from max(s.accepted_at) - min(m.at)) from message m"
    " join message_status s using (organisation_id, id) where m.origin_id = %s"
    " and s.accepted_at is not null"
)


def _is_over(connection: psycopg.Connection[Any], campaign: str) -> bool:
    row = connection.execute(_OVER, (campaign,)).fetchone()
    return row is not None and bool(row[0])


def _told(installation: Installation) -> bool:
    """Whether every status has gone out and come in."""
    told: int = installation.simulator.get("/_control/webhooks")["pending"]
    with installation.connected("data") as connection:
        row = connection.execute(
            "select count(*) from intake_block where handed_at is null"
        ).fetchone()
    return told == 0 and row is not None and row[0] == 0


def _spent(before: dict[str, float], size: int) -> Figures:
    """Microseconds of CPU a message, by part."""
    after = processes.cpu(os.getpid())
    return {f"{part}_us": (after[part] - before[part]) / size * 1e6 for part in PARTS}


def _number_of_the_loop(installation: Installation) -> dict[str, Any]:
    words = {"name": "Loop", "throughput": "UNPACED", "registered": True}
    seeded: dict[str, Any] = installation.simulator.post("/_control/seed", words)
    template = json.dumps(TEMPLATE | {"allow_category_change": True})
    reply = installation.simulator.post(
        f"/v25.0/{seeded['waba_id']}/message_templates", json.loads(template),
        headers={"authorization": f"Bearer {seeded['access_token']}"},
    )  # fmt: skip
    time.sleep(1.0)  # the review
    return seeded | {"template_id": reply["id"]}


def _loop(installation: Installation, stranger: dict[str, Any], size: int, client: str) -> Figures:
    """The loop as a process of its own, on a table of its own in the same cluster."""
    words = {
        "database": installation.database("data", "postgres"), "url": installation.simulator_url,
        "token": stranger["access_token"], "number": stranger["phone_number_id"], "size": size,
        "template": TEMPLATE["name"], "language": TEMPLATE["language"], "client": client,
        "table": "plain_loop",
    }  # fmt: skip
    installation.settle()
    before = processes.cpu(os.getpid())
    done = subprocess.run(
        [sys.executable, "-m", "bench.plain_loop"],
        input=json.dumps(words) + "\n", capture_output=True, text=True, check=False,
        cwd=os.path.dirname(os.path.dirname(__file__)),
    )  # fmt: skip
    if done.returncode:
        raise AssertionError(f"the loop failed: {done.stderr[-600:]}")
    told = json.loads(done.stdout.split("\n")[1])
    spent = _spent(before, size)
    spent["worker_us"] = told["cpu_seconds"] / size * 1e6
    return {"seconds": told["seconds"], "messages_a_second": size / told["seconds"], **spent}


BENCHMARK = Benchmark(
    "campaign", "a campaign through the gate, against a plain aiohttp loop that updates a row a message",
    measure, size=10_000, runs=5, bytes_each=60_000, peer="pywa",
)  # fmt: skip
