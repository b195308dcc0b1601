"""Statutory duties to keep: dated data, each off until the operator switches it on."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from indokona.kernel.errors import Trouble

FILE = Path(__file__).parent / "duties.toml"


@dataclass(frozen=True, slots=True)
class Duty:
    """One rule of a law: which rows stay, how long, since when."""

    id: str
    jurisdiction: str
    begins: date
    lasts: timedelta
    classes: tuple[str, ...]
    reason: str
    source: str
    ends: date | None = None

    def reaches(self, slices: Iterable[str]) -> bool:
        """Whether rows of one of these slices stay."""
        return not set(self.classes).isdisjoint(slices)


@functools.cache
def every() -> tuple[Duty, ...]:
    """All that we know of."""
    rows = tomllib.loads(FILE.read_text())["duty"]
    return tuple(
        Duty(
            row["id"], row["jurisdiction"], row["from"], timedelta(days=row["days"]),
            tuple(row["classes"]), row["reason"], row["source"], row.get("until"),
        )
        for row in rows
    )  # fmt: skip


def in_force(switched_on: str, now: datetime) -> list[Duty]:
    """Those that were switched on, by id with commas, whose date has come and whose end has not."""
    named, today = _named(switched_on), now.date()
    return [
        one
        for one in every()
        if one.id in named and one.begins <= today and (one.ends is None or today < one.ends)
    ]


def check(switched_on: str) -> None:
    """Refuse a name that no duty has: it would keep nothing, and nobody would know."""
    unknown = sorted(_named(switched_on) - {one.id for one in every()})
    if unknown:
        known = ", ".join(one.id for one in every())
        raise Trouble(f"INDOKONA_DUTIES names {', '.join(unknown)}; what it may name: {known}.")


def longest(duties: Sequence[Duty], slices: Iterable[str]) -> Duty | None:
    """The duty that keeps rows of these slices longest, or None."""
    wanted = set(slices)
    return max(
        (one for one in duties if one.reaches(wanted)), key=lambda one: one.lasts, default=None
    )


def _named(switched_on: str) -> set[str]:
    return {one.strip() for one in switched_on.split(",") if one.strip()}
