"""A circuit breaker for one host: how many posts may be under way to it, and whether any."""

from __future__ import annotations

from dataclasses import dataclass

#: So many ends without sense, a good one counting against two, and the host counts as away.
MOST_BAD = 16


@dataclass(slots=True)
class Breaker:
    """Opens when a host stops making sense; after that it begins with one post and grows again.

    `at_once` is how many posts the host may have under way when all is well.
    """

    at_once: int
    is_open: bool = False
    _room: int = 0
    _bad: int = 0

    def __post_init__(self) -> None:
        self._room = self.at_once

    @property
    def room(self) -> int:
        """How many posts may be under way now."""
        return 0 if self.is_open else self._room

    def ended(self, *, good: bool) -> None:
        """A post ended. What ends while the breaker is open changes nothing: it began before."""
        if self.is_open:
            return
        if good:
            self._bad = max(self._bad - 2, 0)
            self._room = min(self._room * 2, self.at_once)
            return
        self._bad += 1
        if self._bad >= min(self._room, MOST_BAD):
            self.is_open = True

    def close(self) -> None:
        """The host makes sense again, so far as a question told: one post tries it."""
        self.is_open, self._room, self._bad = False, 1, 0
