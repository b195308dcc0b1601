"""`make drill NAME=meta_away`: for eight minutes Meta answers with nothing, 503, 429, a web page.

Proved: the queue waits and burns no messages, Meta is asked about once a second and not more, and
when it is back everything is sent by itself, once.
"""

from __future__ import annotations

import os
import time

import pytest
from tests.drills.outcome import settled, tell
from tests.drills.stage import Stage, staged

SECONDS, LANES = float(os.environ.get("DRILL_SECONDS", "480")), 4
PEOPLE = 800
JSON = '{"error": {"message": "%s", "code": %d}}'
#: What Meta may ask of a caller meanwhile: a question a second for each worker that holds lanes, and
#: each lane's own try, which comes ever more seldom.
MOST_ASKED_A_SECOND = 4.0


def answer(status: str, kind: str, body: str) -> str:
    """A whole answer."""
    return f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n{body}"


KINDS = {
    "503": answer("503 Service Unavailable", "application/json", JSON % ("Service unavailable", 2)),
    "429": answer("429 Too Many Requests", "application/json", JSON % ("Rate limit hit", 130429)),
    "a web page": answer("502 Bad Gateway", "text/html", "<html><h1>Bad Gateway</h1></html>"),
    "nothing": "",
}


@pytest.mark.drill
def test_meta_away() -> None:
    with staged([PEOPLE] * LANES, INDOKONA_WORKERS="2") as stage:
        began = time.monotonic()
        stage.begin()
        stage.is_sending(100)
        asked = {name: away(stage, how) for name, how in KINDS.items()}
        back = time.monotonic()
        stage.stub.behave()
        stage.is_sending(1, seconds=90)
        again = round(time.monotonic() - back, 1)
        found = settled(stage, seconds=300)
        told = tell("meta_away", began, found, asked_a_second=asked, sends_again=again)
    assert (told["lost"], told["doubled"], told["refused"]) == (0, 0, 0)
    assert max(asked.values()) <= MOST_ASKED_A_SECOND
    # What Meta never answered may have arrived: some of each lane, until Meta was known to be away.
    assert told["doubtful"] <= LANES * 80


def away(stage: Stage, how: str) -> float:
    """Be away in one way for its part of the time; posts a second after the first ten."""
    stage.stub.behave(away=how)
    time.sleep(10)
    before = stage.stub.counts()["refused"]
    span = SECONDS / len(KINDS) - 10
    time.sleep(span)
    return round((stage.stub.counts()["refused"] - before) / span, 2)
