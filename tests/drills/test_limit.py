"""`make drill NAME=limit`: a campaign to more people than its portfolio may write to in 24 hours, on a
clock that is set ahead by a day, twice; workers die meanwhile.

Proved: each day exactly as many go as the limit allows, Meta refuses none, nobody gets it twice.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.drills.test_clock import DAY, SOURCE
from tests.fixtures.disks import new_folder
from tests.fixtures.packages import needs
from tests.fixtures.running import Up, up
from tests.journeys.test_up import approved, campaign, consented

from indokona.app import seed
from indokona.app.client import Client, until

LIMIT, PEOPLE = 250, 600
#: Seconds: a place is kept a minute longer than Meta's day.
NEXT_DAY = DAY + 90


@pytest.mark.drill
def test_limit() -> None:
    compiler = needs("cc", "gcc")
    with new_folder() as folder:
        clock, library = folder / "shifted", folder / "shifted.so"
        clock.write_text("0")
        words = [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl"]
        subprocess.run(words, check=True)
        env = {"LD_PRELOAD": str(library), "SHIFTED_BY": str(clock), "INDOKONA_WORKERS": "2"}
        with up(**env) as running:
            figures = days(running, clock)
    print("\n" + json.dumps({"drill": "limit", **figures}), flush=True)
    for n, (taken, in_doubt) in enumerate(figures["days"], 1):
        # What a killed worker had not begun to post has its place, and is in doubt.
        assert taken <= LIMIT * n
        assert taken + in_doubt >= min(LIMIT * n, PEOPLE)
    assert (figures["failed"], figures["queued"], figures["doubled"]) == (0, 0, 0)


def days(running: Up, clock: Path) -> dict[str, Any]:
    """How many had it at the end of each day, and how."""
    demo = running.line["demo"]  # whoever signs in is signed out a day later, the API key is not
    words = {"email": demo["email"], "password": demo["password"]}
    api = Client(
        running.line["url"], Client(running.line["url"]).post("/api/sessions", words)["token"]
    )
    number = seed.connect_number(api, running.simulator, "Limited", "STANDARD", "TIER_250")
    template = approved(api, number["id"])
    consented(api, [(f"P {n}", f"9198660{n:05d}") for n in range(PEOPLE)], "limited")
    made, ended = campaign(api, number["id"], template, "limited"), list[tuple[int, int]]()
    for day in range(3):
        clock.write_text(str(day * NEXT_DAY))
        until(
            "the first of the day",
            lambda: told(running, number)["accepted"] > (ended[-1][0] if ended else 0),
            seconds=60,
        )
        os.kill(running.pids("work")[day % 2], signal.SIGKILL)
        until("the end of the day", lambda: is_over(running.api, made), seconds=90, every=0.5)
        counts = running.api.get(f"/api/campaigns/{made}")["counts"]
        in_doubt = counts.get("unknown", 0) + counts.get("doubtful", 0)
        ended.append((told(running, number)["accepted"], in_doubt))
    counts = running.api.get(f"/api/campaigns/{made}")["counts"]
    return {
        "days": ended, "failed": counts.get("failed", 0), "queued": counts["queued"],
        "doubled": len(told(running, number)["accepted_more_than_once"]),
    }  # fmt: skip


def is_over(api: Client, made: str) -> bool:
    """Whether all that may go today has gone."""
    live = api.get(f"/api/campaigns/{made}/live")
    return not live["counts"].get("dispatching") and (
        live["state"] == "done" or live["waits_for"] is not None
    )


def told(running: Up, number: dict[str, Any]) -> dict[str, Any]:
    """What Meta counts."""
    found: dict[str, Any] = running.simulator.get(
        "/_control/counts", phone_number_id=number["phone_number_id"]
    )
    return found
