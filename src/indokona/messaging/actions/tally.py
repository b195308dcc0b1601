"""How an origin stands: its recipients by state, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from indokona.kernel import clock
from indokona.kernel.database import Db
from indokona.messaging import store_tally

#: Over which time the rate is taken.
SPAN = timedelta(seconds=10)
#: More than the fastest number sends in that time.
MOST_IN_SPAN = 20_000

_RESULTS = ("accepted", "sent", "delivered", "read", "failed")


@dataclass(frozen=True, slots=True)
class Tally:
    """Recipients of one moment; those by state, `queued` and by refusal add up to all `recipients`.

    `failures` are the failed by Meta's code, 0 without one.
    """

    counts: dict[str, int]
    failures: dict[int, int] = field(default_factory=dict)

    @property
    def results(self) -> int:
        """Of how many Meta said something: accepted or failed."""
        return sum(self.counts.get(state, 0) for state in _RESULTS)


async def taken(db: Db, origin_id: UUID) -> Tally:
    """Count an origin: `recipients`, states, `refused:<code>`. It reads all of them, about a second a million."""
    return added_up(await store_tally.counts(db, origin_id))


def added_up(rows: Iterable[tuple[str, str | None, int]]) -> Tally:
    """Counted rows as a tally; what waits is what of all is neither taken nor refused."""
    counts, failures, refused, total = Counter[str](), Counter[int](), Counter[str](), 0
    for what, code, count in rows:
        if what in ("outgoing", "never queued"):
            total += count
        if what in ("refused", "never queued"):
            refused[f"refused:{code}"] += count
        elif what not in ("outgoing", "queued"):  # put back: it waits with what was never taken
            counts[what] += count
            if code is not None:
                failures[int(code)] += count
    waiting = total - counts.total() - refused.total()
    return Tally({**counts, **refused, "recipients": total, "queued": waiting}, dict(failures))


async def rate(db: Db, origin_id: UUID, pace: int) -> float:
    """Messages a second that left within the last ten; `pace` of the number, 0 without one."""
    seconds = SPAN.total_seconds()
    most = min(MOST_IN_SPAN, int(2 * pace * seconds)) or MOST_IN_SPAN
    return await store_tally.left_since(db, origin_id, clock.now() - SPAN, most) / seconds
