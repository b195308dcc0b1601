"""`make drill NAME=postgres`: the databases' servers end at once, again and again, while numbers send.

Proved: `up` revives them, the API answers again within a minute, sending goes on by itself, every
message has a named end and none is posted twice. First the data, then the keyring.
"""

from __future__ import annotations

import os
import signal
import time
from datetime import UTC, datetime

import httpx
import pytest
from tests.drills.outcome import is_over, settled, tell
from tests.drills.stage import Stage, staged

from indokona.app.client import Failed, until

DATA, KEYRING = int(os.environ.get("DRILL_ROUNDS", "20")), 5
LANES = 6

_TAKEN = (
    "select count(distinct number_id) from message where origin_id = any(%s::uuid[]) and at > %s"
)
_STANDING = (
    "select count(distinct number_id) from chunk c where origin_id = any(%s::uuid[]) and state = 'ready'"
    " and not exists (select 1 from message m where m.origin_id = c.origin_id and m.at > %s)"
)


@pytest.mark.drill
def test_postgres() -> None:
    with staged([160 * (DATA + KEYRING)] * LANES, INDOKONA_WORKERS="2") as stage:
        began = time.monotonic()
        stage.begin()
        data = [round_of(stage, "data") for _ in range(DATA - 1)]
        every_number = {"data": last_round(stage, "data")}
        keyring = [round_of(stage, "keyring") for _ in range(KEYRING - 1)]
        every_number["keyring"] = last_round(stage, "keyring")
        assert not is_over(stage), "the load lasts as long as the rounds"
        found = settled(stage, seconds=120)
        rounds = [*data, *keyring]
        told = tell(
            "postgres", began, found, data_stops=DATA, keyring_stops=KEYRING,
            api_answers_again=max(answers for answers, _ in rounds),
            data_sends_again=max(sends for _, sends in data),
            keyring_sends_again=max(sends for _, sends in keyring), every_number_sends_again=every_number,
        )  # fmt: skip
    assert (told["lost"], told["doubled"], told["refused"]) == (0, 0, 0)
    assert told["api_answers_again"] <= 60


def round_of(stage: Stage, which: str) -> tuple[float, float]:
    """Stop a cluster at once, while posts fly; seconds until the API answers, and until a slice is taken."""
    stage.is_sending(30, every=0.02)
    at = stop(stage, which)
    until("the API", lambda: answers(stage), seconds=60)
    answered = time.monotonic()
    until("the sending", lambda now=datetime.now(UTC): taken_since(stage, now), every=0.02)
    return round(answered - at, 1), round(time.monotonic() - at, 1)


def last_round(stage: Stage, which: str) -> float:
    """The same; seconds until every number sends again."""
    stage.is_sending(30, every=0.02)
    at = stop(stage, which)
    until("the API", lambda: answers(stage), seconds=60)
    now = datetime.now(UTC)
    until("every number", lambda: not standing_since(stage, now), seconds=60)
    return round(time.monotonic() - at, 1)


def stop(stage: Stage, which: str) -> float:
    """End a server without its writing anything back; returns when."""
    pid_file = stage.up.data / "postgres" / which / "postmaster.pid"
    os.kill(int(pid_file.read_text().split("\n", 1)[0]), signal.SIGQUIT)
    at = time.monotonic()
    time.sleep(0.2)
    return at


def taken_since(stage: Stage, since: datetime) -> int:
    """From how many numbers' queues something was taken since a moment."""
    with stage.data() as connection:
        row = connection.execute(_TAKEN, (stage.campaigns, since)).fetchone()
    return int(row[0]) if row else 0


def standing_since(stage: Stage, since: datetime) -> int:
    """Of how many numbers something waits, and nothing was taken since a moment."""
    with stage.data() as connection:
        row = connection.execute(_STANDING, (stage.campaigns, since)).fetchone()
    return int(row[0]) if row else 0


def answers(stage: Stage) -> bool:
    """Whether the API reads from the data, and opens what the keyring has the keys of."""
    api, query = stage.installation.api, {"text": "+919800000001"}
    try:
        return bool(
            api.get(f"/api/campaigns/{stage.campaigns[0]}")
            and api.post("/api/contacts/search", query)
        )
    except (Failed, httpx.HTTPError):
        return False
