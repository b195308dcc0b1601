"""What became of every message, told by the database and by the stub that took the posts.

*Lost* is what has no named end, and what the two tell differently: accepted and never posted, or
posted and said not to have been. *Doubled* is every post of a message after its first.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import psycopg
from tests.drills.stage import Stage

from indokona.app.client import until
from indokona.messaging.content import CALLBACK

_ENDS = (
    "select o.id, o.origin_id, s.fence is not null, case"
    " when s.accepted_at is not null then 'accepted' when s.failed_at is not null then 'failed'"
    " when s.doubtful_at is not null then 'doubtful' when s.unknown_at is not null then 'unknown'"
    " when r.code is not null then 'refused'"
    " when m.id is null or s.put_back_attempt >= s.attempt then 'queued' else 'dispatching' end"
    " from outgoing o"
    " left join message m on m.organisation_id = o.organisation_id and m.id = o.id"
    " left join message_status s on s.organisation_id = o.organisation_id and s.id = o.id"
    " left join refusal r on r.organisation_id = o.organisation_id and r.message_id = o.id"
    " where o.origin_id = any(%s::uuid[])"
)
_OPEN = (
    "select o.id from slice s join outgoing o on o.organisation_id = s.organisation_id"
    " and o.chunk_id = s.chunk_id and o.id > s.first_after and o.id <= s.last_id"
)
_OVERDUE = (
    "select coalesce(max(extract(epoch from now() - l.until)), 0) from slice s join lane l"
    " on l.organisation_id = s.organisation_id and l.number_id = s.number_id where l.until < now()"
)
_OVER = (
    "select not exists (select 1 from campaign where id = any(%(all)s::uuid[]) and state = 'running')"
    " and not exists (select 1 from chunk where origin_id = any(%(all)s::uuid[]) and state <> 'done')"
    " and not exists (select 1 from slice)"
)


@dataclass(frozen=True, slots=True)
class End:
    """Where one message stands, of which campaign, and whether a dead holder's slice had it."""

    state: str
    campaign: str
    was_abandoned: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """All messages by their ids, and what the stub saw of them."""

    ends: dict[str, End]
    seen: dict[str, tuple[int, float]]

    @property
    def states(self) -> Counter[str]:
        """How many messages stand where."""
        return Counter(one.state for one in self.ends.values())

    def ids(self, *states: str) -> set[str]:
        """Messages that stand in one of these states."""
        return {key for key, one in self.ends.items() if one.state in states}

    @property
    def doubtful(self) -> set[str]:
        """What nobody knows of whether it arrived."""
        return self.ids("doubtful", "unknown")

    @property
    def abandoned(self) -> set[str]:
        """What was in a slice that its holder left open."""
        return {key for key, one in self.ends.items() if one.was_abandoned}

    def figures(self) -> dict[str, Any]:
        """What every drill tells."""
        posted = self.seen.keys()
        nameless = self.ids("dispatching", "queued")
        denied = self.ids("refused", "failed") & posted
        lost = nameless | (self.ids("accepted") - posted) | denied | (posted - self.ends.keys())
        return {
            "sent": len(self.ends), "accepted": self.states["accepted"], "lost": len(lost),
            "doubled": sum(count - 1 for count, _ in self.seen.values()),
            "doubtful": len(self.doubtful), "abandoned": len(self.abandoned),
            "refused": self.states["refused"] + self.states["failed"],
        }  # fmt: skip


def outcome(stage: Stage) -> Outcome:
    """What became of the campaigns' messages so far."""
    with stage.data() as connection:
        rows = connection.execute(_ENDS, (stage.campaigns,)).fetchall()
    ends = {row[0].hex: End(row[3], str(row[1]), row[2]) for row in rows}
    return Outcome(
        ends, {key.removeprefix(CALLBACK): one for key, one in stage.stub.seen().items()}
    )


def settled(stage: Stage, seconds: float = 60) -> Outcome:
    """Wait for the end of every campaign, then until nothing is unknown while its number is heard of."""
    until("the end", lambda: is_over(stage), seconds=seconds, every=0.5)

    def known() -> Outcome | None:
        stage.say("hello")
        found = outcome(stage)
        return None if found.states["unknown"] else found

    return until("the settling", known, seconds=60, every=1)


def is_over(stage: Stage) -> bool:
    """Whether all was taken and no slice is open."""
    with stage.data() as connection:
        row = connection.execute(_OVER, {"all": stage.campaigns}).fetchone()
    return row is not None and bool(row[0])


def open_rows(connection: psycopg.Connection[Any]) -> set[str]:
    """The messages of all slices that are open now."""
    return {row[0].hex for row in connection.execute(_OPEN.encode()).fetchall()}


def overdue(connection: psycopg.Connection[Any]) -> float:
    """For how many seconds the longest open slice has stood there after its holder's lease passed."""
    row = connection.execute(_OVERDUE.encode()).fetchone()
    return float(row[0]) if row else 0.0


def tell(name: str, began: float, found: Outcome, **more: object) -> dict[str, Any]:
    """One line of JSON with a drill's figures, which it returns."""
    figures = {**found.figures(), **more, "seconds": round(time.monotonic() - began, 1)}
    print("\n" + json.dumps({"drill": name, **figures}), flush=True)
    return figures
