"""`make drill NAME=adversary`: a million sends that must not go: 950,000 drafts through the door that all
sending goes through, chosen by seed, and 50,000 through campaigns, plans, conversations, tests, retries
and replays. Consent is missing, withdrawn, expired, of another purpose, in doubt; data are restricted;
people are erased; and a yes is taken back between the queue and the post.

Proved: none is queued that may not go, and Meta gets nothing at all.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from bench.installation import import_people, people
from tests.drills.inside import inside
from tests.drills.stage import Stage, staged

from indokona.app.client import Failed, until
from indokona.consent.actions import doubt, terms, withdraw
from indokona.contacts.actions import restrict
from indokona.kernel import ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database, Db
from indokona.messaging.actions import send
from indokona.messaging.facts import Draft, Origin
from indokona.privacy.actions import desk

SENDS, PIECE = int(os.environ.get("DRILL_SENDS", "950000")), 1000
#: People of each kind; the campaigns go to all of them.
EACH = 500
CAMPAIGNS = int(os.environ.get("DRILL_CAMPAIGNS", "17"))
KINDS = ("missing", "withdrawn", "expired", "other", "doubt", "restricted", "erased")
AUTHOR = Actor("user", ids.NIL)
_TAGGED = (
    "select distinct i.contact_id from identity i join contact c on c.organisation_id = i.organisation_id"
    " and c.id = i.contact_id where c.import_id = %s order by 1"
)
_QUEUED = "select distinct contact_id from outgoing where number_id = %s"
_PASSED = "select count(*) from outgoing where number_id = %s"


@pytest.mark.drill
def test_adversary() -> None:
    with staged([EACH]) as stage:
        began, sent = time.monotonic(), Counter[str]()
        between(stage, sent)
        who = {kind: arrived(stage, n, kind) for n, kind in enumerate(KINDS)}
        number = UUID(stage.numbers[0]["id"])
        with stage.data() as connection:
            before = connection.execute(_PASSED, (number,)).fetchone()
        passed = asyncio.run(adversaries(stage, number, who, sent))
        doors(stage, who, sent)
        with stage.data() as connection:
            after = connection.execute(_PASSED, (number,)).fetchone()
        figures = {
            "sends": sent.total(), "doors": dict(sent), "passed": passed, "queued": after[0] - before[0],  # type: ignore[index]
            "posts": stage.posts(), "seconds": round(time.monotonic() - began, 1),
        }  # fmt: skip
        print("\n" + json.dumps({"drill": "adversary", **figures}), flush=True)
    assert (figures["passed"], figures["queued"], figures["posts"]) == (0, 0, 0)
    assert figures["sends"] >= SENDS + CAMPAIGNS * EACH * (len(KINDS) - 1)


def between(stage: Stage, sent: Counter[str]) -> None:
    """A campaign is queued while everybody agrees; then all take it back, and only then may it go."""
    with stage.held():
        stage.begin()
        until("the queueing", lambda: is_queued(stage), seconds=60)
        asyncio.run(taken_back(stage))
        sent["between queue and post"] += EACH
    until("the refusals", lambda: is_over(stage), seconds=60, every=0.5)


async def taken_back(stage: Stage) -> None:
    with stage.data() as connection:
        rows = connection.execute(_QUEUED, (stage.numbers[0]["id"],)).fetchall()
    async with inside(stage.up.data) as database:
        for (contact_id,) in rows:
            async with organisation(stage, database) as db:
                await withdraw.stop(db, AUTHOR, contact_id, "chat")


def arrived(stage: Stage, n: int, kind: str) -> list[UUID]:
    """People of a kind, imported with a consent of their own but where it is missing or of another purpose."""
    installation, file = stage.installation, people(EACH, n + 2)
    if kind == "missing":
        made = installation.api.upload("/api/imports", file, tag="adversary")
        ask = f"/api/imports/{made['id']}"
        until(
            "the import", lambda: installation.api.get(ask)["state"] not in ("waiting", "running")
        )
    elif kind == "other":
        made = installation.api.upload(
            "/api/imports", file, tag="adversary", purpose=["utility"], source="shop counter form",
            wording="Yes, tell me about my orders.", consented_at=datetime.now(UTC).isoformat(),
        )  # fmt: skip
        ask = f"/api/imports/{made['id']}"
        until(
            "the import", lambda: installation.api.get(ask)["state"] not in ("waiting", "running")
        )
    else:
        made = import_people(installation, file, "adversary")
    with stage.data() as connection:
        who = [row[0] for row in connection.execute(_TAGGED, (made["id"],)).fetchall()]
    assert len(who) == EACH, (kind, len(who))
    return who


def organisation(stage: Stage, database: Database) -> Any:
    """A transaction of the drill's organisation."""
    return database.organisation(UUID(stage.installation.organisation_id))


