"""What a check reports, and the exemptions a rule may have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that breaks a rule, and the mend."""

    path: str
    line: int
    rule: str
    fix: str

    def __str__(self) -> str:
        """As a compiler would say it."""
        return f"{self.path}:{self.line}: {self.rule}: {self.fix}"


@dataclass(slots=True)
class Exemptions:
    """Places that a rule spares, each with its reason; one that spares nothing is a finding."""

    rule: str
    listed_in: str
    held: Mapping[str, str]
    used: set[str] = field(default_factory=set)

    def spare(self, place: str) -> bool:
        """Whether this very place is exempt; remembers that the exemption was needed."""
        if place in self.held:
            self.used.add(place)
        return place in self.held

    def spare_below(self, place: str) -> bool:
        """The same, where an exemption names a folder or a file and covers what is below it."""
        return any(self.spare(one) for one in self.held if place.startswith(one))

    def unused(self) -> Iterator[Finding]:
        """Exemptions that nothing needs any more."""
        for place in sorted(self.held.keys() - self.used):
            yield Finding(
                self.listed_in, 1, self.rule, f"the exemption of {place} is not used: remove it"
            )
