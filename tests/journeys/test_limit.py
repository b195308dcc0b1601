"""A campaign to more people than its portfolio may write to: as many go as may, the rest says why it waits."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fixtures.running import Up
from tests.journeys.test_up import approved, campaign, consented

from indokona.app import seed
from indokona.app.client import Client, until

LIMIT, PEOPLE = 250, 300
PHONES = [f"9198660{n:05d}" for n in range(PEOPLE)]


def test_exactly_as_many_go_as_the_limit_allows_and_the_rest_when_it_is_raised(live: Up) -> None:
    demo = live.line["demo"]
    words = {"email": demo["email"], "password": demo["password"]}
    owner = Client(live.line["url"], Client(live.line["url"]).post("/api/sessions", words)["token"])
    number = seed.connect_number(owner, live.simulator, "Limited", "STANDARD", "TIER_250")
    template = approved(owner, number["id"])
    consented(owner, [(f"P {n}", phone) for n, phone in enumerate(PHONES)], "limited")
    said = {"phone_number_id": number["phone_number_id"], "text": "Hello"}
    live.simulator.post(f"/_control/persons/{PHONES[0]}/say", said)
    until("the window", lambda: owner.get("/api/conversations")["items"], seconds=20)
    began = datetime.now(UTC)
    made = campaign(owner, number["id"], template, "limited")

    def figures() -> dict[str, Any]:
        found: dict[str, Any] = owner.get(f"/api/campaigns/{made}/live")
        return found

    in_window = 1
    waiting = until(
        "the limit", lambda: (now := figures())["waits_for"] and taken(live, number) and now, seconds=60
    )  # fmt: skip
    until("the last of them", lambda: taken(live, number) >= LIMIT + in_window, seconds=20)
    time.sleep(7)  # who waits looks again after six seconds
    assert taken(live, number) == LIMIT + in_window
    assert waiting["waits_for"] == "portfolio.limit_reached"
    goes_on = datetime.fromisoformat(figures()["goes_on_at"]) - began
    assert timedelta(hours=24) <= goes_on <= timedelta(hours=24, minutes=2)
    counts = figures()["counts"]
    assert (counts["queued"], counts.get("failed", 0)) == (PEOPLE - LIMIT - in_window, 0)
    (places,) = owner.get("/api/budgets")[-1:]
    assert (places["used"], places["limit"], places["number_ids"]) == (LIMIT, LIMIT, [number["id"]])

    raised = f"/_control/number/{number['phone_number_id']}/limit"
    live.simulator.post(raised, {"limit": "TIER_2K"})
    until("the rest", lambda: taken(live, number) == PEOPLE, seconds=30)
    until("the end", lambda: owner.get(f"/api/campaigns/{made}")["state"] == "done", seconds=20)
    assert (figures()["waits_for"], figures()["counts"].get("failed", 0)) == (None, 0)
    told = live.simulator.get("/_control/counts", phone_number_id=number["phone_number_id"])
    assert (told["accepted"], told["accepted_more_than_once"]) == (PEOPLE, [])


def taken(live: Up, number: dict[str, Any]) -> int:
    """How many messages Meta took."""
    told = live.simulator.get("/_control/counts", phone_number_id=number["phone_number_id"])
    return int(told["accepted"])
