"""`make drill NAME=hosts`: two hosts of their own work on one database, through PgBouncer in transaction
mode; then one of them is cut off for half a minute.

Proved: both hold lanes; the lanes of the one that is cut off send again from the other within fifteen
seconds; nothing is lost, and what it had under way when it comes back is posted by nobody again.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from tests.drills.hosts import HERE, Host, bridge, hosts
from tests.drills.outcome import settled, tell
from tests.drills.stage import Stage, staged
from tests.fixtures.disks import new_folder
from tests.fixtures.packages import needs_root

from indokona.app.client import until

LANES, PEOPLE, LEASE = 8, 5000, 10
CUT = 30.0
_HOLDERS = "select holder::text, number_id from lane where until > now() and holder is not null"


@pytest.mark.drill
def test_hosts() -> None:
    needs_root("it makes network namespaces")
    with new_folder() as folder, bridge() as net, staged([PEOPLE] * LANES, listens=HERE) as stage:
        for worker in stage.up.pids("work"):
            os.kill(worker, signal.SIGSTOP)  # this machine itself does not send
        with hosts(net, 2, folder, stage.up.data, environment(stage)) as both:
            stage.stub.begin(delay=0.1)
            began = time.monotonic()
            stage.begin()
            stage.is_sending(500, seconds=90)
            shared = until("both hosts", lambda: held(stage), seconds=60)
            again, lost = cut(stage, both[0])
            found = settled(stage, seconds=300)
            figures = tell(
                "hosts", began, found, lanes=shared, lanes_cut_off=lost, sends_again=again
            )
        for worker in stage.up.pids("work"):
            os.kill(worker, signal.SIGCONT)
    assert (figures["lost"], figures["doubled"], figures["refused"]) == (0, 0, 0)
    assert lost > 0
    assert again <= 15.0


def environment(stage: Stage) -> dict[str, str]:
    """What a worker of `up` was given, as far as it is not about this machine's databases."""
    pairs = Path(f"/proc/{stage.up.pids('work')[0]}/environ").read_bytes().split(b"\0")
    given = dict(pair.decode().split("=", 1) for pair in pairs if b"=" in pair)
    kept = {name: value for name, value in given.items() if name.startswith("INDOKONA_")}
    return {**kept, "INDOKONA_LEASE": str(LEASE)}


def held(stage: Stage) -> dict[str, int] | None:
    """How many lanes each holder has, as soon as there are two."""
    with stage.data() as connection:
        found = Counter(row[0] for row in connection.execute(_HOLDERS).fetchall())
    return dict(found) if len(found) == 2 else None


def cut(stage: Stage, host: Host) -> tuple[float, int]:
    """Cut a host off for a while: seconds until the lanes that it held send again, and how many they were."""
    with stage.data() as connection:
        before = {row[1]: row[0] for row in connection.execute(_HOLDERS).fetchall()}
        host.cut()
        at, since = time.monotonic(), connection.execute("select now()").fetchone()
        assert since is not None
        time.sleep(3)  # what it had sent to the database before is there by now
        gone = [n for n in before if not sends(stage, [n], since[0], 2)]
        until("the other host", lambda: sends(stage, gone, since[0], 3) == len(gone), seconds=60)
        again = round(time.monotonic() - at, 1)
        time.sleep(max(CUT - (time.monotonic() - at), 0))
    host.connect()
    return again, len(gone)


def sends(stage: Stage, numbers: list[object], since: object, after: int) -> int:
    """From how many of these numbers something was taken so many seconds after a moment."""
    with stage.data() as connection:
        row = connection.execute(
            "select count(distinct number_id) from message where number_id = any(%s)"
            " and at > %s + make_interval(secs => %s)",
            (numbers, since, after),
        ).fetchone()
    return int(row[0]) if row else 0