async def adversaries(
    stage: Stage, number: UUID, who: dict[str, list[UUID]], sent: Counter[str]
) -> int:
    """Make each kind what it is; then drafts by seed through the one door. Returns how many passed."""
    async with inside(stage.up.data) as database:
        for kind, act in BECOMES.items():
            for contact_id in who[kind]:
                async with organisation(stage, database) as db:
                    await act(db, contact_id)
        async with organisation(stage, database) as db:
            await terms.change(db, AUTHOR, {"marketing": 30})
        until("the erasures", lambda: are_erased(stage), seconds=240, every=1)
        chance, passed = random.Random(5), 0
        everybody = [one for some in who.values() for one in some]
        for _ in range(SENDS // PIECE):
            to = chance.choices(everybody, k=PIECE)
            drafts = [Draft(one, "marketing", {"values": {}}, ids.NIL) for one in to]
            async with organisation(stage, database) as db:
                queued = await send.send(db, number, Origin("campaign", ids.new()), drafts)
            passed += sum(one.code is None for one in queued)
            sent["the one door"] += PIECE
    return passed


async def _withdraw(db: Db, contact_id: UUID) -> None:
    await withdraw.stop(db, AUTHOR, contact_id, "chat")


async def _doubt(db: Db, contact_id: UUID) -> None:
    await doubt.suspend(db, [contact_id])


async def _restrict(db: Db, contact_id: UUID) -> None:
    await restrict.restrict(db, AUTHOR, contact_id)


async def _erase(db: Db, contact_id: UUID) -> None:
    await desk.erase_by_officer(db, AUTHOR, contact_id)


BECOMES: dict[str, Callable[[Db, UUID], Any]] = {
    "withdrawn": _withdraw, "doubt": _doubt, "restricted": _restrict, "erased": _erase,
}  # fmt: skip


def doors(stage: Stage, who: dict[str, list[UUID]], sent: Counter[str]) -> None:
    """Through every door of the product: campaigns, plans, tests, conversations, and the same again."""
    api, number = stage.installation.api, stage.numbers[0]["id"]
    template = stage.plans[0]["template_id"]
    segment = api.post("/api/segments", {"name": "adversary", "tags": ["adversary"]})["id"]
    plan = {
        "name": "adversary", "number_id": number, "template_id": template, "segment_id": segment,
        "mapping": {"name": {"from": "first_name", "fallback": "friend"}}, "stages": False,
    }  # fmt: skip
    living = EACH * (len(KINDS) - 1)
    for n in range(CAMPAIGNS):
        campaign = api.post("/api/campaigns", plan)["id"]
        if n % 2:
            at = datetime.now(UTC) + timedelta(seconds=2)
            api.post(f"/api/campaigns/{campaign}/start", {"at": at.isoformat()})
        else:
            api.post(f"/api/campaigns/{campaign}/start")
        until("the campaign", lambda c=campaign: ended(stage, c), seconds=120, every=0.2)
        sent["schedule" if n % 2 else "campaign"] += living
    for kind in KINDS:
        for contact_id in who[kind][:50]:
            with suppress(Failed):
                api.post(f"/api/campaigns/{campaign}/test", {"contact_id": str(contact_id)})
            sent["test message"] += 1
    replays(stage, campaign, sent)


def replays(stage: Stage, campaign: str, sent: Counter[str]) -> None:
    """The same start again, with one key and with none."""
    api = stage.installation.api
    for n in range(100):
        with suppress(Failed):
            headers = {"idempotency-key": f"adversary-{n // 2}"}
            api.post(f"/api/campaigns/{campaign}/start", headers=headers)
        sent["replay"] += 1


def ended(stage: Stage, campaign: str) -> bool:
    """Whether a campaign has come to its end."""
    return stage.installation.api.get(f"/api/campaigns/{campaign}")["state"] in (
        "done",
        "cancelled",
    )


def is_queued(stage: Stage) -> bool:
    """Whether everybody's message waits."""
    with stage.data() as connection:
        row = connection.execute(_PASSED, (stage.numbers[0]["id"],)).fetchone()
    return row is not None and row[0] == EACH


def is_over(stage: Stage) -> bool:
    """Whether nothing waits any more."""
    with stage.data() as connection:
        row = connection.execute("select count(*) from chunk where state = 'ready'").fetchone()
    return row is not None and row[0] == 0


def are_erased(stage: Stage) -> bool:
    """Whether every erasure that was asked for is done."""
    with stage.data() as connection:
        row = connection.execute(
            "select count(*) from request where kind = 'erasure' and state <> 'done'"
        ).fetchone()
    return row is not None and row[0] == 0
