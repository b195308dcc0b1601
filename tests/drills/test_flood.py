"""`make drill NAME=flood`: for five minutes 3,000 statuses a second arrive where 300 are usual, one a webhook.

Proved: whatever was answered with 200 is folded, nothing is refused as broken, codes that people wait
for still leave within two seconds, and the backlog is gone within five minutes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from bench.stubbed import ROOT
from tests.drills.stage import Stage, staged

from bench import intake
from indokona.app.client import until

SECONDS, A_SECOND = int(os.environ.get("DRILL_SECONDS", "300")), 3000
PIECE = 30
CONNECTIONS = 256
EVERY = 3.0
_CODES = "select id from outgoing where purpose = 'authentication' and id > %s order by id"


@dataclass(slots=True)
class Codes:
    """Somebody signs up every few seconds, and waits for the code on the phone."""

    stage: Stage
    asked: list[float] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Until it is over; each from an address of their own, as people come."""
        url = self.stage.up.line["url"]
        with httpx.Client(base_url=url, trust_env=False, timeout=30) as http:
            version = http.get("/api/installation").json()["policy_version"]
            while not self.over.wait(EVERY):
                n = len(self.asked)
                form = {
                    "business_name": f"Flood {n}", "name": "Chitra", "email": f"flood{n}@books.example",
                    "phone": f"+9198123{n:05d}", "password": "three kettles by the window", "policy_version": version,
                }  # fmt: skip
                began = time.time()
                address = {"x-forwarded-for": f"203.0.113.{n % 250}"}
                answer = http.post("/api/sign-up", json=form, headers=address)
                assert answer.status_code < 300, answer.text
                self.asked.append(began)

    def waits(self) -> list[float]:
        """Seconds from each request to the code's post at Meta, in order."""
        with self.stage.data() as connection:
            first = "00000000-0000-0000-0000-000000000000"
            made = [row[0].hex for row in connection.execute(_CODES, (first,)).fetchall()]
        seen = {key.removeprefix("ik:"): at for key, (_, at) in self.stage.stub.seen().items()}
        posted = [seen[one] for one in made[-len(self.asked) :]]
        return sorted(at - asked for asked, at in zip(self.asked, posted, strict=True))


@pytest.mark.drill
def test_flood() -> None:
    with staged([10], INDOKONA_WORKERS="1", INDOKONA_BEHIND_PROXY="true") as stage:
        order = intake._app(stage.installation) | {
            "port": int(httpx.URL(stage.up.line["url"]).port or 0),
            "count": A_SECOND * PIECE, "connections": CONNECTIONS, "a_second": A_SECOND,
        }  # fmt: skip
        codes = Codes(stage)
        thread = threading.Thread(target=codes.run)
        thread.start()
        try:
            answered, late = flood(order)
        finally:
            codes.over.set()
            thread.join()
        ended = time.monotonic()
        until("the backlog", lambda: folded(stage) >= answered["200"], seconds=300, every=1)
        drained, waits = time.monotonic() - ended, codes.waits()
        figures = {
            "answers": dict(answered), "lost": answered["200"] - folded(stage), "drained": round(drained, 1),
            "codes": len(waits), "code_p50": round(waits[len(waits) // 2], 2),
            "code_p95": round(waits[len(waits) * 95 // 100], 2), "answer_p99_ms": late,
        }  # fmt: skip
        print("\n" + json.dumps({"drill": "flood", **figures}), flush=True)
    assert set(answered) <= {"200", "503"}
    assert figures["lost"] == 0
    assert waits[len(waits) * 95 // 100] <= 2.0
    assert drained <= 300


def flood(order: dict[str, Any]) -> tuple[Counter[str], list[int]]:
    """Piece after piece, the next one made while the last is sent; answers, and the p99 of each piece."""
    answered, late = Counter[str](), list[int]()
    waiting = begun(order)
    for n in range(SECONDS // PIECE):
        now, waiting = waiting, begun(order) if n + 1 < SECONDS // PIECE else None
        told = json.loads(now.communicate("go\n")[0])
        answered.update(told["statuses"])
        late.append(round(told["p99_ms"]))
    return answered, late


def begun(order: dict[str, Any]) -> subprocess.Popen[str]:
    """A program that holds a piece's requests and waits for the word."""
    child = subprocess.Popen(
        [sys.executable, "-m", "bench.webhook_load"], cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdin is not None
    child.stdin.write(json.dumps(order) + "\n")
    child.stdin.flush()
    return child


def folded(stage: Stage) -> int:
    """Statuses that were folded."""
    with stage.data() as connection:
        row = connection.execute(
            "select count(*) from message_status where delivered_at is not null"
        ).fetchone()
    return int(row[0]) if row else 0
