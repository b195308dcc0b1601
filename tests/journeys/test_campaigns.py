"""Campaigns as a marketer drives them: planned, paused, cancelled, done."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.fixtures.running import Up
from tests.journeys.test_up import approved, consented

from indokona.app.client import Failed, until

PEOPLE = [(f"P {n}", f"9198440{n:05d}") for n in range(60)]


@pytest.fixture(scope="module")
def plan(live: Up) -> dict[str, Any]:
    """Everything a campaign needs, with sixty people who agreed and one who did not."""
    number = live.api.get("/api/numbers")[0]["id"]
    template = approved(live.api, number)
    consented(live.api, PEOPLE, "sixty")
    live.api.post("/api/contacts", {"phone": "+919844099999", "name": "Quiet", "tags": ["sixty"]})
    segment = live.api.post("/api/segments", {"name": "sixty", "tags": ["sixty"]})["id"]
    mapping = {"name": {"from": "first_name", "fallback": "friend"}}
    return {
        "name": "c",
        "number_id": number,
        "template_id": template,
        "segment_id": segment,
        "mapping": mapping,
    }


def drafted(live: Up, plan: dict[str, Any]) -> str:
    return str(live.api.post("/api/campaigns", plan)["id"])


def shown(live: Up, made: str) -> dict[str, Any]:
    found: dict[str, Any] = live.api.get(f"/api/campaigns/{made}")
    return found


def done(live: Up, made: str) -> dict[str, Any]:
    return until("the end", lambda: (c := shown(live, made))["state"] == "done" and c, seconds=40)


def test_a_campaign_that_is_done_says_when_and_its_counts_add_up(
    live: Up, plan: dict[str, Any]
) -> None:
    made = drafted(live, plan)
    live.api.post(f"/api/campaigns/{made}/start")
    found = done(live, made)
    assert found["ended_at"] >= found["started_at"]
    counts = found["counts"]
    assert counts["recipients"] == 61
    assert counts["refused:consent.missing"] == 1
    assert counts["queued"] == 0
    states = ("accepted", "sent", "delivered", "read", "failed", "unknown", "dispatching")
    assert sum(counts.get(state, 0) for state in states) == 60


def test_a_planned_campaign_starts_by_itself_and_can_be_moved(
    live: Up, plan: dict[str, Any]
) -> None:
    made = drafted(live, plan)
    far, soon = (datetime.now(UTC) + timedelta(seconds=s) for s in (3600, 1.5))
    planned = live.api.post(f"/api/campaigns/{made}/start", {"at": far.isoformat()})
    assert (planned["state"], planned["counts"]["recipients"]) == ("scheduled", 0)
    live.api.post(f"/api/campaigns/{made}/start", {"at": soon.isoformat()})
    assert done(live, made)["started_at"] >= soon.isoformat()[:19]


@pytest.mark.parametrize(
    "at", ["2020-01-01T00:00:00Z", "2090-01-01T00:00:00Z", "2026-12-01T10:00:00", "soon"]
)
def test_a_bad_moment_is_refused(live: Up, plan: dict[str, Any], at: str) -> None:
    made = drafted(live, plan)
    with pytest.raises(Failed, match="422"):
        live.api.post(f"/api/campaigns/{made}/start", {"at": at})
    assert shown(live, made)["state"] == "draft"


def test_cancelling_keeps_a_row_with_the_reason_for_everyone_not_written_to(
    live: Up, plan: dict[str, Any]
) -> None:
    made = drafted(live, plan)
    live.simulator.post("/_control/faults", {"delay_ms": 300})
    live.api.post(f"/api/campaigns/{made}/start")
    live.api.post(f"/api/campaigns/{made}/pause")
    until("expansion or pause", lambda: shown(live, made)["state"] == "paused")
    live.api.post(f"/api/campaigns/{made}/resume")
    live.api.post(f"/api/campaigns/{made}/pause")
    live.api.post(f"/api/campaigns/{made}/cancel")
    live.simulator.post("/_control/faults", {"delay_ms": 0})

    def settled() -> dict[str, int] | None:
        counts = shown(live, made)["counts"]
        return None if counts.get("dispatching") or counts["queued"] else counts

    counts = until("the end", settled, seconds=20)
    found = shown(live, made)
    assert (found["state"], found["ended_at"] is not None) == ("cancelled", True)
    known = sum(n for name, n in counts.items() if name not in ("recipients", "queued"))
    assert known == counts["recipients"]
    with pytest.raises(Failed, match=r"campaign\.wrong_state"):
        live.api.post(f"/api/campaigns/{made}/resume")


def test_a_worker_killed_in_the_last_slice_leaves_nothing_hanging(
    live: Up, plan: dict[str, Any]
) -> None:
    """No chunk waits any more, so only the open slice can tell that there is work."""
    made = drafted(live, plan)
    live.simulator.post("/_control/faults", {"delay_ms": 2000})
    live.api.post(f"/api/campaigns/{made}/start")
    until(
        "the last slice",
        lambda: shown(live, made)["counts"].get("dispatching"),
        seconds=20,
        every=0.05,
    )
    for pid in live.pids("work"):
        os.kill(pid, signal.SIGKILL)
    live.simulator.post("/_control/faults", {"delay_ms": 0})
    counts = done(live, made)["counts"]
    assert not counts.get("dispatching")


def test_a_campaign_pauses_itself_on_a_red_number_and_goes_on_when_a_person_says_so(
    live: Up, plan: dict[str, Any]
) -> None:
    rating = f"/_control/number/{live.line['demo']['phone_number_id']}/quality"
    made = drafted(live, plan)
    live.simulator.post(rating, {"quality": "RED", "event": "FLAGGED"})
    until("the rating", lambda: live.api.get("/api/numbers")[0]["quality"] == "RED", seconds=15)
    live.api.post(f"/api/campaigns/{made}/start")
    found = until("the pause", lambda: (c := shown(live, made))["paused_for"] and c, seconds=15)
    assert (found["state"], found["paused_for"]) == ("paused", "number.quality_red")
    live.simulator.post(rating, {"quality": "GREEN", "event": "UNFLAGGED"})
    live.api.post(f"/api/campaigns/{made}/resume")
    found = done(live, made)
    assert (found["counts"]["recipients"], found["paused_for"]) == (61, None)


def test_stages_begin_and_wait_for_their_observation(live: Up, plan: dict[str, Any]) -> None:
    made = drafted(live, {**plan, "stages": True})
    live.api.post(f"/api/campaigns/{made}/start")
    counts = until(
        "the first stage",
        lambda: (c := shown(live, made)["counts"])["recipients"] == 50 and not c["queued"] and c,
        seconds=20,
    )
    assert counts["recipients"] == 50
    found = shown(live, made)
    assert (found["state"], found["stage"], found["audience"]) == ("running", 1, 61)
    assert live.api.post(f"/api/campaigns/{made}/cancel")["state"] == "cancelled"
