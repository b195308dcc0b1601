"""Meta's side of a history: what it took, what it answered, and the webhooks that tell of it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from tests.simulation.loop import seconds

from indokona.kernel.egress.posts import NOT_SENT, Posted

ACCEPTED = b'{"messages": [{"id": "wamid.x"}]}'
THROTTLED = b'{"error": {"code": 130429, "message": "Rate limit hit"}}'
REFUSED = b'{"error": {"code": 131026, "message": "Message undeliverable"}}'
LOST = Posted(0, b"", may_have_arrived=True)

#: A status of a message: its id and its kind.
Told = tuple[UUID, str]


@dataclass(slots=True)
class Odds:
    """How often what goes wrong, of one; a history has its own."""

    throttled: float = 0.0
    refused: float = 0.0
    never_left: float = 0.0
    lost_before: float = 0.0
    lost_after: float = 0.0
    webhook_lost: float = 0.0
    webhook_twice: float = 0.0
    slowest: float = 0.3


@dataclass(slots=True)
class Meta:
    """Takes posts; `tell` gets its webhooks, in any order, perhaps twice, perhaps never."""

    chance: random.Random
    odds: Odds
    tell: Callable[[Told], None]
    #: When each message was taken, every time.
    taken: dict[UUID, list[float]] = field(default_factory=dict)

    async def post(self, message: UUID) -> Posted:
        """The end of one post, after the time that it takes."""
        chance, odds = self.chance.random(), self.odds
        if chance < odds.never_left:
            return NOT_SENT
        chance -= odds.never_left
        await self._on_the_line()
        if chance < odds.lost_before:
            return LOST
        chance -= odds.lost_before
        if chance < odds.throttled:
            return Posted(400, THROTTLED, may_have_arrived=True)
        chance -= odds.throttled
        if chance < odds.refused:
            return Posted(400, REFUSED, may_have_arrived=True)
        self.taken.setdefault(message, []).append(seconds())
        self._webhooks(message)
        await self._on_the_line()
        if chance - odds.refused < odds.lost_after:
            return LOST
        return Posted(200, ACCEPTED, may_have_arrived=True)

    async def _on_the_line(self) -> None:
        await asyncio.sleep(self.chance.random() * self.odds.slowest)

    def _webhooks(self, message: UUID) -> None:
        kinds = ["sent", "delivered", "read"][: self.chance.randint(1, 3)]
        if self.chance.random() < 0.1:
            kinds.append("failed")
        for kind in kinds:
            if self.chance.random() < self.odds.webhook_lost:
                continue
            times = 2 if self.chance.random() < self.odds.webhook_twice else 1
            for _ in range(times):
                asyncio.get_running_loop().call_later(
                    self.chance.random() * 5, self.tell, (message, kind)
                )
