"""What people wish of the messages they agreed to: hours without them, and how many at most.

Asked in the gate for a whole batch. Where nobody of it has a wish, it costs no question at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from indokona.consent import rules as consent_rules
from indokona.consent.actions import give
from indokona.consent.facts import Asked, Wish
from indokona.kernel.database import Db
from indokona.messaging import rules, store


@dataclass(slots=True)
class Wishes:
    """The wishes of a batch: until when what somebody wants no message for waits, and how many they still take."""

    quiet: dict[tuple[str, UUID], datetime] = field(default_factory=dict)
    room: dict[tuple[str, UUID], int] = field(default_factory=dict)

    def until(self, purpose: str, contact_id: UUID) -> datetime | None:
        """When a message that would fall into quiet hours is looked at again: at their end at the latest."""
        return self.quiet.get((purpose, contact_id)) if self.quiet else None

    def takes(self, purpose: str, contact_id: UUID) -> bool:
        """Whether one message more is welcome; if so, it is counted."""
        left = self.room.get((purpose, contact_id)) if self.room else None
        if left is None:
            return True
        if left <= 0:
            return False
        self.room[purpose, contact_id] = left - 1
        return True


async def read(
    db: Db, asked: Mapping[str, Asked], at: datetime, *, holding: bool = False
) -> Wishes:
    """The wishes of these people for what is to go at a moment.

    `holding` locks them until the end: of two numbers that send to one person at once, the second
    counts what the first has sent.
    """
    found = Wishes()
    for purpose, answer in asked.items():
        if not answer.wishes:
            continue
        found.quiet |= {
            (purpose, one): min(until, at + rules.QUIET_LOOK)
            for one, wish in answer.wishes.items()
            if (until := consent_rules.quiet_until(wish, at)) is not None
        }
        capped = _capped(answer.wishes.items())
        if capped:
            if holding:
                await give.hold_wishes(db, list(capped), purpose)
            sent = await store.sent_since(db, list(capped), purpose, at - consent_rules.WEEK)
            found.room |= {(purpose, one): most - sent[one] for one, most in capped.items()}
    return found


def _capped(wishes: Iterable[tuple[UUID, Wish]]) -> dict[UUID, int]:
    return {one: wish.most for one, wish in wishes if wish.most is not None}
