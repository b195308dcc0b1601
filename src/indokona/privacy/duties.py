"""Statutory duties to keep: dated data, each off until the operator switches it on."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

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


@functools.cache
def every() -> tuple[Duty, ...]:
    """All that we know of."""
    rows = tomllib.loads(FILE.read_text())["duty"]
    return tuple(
        Duty(
            row["id"], row["jurisdiction"], row["from"], timedelta(days=row["days"]),
            tuple(row["classes"]), row["reason"], row["source"],
        )
        for row in rows
    )  # fmt: skip


def in_force(switched_on: str, now: datetime) -> list[Duty]:
    """Those that were switched on, by id with commas, and whose date has come."""
    named = {one.strip() for one in switched_on.split(",")}
    return [one for one in every() if one.id in named and one.begins <= now.date()]
