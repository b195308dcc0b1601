"""`make drill NAME=stop`: 100,000 messages wait for others and 100 for the person who says STOP.

Proved: from the webhook to the last of that person's messages cancelled takes at most a second, for 99
of 100 people, and nobody else loses a message.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from uuid import UUID

import psycopg
import pytest
from bench.installation import import_people, people
from tests.drills.inside import inside
from tests.drills.stage import Stage, staged

from indokona.app.client import until
from indokona.kernel import ids
from indokona.kernel.database import Database
from indokona.messaging.actions import send
from indokona.messaging.facts import Draft, Origin

OTHERS, RUNS, OF_EACH = int(os.environ.get("DRILL_OTHERS", "100000")), 100, 100
_REFUSED = "select count(*) from refusal where contact_id = %s and code = 'consent.withdrawn'"
_WHO = (
    "select c.id from contact c join contact_tag t on t.organisation_id = c.organisation_id"
    " and t.contact_id = c.id order by c.id limit %s"
)


@pytest.mark.drill
def test_stop() -> None:
    with staged([RUNS]) as stage, stage.held():
        installation = stage.installation
        import_people(installation, people(RUNS, 7), "stoppers")
        number = UUID(stage.numbers[0]["id"])
        with stage.data() as connection:
            who = [row[0] for row in connection.execute(_WHO, (RUNS + 1,)).fetchall()]
        organisation = UUID(installation.organisation_id)
        asyncio.run(queue(stage, organisation, number, who))
        took = sorted(stopped(stage, one) for one in who[:RUNS])
        with stage.data() as connection:
            left = connection.execute(_REFUSED, (who[-1],)).fetchone()
    figures = {
        "runs": RUNS, "others": OTHERS, "p50": took[RUNS // 2], "p99": took[RUNS * 99 // 100 - 1], "worst": took[-1],
    }  # fmt: skip
    print("\n" + json.dumps({"drill": "stop", **figures}), flush=True)
    assert figures["p99"] <= 1.0
    assert left == (0,), "others keep what waits for them"


async def queue(stage: Stage, organisation: UUID, number: UUID, who: list[UUID]) -> None:
    """What waits: 100 messages for each who will say STOP, and the rest for one who will not."""
    async with inside(stage.up.data) as database:
        await put(database, organisation, number, [one for one in who[:-1] for _ in range(OF_EACH)])
        await put(database, organisation, number, [who[-1]] * OTHERS)


async def put(database: Database, organisation: UUID, number: UUID, to: list[UUID]) -> None:
    version = ids.new()
    for n in range(0, len(to), 1000):
        drafts = [Draft(one, "marketing", {"values": {}}, version) for one in to[n : n + 1000]]
        async with database.organisation(organisation) as db:
            queued = await send.send(db, number, Origin("campaign", ids.new()), drafts)
            assert all(one.code is None for one in queued)


def stopped(stage: Stage, contact_id: UUID) -> float:
    """Seconds from the person's STOP to the last of their messages cancelled."""
    phone = stage.installation.api.get(f"/api/contacts/{contact_id}")["phones"][0].lstrip("+")
    said = {"phone_number_id": stage.numbers[0]["phone_number_id"], "text": "STOP"}
    began = time.monotonic()
    stage.installation.simulator.post(f"/_control/persons/{phone}/say", said)
    with stage.data() as connection:
        until(
            "the cancelling", lambda: refused(connection, contact_id) == OF_EACH, seconds=30, every=0.005
        )  # fmt: skip
    return round(time.monotonic() - began, 3)


def refused(connection: psycopg.Connection[object], contact_id: UUID) -> int:
    """How many of a person's messages were cancelled."""
    row = connection.execute(_REFUSED, (contact_id,)).fetchone()
    return int(row[0]) if row else 0  # type: ignore[index]
