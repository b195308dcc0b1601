"""How often a number may write to one person: Meta's pair rate limit, kept before Meta refuses.

One message in six seconds, and 45 borrowed from the future. Source: Meta, "Pair rate limits" (2026).
A worker remembers what it took; after a lane has moved Meta's own refusal (131056) keeps the limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol, TypeVar
from uuid import UUID

EVERY: Final = 6.0
#: Fewer than Meta allows: a message arrives up to some seconds after it was taken.
BURST: Final = 40
_FORGET_ABOVE: Final = 50_000


class _ToSomebody(Protocol):
    @property
    def contact_id(self) -> UUID: ...


T = TypeVar("T", bound=_ToSomebody)


class Pairs:
    """When each pair of number and contact is even again, in seconds: no list of messages is kept."""

    def __init__(self) -> None:
        self._even: dict[tuple[int, int], float] = {}
        self._promised: dict[tuple[int, int], float] = {}

    def split(
        self, number_id: UUID, rows: Sequence[T], now: float
    ) -> tuple[list[T], list[T], float]:
        """Who may be written to now, who not yet, and after how many seconds these are asked for again.

        Each call that has to wait for a pair is given a later place, so that many chunks of one
        message do not come back together.
        """
        self._forget(now)
        soon, later, places = list[T](), list[T](), dict[tuple[int, int], float]()
        for row in rows:
            pair = number_id.int, row.contact_id.int
            rest = self._take(pair, now)
            if rest:
                places[pair] = max(now + rest, self._promised.get(pair, 0.0) + EVERY)
                later.append(row)
            else:
                soon.append(row)
        self._promised |= places
        return soon, later, min(places.values()) - now if places else 0.0

    def _take(self, pair: tuple[int, int], now: float) -> float:
        """Take a place: 0, or the seconds until there is one."""
        even = max(self._even.get(pair, 0.0), now)
        rest = even - now - (BURST - 1) * EVERY
        if rest > 0:
            return rest
        self._even[pair] = even + EVERY
        return 0.0

    def _forget(self, now: float) -> None:
        for known in (self._even, self._promised):
            if len(known) > _FORGET_ABOVE:
                for pair in [pair for pair, at in known.items() if at <= now]:
                    del known[pair]
