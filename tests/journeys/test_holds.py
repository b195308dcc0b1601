"""Kill switches and an outage of Meta, thrown while a campaign runs: nothing leaves, nothing is lost."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.fixtures.running import INDOKONA, Up
from tests.journeys.test_up import approved, consented, drafted

from indokona.app import seed
from indokona.app.client import Client, Failed, until
from indokona.kernel.egress.posts import AT_ONCE_A_BATCH

PEOPLE = 800
#: What may be in doubt when Meta breaks: what both hands have under way, and one for each trial.
MOST_IN_DOUBT = 2 * AT_ONCE_A_BATCH + 32


@pytest.fixture(scope="module")
def owner(live: Up) -> Client:
    """The owner's session."""
    demo = live.line["demo"]
    words = {"email": demo["email"], "password": demo["password"]}
    return Client(live.line["url"], Client(live.line["url"]).post("/api/sessions", words)["token"])


@pytest.fixture(scope="module")
def fast(live: Up, owner: Client) -> dict[str, Any]:
    """A number without pace, its template, and people who agreed."""
    number = seed.connect_number(owner, live.simulator, "Fast", "UNPACED")
    consented(owner, [(f"P {n}", f"9198560{n:05d}") for n in range(2000)], "away")
    return {"number": number["id"], "template": approved(owner, number["id"])}


@pytest.fixture(scope="module")
def paced(live: Up, owner: Client) -> dict[str, Any]:
    """A number of 80 a second, its template, and people who agreed."""
    number = seed.connect_number(owner, live.simulator, "Paced", "STANDARD")
    consented(owner, [(f"P {n}", f"9198570{n:05d}") for n in range(PEOPLE)], "held")
    return {"number": number["id"], "template": approved(owner, number["id"])}


def counts(owner: Client, made: str) -> dict[str, int]:
    found: dict[str, int] = owner.get(f"/api/campaigns/{made}")["counts"]
    return found


def taken(owner: Client, made: str) -> int:
    """How many have left the queue."""
    return counts(owner, made)["recipients"] - counts(owner, made)["queued"]


def begun(owner: Client, line: dict[str, Any], tag: str, name: str) -> str:
    """A campaign under way, on a segment of its own name."""
    made = drafted(owner, line["number"], line["template"], tag, name)
    owner.post(f"/api/campaigns/{made}/start")
    return made


def finished(owner: Client, made: str, seconds: float = 60) -> dict[str, int]:
    def ended() -> bool:
        return bool(owner.get(f"/api/campaigns/{made}")["state"] == "done")

    until("the end", ended, seconds=seconds)
    return counts(owner, made)


@contextmanager
def held(owner: Client, kind: str, subject: str) -> Iterator[None]:
    owner.put(f"/api/holds/{kind}/{subject}")
    yield
    owner.delete(f"/api/holds/{kind}/{subject}")


@contextmanager
def halted(live: Up) -> Iterator[None]:
    """By the operator."""

    def operator(*words: str) -> str:
        words = (str(INDOKONA), "operator", *words, "--data", str(live.data))
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout

    signed = ("--as", "night-desk", "--reason", "A template of fraud.")
    operator("add", "night-desk")
    assert operator("halt", *signed) == "nothing is sent\n"
    yield
    assert operator("resume", *signed) == "sending goes on\n"


@pytest.mark.parametrize("kind", ["number", "template", "organisation", "platform"])
def test_a_kill_switch_works_within_two_seconds_and_loses_nothing(
    live: Up, owner: Client, paced: dict[str, Any], kind: str
) -> None:
    made = begun(owner, paced, "held", kind)
    until("the first", lambda: taken(owner, made) > 0, seconds=20, every=0.05)
    subject = {**paced, "organisation": live.line["demo"]["organisation_id"]}.get(kind, "")
    with halted(live) if kind == "platform" else held(owner, kind, subject):
        time.sleep(2)
        seen = taken(owner, made)
        assert seen < PEOPLE
        time.sleep(2)
        assert taken(owner, made) == seen, "more was taken two seconds after the switch"
    found = finished(owner, made)
    assert set(found) <= {"recipients", "queued", "accepted", "sent", "delivered", "read"}, found
    assert live.simulator.get("/_control/counts")["accepted_more_than_once"] == []


def test_what_is_not_ours_or_not_there_cannot_be_held(owner: Client, paced: dict[str, Any]) -> None:
    nobody = "00000000-0000-7000-8000-000000000000"
    for kind in ("number", "template", "organisation"):
        with pytest.raises(Failed, match="404"):
            owner.put(f"/api/holds/{kind}/{nobody}")
    with pytest.raises(Failed, match="404"):
        owner.delete(f"/api/holds/number/{paced['number']}")
    with held(owner, "number", paced["number"]), held(owner, "template", paced["template"]):
        kinds = [(one["kind"], one["subject_id"]) for one in owner.get("/api/holds")]
        assert kinds == [("number", paced["number"]), ("template", paced["template"])]


@pytest.mark.parametrize(
    "trouble",
    [{"error_rate": 1.0, "error_code": 131057}, {"http_500_after_effect": 1.0}, {"lose_answers": 1.0}],
)  # fmt: skip
def test_while_meta_is_broken_a_campaign_waits_and_burns_no_messages(
    live: Up, owner: Client, fast: dict[str, Any], trouble: dict[str, Any]
) -> None:
    live.simulator.post("/_control/faults", trouble)
    try:
        made = begun(owner, fast, "away", next(iter(trouble)))
        until("trouble", lambda: taken(owner, made), seconds=20, every=0.05)
        until("the rest waits again", lambda: taken(owner, made) <= MOST_IN_DOUBT, seconds=20)
        time.sleep(3)
        assert taken(owner, made) <= MOST_IN_DOUBT, "what was under way, and one a trial"
    finally:
        live.simulator.post("/_control/faults", {})
    found = finished(owner, made, seconds=90)
    assert sum(n for name, n in found.items() if name != "recipients") == 2000
    assert found.get("unknown", 0) + found.get("doubtful", 0) <= MOST_IN_DOUBT
    assert live.simulator.get("/_control/counts")["accepted_more_than_once"] == []
