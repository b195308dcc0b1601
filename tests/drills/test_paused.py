"""`make drill NAME=paused`: the worker that holds the lanes stands still for longer than its lease.

Proved: another takes over; what the sleeper had under way is never posted again, and it begins no
post after it lost the lanes; an answer that it finds when it wakes up is kept.
"""

from __future__ import annotations

import os
import signal
import time
from uuid import UUID

import pytest
from tests.drills.outcome import outcome, settled, tell
from tests.drills.stage import Stage, staged

from indokona.app.client import until
from indokona.messaging import rules

#: Each round lasts a lease. A shorter lease would prove less: what a worker may still begin when it
#: wakes up is bounded to five seconds after the gate was asked, and that has to be within the lease.
ROUNDS, LANES = int(os.environ.get("DRILL_ROUNDS", "6")), 6
#: People of each number: a round is a lease in which nothing is sent, and some seconds in which much is.
PEOPLE = 600 * ROUNDS

_OF = "from lane where number_id in (select number_id from campaign where id = any(%s::uuid[]))"
_LANES = f"select number_id, holder, fence {_OF}"
_HELD = f"select holder {_OF} and until > now()"
#: What holders of these lanes meant to post with these fences or older ones.
_OLDER = (
    "select m.id from unnest(%s::uuid[], %s::int8[]) as k(number_id, fence)"
    " join message m on m.number_id = k.number_id and m.fence <= k.fence"
)


@pytest.mark.drill
def test_paused() -> None:
    with staged([PEOPLE] * LANES, INDOKONA_WORKERS="2") as stage:
        stage.stub.begin(delay=0.4)
        began = time.monotonic()
        stage.begin()
        stage.is_sending(500)
        taken, late = 0, set[str]()
        for n in range(ROUNDS):
            sleeper = stage.up.pids("work")[n % 2]
            took, begun = round_of(stage, sleeper)
            taken, late = taken + took, late | begun
        found = settled(stage, seconds=180)
        kept = found.abandoned & found.ids("accepted")
        answered = found.abandoned & found.seen.keys()
        told = tell(
            "paused", began, found, rounds=ROUNDS, lanes_taken_over=taken,
            posted_after_the_fence=len(late), late_answers=len(answered), late_answers_kept=len(kept),
        )  # fmt: skip
    assert (told["lost"], told["doubled"], told["refused"]) == (0, 0, 0)
    assert taken >= ROUNDS
    assert not late
    assert kept
    assert kept == answered, "the stub lost no answer: what it took is known to be accepted"
    assert told["doubtful"] == told["abandoned"] - len(kept)


def round_of(stage: Stage, sleeper: int) -> tuple[int, set[str]]:
    """Stop a worker past its lease and wake it; how many lanes changed hands, and what it then began."""
    stage.is_sending(300)
    os.kill(sleeper, signal.SIGSTOP)
    try:
        before = lanes(stage)
        time.sleep(rules.LEASE.total_seconds())  # from now on no valid lease is the sleeper's
        until("the takeover", lambda: have_one_holder(stage), seconds=30)
        lost = {n: fence for n, (holder, fence) in before.items() if lanes(stage)[n][0] != holder}
        woken = time.time()
    finally:
        os.kill(sleeper, signal.SIGCONT)
    stage.is_sending(300)
    time.sleep(rules.LEASE.total_seconds() / 5)
    with stage.data() as connection:
        rows = connection.execute(_OLDER, (list(lost), list(lost.values()))).fetchall()
    seen = outcome(stage).seen
    older = {row[0].hex for row in rows}
    return len(lost), {key for key in older & seen.keys() if seen[key][1] > woken}


def lanes(stage: Stage) -> dict[UUID, tuple[UUID | None, int]]:
    """Who holds each lane, with which fence."""
    with stage.data() as connection:
        rows = connection.execute(_LANES, (stage.campaigns,)).fetchall()
    return {row[0]: (row[1], row[2]) for row in rows}


def have_one_holder(stage: Stage) -> bool:
    """Whether one worker holds every lane, by a lease that has not passed."""
    with stage.data() as connection:
        rows = connection.execute(_HELD, (stage.campaigns,)).fetchall()
    return len(rows) == LANES and len({row[0] for row in rows}) == 1
