"""How long there is to answer: dated rules by jurisdiction, and what is due when."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from pathlib import Path

#: Countries in which the GDPR holds (EEA); the United Kingdom's own is the same in this.
EU = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT", "LI",
    "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clock:
    """One rule: whom it binds, for what, how many days, and from when."""

    id: str
    jurisdiction: str
    kinds: frozenset[str]
    days: int
    since: date
    source: str


KINDS = ("access", "correction", "erasure", "objection", "restriction", "complaint")


class Nudge(IntEnum):
    """How far a reminder went; each goes out once."""

    none = 0
    half = 1
    """Half of the time is over."""
    near = 2
    """Two days are left."""
    late = 3
    """It is late: from now on it is the owner's."""


@functools.cache
def rules() -> tuple[Clock, ...]:
    """All of them."""
    rows = tomllib.loads((Path(__file__).parent / "clocks.toml").read_text())["clock"]
    return tuple(
        Clock(
            row["id"], row["jurisdiction"], frozenset(row["kinds"]), row["days"], row["from"], row["source"]
        )
        for row in rows
    )  # fmt: skip


def jurisdictions(*countries: str) -> frozenset[str]:
    """Which laws a request may fall under: those of the business's country and of the person's."""
    return frozenset({"*", *countries} | ({"EU"} if EU & set(countries) else set()))


def clock(kind: str, where: Collection[str], opened_at: datetime) -> Clock:
    """The shortest rule in force for a kind of request on the day it was made."""
    found = [
        one
        for one in rules()
        if kind in one.kinds and one.jurisdiction in where and one.since <= opened_at.date()
    ]
    return min(found, key=lambda one: (one.days, one.id))


def due(kind: str, where: Collection[str], opened_at: datetime) -> tuple[datetime, str]:
    """When an answer is due at the latest, and the id of the rule that says so."""
    rule = clock(kind, where, opened_at)
    return opened_at + timedelta(days=rule.days), rule.id


def nudge(opened_at: datetime, due_at: datetime, now: datetime) -> Nudge:
    """The reminder that an open request has come to."""
    if now >= due_at:
        return Nudge.late
    if now >= due_at - timedelta(days=2):
        return Nudge.near
    return Nudge.half if now >= opened_at + (due_at - opened_at) / 2 else Nudge.none
