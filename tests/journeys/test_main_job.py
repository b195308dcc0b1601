"""The main job, end to end: api, worker and simulator commit for real."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

INDOKONA = Path(sys.executable).parent / "indokona"


def test_all_ten_steps_of_the_main_job_hold() -> None:
    done = subprocess.run(
        [INDOKONA, "demo", "--json"], capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    report = json.loads(done.stdout.strip().splitlines()[-1])
    assert report["ok"]
    assert [step["ok"] for step in report["steps"]] == [True] * 10
    gate = report["steps"][5]["counts"]
    assert (gate["accepted_by_meta"], gate["refused"], gate["twice"]) == (40, 2, 0)
    assert report["steps"][8]["counts"]["sent_after_stop"] == 0
    assert report["steps"][9]["counts"]["receipt"] == "verified"
    assert "+9198" not in done.stderr, "no phone number in a log line"
    assert "Dev Kumar" not in done.stderr
