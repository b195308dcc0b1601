"""A campaign of a history: expanded step by step by a job that may die, and steered by a person."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

from tests.simulation.loop import now, seconds
from tests.simulation.worker import Process, World

from indokona.campaigns.rules import VERBS

ORIGIN = "campaign"


@dataclass(slots=True)
class Campaign:
    """Its audience is known; `cursor` says how many of it are queued, written with them."""

    world: World
    audience: list[UUID]
    step: int
    state: str = "draft"
    cursor: int = 0
    cancelled_at: float | None = None
    paused: list[tuple[float, float]] = field(default_factory=list)

    def verb(self, name: str) -> bool:
        """Start, pause, resume or cancel, if that may follow; one transaction with what is queued."""
        may, after = VERBS[name]
        if self.state not in may and not (self.state == "expanded" and "running" in may):
            return False
        self.world.say(f"campaign: {name}")
        self.state = after
        if name == "pause":
            self.world.rows.set_chunks(ORIGIN, ["ready"], "paused")
            self.paused.append((seconds(), float("inf")))
        elif name == "resume":
            self.world.rows.set_chunks(ORIGIN, ["paused"], "ready")
            self.paused[-1] = (self.paused[-1][0], seconds())
        elif name == "cancel":
            self.world.rows.cancel_rest(ORIGIN)
            self.cancelled_at = seconds()
        return True

    async def expand(self, process: Process) -> None:
        """The job, again and again as its queue gives it: a step commits its people with the cursor."""
        while True:
            await asyncio.sleep(0.1 + self.world.chance.random())
            await process.awake()
            if self.state != "running":
                continue
            found = self.audience[self.cursor : self.cursor + self.step]
            if found:
                self.world.rows.queue(found, ORIGIN, now())
                self.cursor += len(found)
            else:
                self.state = "expanded"
