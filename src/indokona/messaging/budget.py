"""How many people a portfolio may write to first, in any 24 hours: pure decisions.

Who is written to by template outside an open service window takes a place, for 24 hours from the last
such message. Lanes reserve places in blocks from one counter. Source: Meta, "Messaging limits" (2026).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from indokona.messaging import pairs
from indokona.messaging.rules import QUIET_LOOK, WINDOW

#: The code of what waits because all places are taken.
REACHED: Final = "portfolio.limit_reached"

#: A message arrives up to so much later than it was taken: its person stays counted, and its window
#: has to be open, for that much longer than at Meta.
LATER: Final = timedelta(minutes=1)
COUNTED: Final = timedelta(hours=24) + LATER

#: What of a block is not used by then comes back by itself, also when nobody is left to give it back.
BLOCK_LIVES: Final = timedelta(minutes=1)
MOST_BLOCK: Final = 5_000
#: No lane takes more than this part of what is left beyond what it needs now: a portfolio has up to
#: twenty numbers.
SHARE: Final = 20

#: Until Meta is asked again after it refused for the limit: somebody else writes to people too.
EMPTY: Final = timedelta(hours=1)

#: Who found no place looks again no sooner, and marketing a little later: what is urgent goes first.
LEAST_WAIT: Final = timedelta(seconds=pairs.EVERY)
AFTER_URGENT: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Counter:
    """A portfolio's places: its limit, how many are taken or reserved, and until when Meta gives none."""

    limit: int
    taken: int
    empty_until: datetime | None = None


def room(counter: Counter, now: datetime) -> int:
    """How many places are left. After Meta refused, one is tried before all others."""
    left = max(counter.limit - counter.taken, 0)
    if counter.empty_until is None:
        return left
    return 0 if is_empty(counter, now) else min(left, 1)


def is_empty(counter: Counter, now: datetime) -> bool:
    """Whether Meta gives no place now. A refusal of a clock that was set back since holds nobody up."""
    until = counter.empty_until
    return until is not None and now < until <= now + 2 * EMPTY


def block(need: int, left: int) -> int:
    """How many places a lane takes that needs some now, of those left: as many as it has a use for
    soon, so that it does not come back for every slice."""
    return min(left, max(need, min(MOST_BLOCK, left // SHARE)))


def after(counter: Counter, given: int, now: datetime) -> Counter:
    """The counter once a block was given. A refusal of Meta's is over with its time; the next is news."""
    lasts = counter.empty_until if is_empty(counter, now) else None
    return Counter(counter.limit, counter.taken + given, lasts)


class _ToSomebody(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def contact_id(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class Fit:
    """Who takes a place with a slice, whose place is taken anew, and the first message that waits."""

    new: list[UUID]
    known: list[UUID]
    waits: UUID | None


def fit(rows: Sequence[_ToSomebody], outside: Mapping[UUID, bool], places: int) -> Fit:
    """How far a slice goes with so many places. `outside` are those without an open window, and whether
    each has a place by now. What comes behind the first that waits, waits with it: order is kept."""
    new, known = dict[UUID, None](), dict[UUID, None]()
    for row in rows:
        person = row.contact_id
        if person not in outside or person in new:
            continue
        if outside[person]:
            known[person] = None
        elif len(new) < places:
            new[person] = None
        else:
            return Fit(list(new), list(known), row.id)
    return Fit(list(new), list(known), None)


def look_again(free_at: datetime, purpose: str, now: datetime) -> datetime:
    """When what waits for a place is asked for again: as soon as one comes free, and within the hour,
    since a limit may change."""
    wait = AFTER_URGENT if purpose == "marketing" else timedelta(0)
    return min(max(free_at, now + LEAST_WAIT) + wait, now + QUIET_LOOK)


def open_since(now: datetime) -> datetime:
    """Whose last message is younger has an open window, and will have it when ours arrives."""
    return now - WINDOW + LATER
