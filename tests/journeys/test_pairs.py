"""Fifty answers to one person: a burst arrives, Meta refuses none, the rest waits its time."""

from __future__ import annotations

import time

from tests.fixtures.running import Up

from indokona.app.client import until
from indokona.messaging.pairs import BURST

DEV, MANY = "919833300077", BURST + 10


def test_one_person_is_answered_no_faster_than_meta_allows(live: Up) -> None:
    number = {"phone_number_id": live.line["demo"]["phone_number_id"]}
    live.simulator.post(f"/_control/persons/{DEV}/say", {**number, "text": "Hello"})
    found = until("it", lambda: live.api.get("/api/conversations")["items"], seconds=20)
    path = f"/api/conversations/{found[0]['id']}/messages"
    for n in range(MANY):
        live.api.post(path, {"text": f"Answer {n}"})

    def states() -> list[str]:
        page = live.api.get(f"{path}?limit=100")
        return [one["state"] for one in page if one["direction"] == "out"]

    until("the burst", lambda: MANY - states().count("queued") >= BURST, seconds=30)
    time.sleep(3)
    assert 1 <= states().count("queued") <= MANY - BURST
    assert "failed" not in states()
    accepted = live.simulator.get(f"/_control/counts?phone_number_id={number['phone_number_id']}")
    assert BURST <= accepted["accepted"] < MANY
    assert accepted["accepted_more_than_once"] == []
