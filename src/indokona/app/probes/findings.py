"""What a run finds: faults by code, and how much was looked at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from indokona.privacy.probes import FAULTS


@dataclass(slots=True)
class Findings:
    """Counts only: no word, number or id of anybody is ever in them."""

    faults: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)

    def expect(self, code: str, *, holds: bool) -> None:
        """A fault of this code unless it holds."""
        self.add(code, int(not holds))

    def add(self, code: str, count: int) -> None:
        """So many faults of a code; a code without words is a mistake here, found or not."""
        assert code in FAULTS, code
        if count:
            self.faults[code] += count


class Broken(Exception):
    """A canary could not live to its end; the findings hold why."""


class Untold(Exception):
    """Nothing can be told here, for a reason that is no fault: one of the words of `privacy.probes`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
