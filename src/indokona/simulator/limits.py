"""Meta's paces: messages a second of a number, messages to one person, people a day.

Sources: Meta, "Throughput", "Messaging limits" and "Pair rate limits" (2026).
"""

from __future__ import annotations

from typing import Final

from indokona.simulator.world import PER_SECOND, Number

PAIR_SECONDS: Final = 6.0
PAIR_BURST: Final = 45
DAY: Final = 86400.0
_FORGET_PAIRS_ABOVE: Final = 200_000

TIERS: Final[dict[str, int | None]] = {
    "TIER_250": 250,
    "TIER_2K": 2_000,
    "TIER_10K": 10_000,
    "TIER_100K": 100_000,
    "TIER_UNLIMITED": None,
}


class Limits:
    """Counters in memory. Each is a theoretical arrival time: no list of past messages is kept."""

    def __init__(self) -> None:
        self._numbers: dict[str, float] = {}
        self._pairs: dict[tuple[str, str], float] = {}
        self._reached: dict[str, dict[str, float]] = {}

    def clear(self) -> None:
        self._numbers.clear()
        self._pairs.clear()
        self._reached.clear()

    def may_send(self, number: Number, now: float) -> bool:
        """Take one place of the number's messages per second; a second's worth may burst."""
        rate = PER_SECOND.get(number.throughput)
        if rate is None:
            return True
        due = max(self._numbers.get(number.id, 0.0), now)
        if due - now > 1.0 - 1.0 / rate:
            return False
        self._numbers[number.id] = due + 1.0 / rate
        return True

    def may_write_to(self, number: Number, digits: str, now: float) -> bool:
        """Take one place of a pair: one message in 6 s, 45 of them borrowed from the future."""
        pair = (number.id, digits)
        due = max(self._pairs.get(pair, 0.0), now)
        if due - now > (PAIR_BURST - 1) * PAIR_SECONDS:
            return False
        if len(self._pairs) > _FORGET_PAIRS_ABOVE:
            self._pairs = {key: at for key, at in self._pairs.items() if at > now}
        self._pairs[pair] = due + PAIR_SECONDS
        return True

    def may_reach(self, business_id: str, most: int | None, digits: str, now: float) -> bool:
        """Count a person reached outside a window, of at most so many in any 24 hours.

        Who was reached in the last 24 hours counts already, and from now on for 24 hours more.
        """
        if most is None:
            return True
        reached = self._reached.setdefault(business_id, {})
        if reached.get(digits, 0.0) <= now - DAY and len(reached) >= most:
            self._reached[business_id] = reached = {
                person: at for person, at in reached.items() if at > now - DAY
            }
            if len(reached) >= most:
                return False
        reached[digits] = max(now, reached.get(digits, 0.0))
        return True

    def remember_reached(self, business_id: str, digits: str, at: float) -> None:
        """Restore a count after a restart."""
        self._reached.setdefault(business_id, {})[digits] = at
