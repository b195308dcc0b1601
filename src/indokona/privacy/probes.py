"""What this installation tries on itself: three kinds of probes, and what the newest run of each proves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

#: Why a run, or the lack of one, proves nothing.
AWAITED, LATE, FAILED = "awaited", "late", "failed"
OFF, NO_ROOM, NO_SUPERUSER, DUTY = "off", "no_room", "no_superuser", "duty"

#: How each is said in the report for people; the page has its own words in two languages.
WORDS: Final = {
    AWAITED: "it has not run yet, since this installation is new",
    LATE: "it has not run for too long",
    FAILED: "it did not pass",
    OFF: "the operator has switched it off",
    NO_ROOM: "the disk has too little room for it",
    DUTY: "a law that is in force here forbids to delete, also what a probe wrote",
    NO_SUPERUSER: "it is not given the superusers of the database servers",
}


class Run(NamedTuple):
    """One run: `passed` is None where it could not be told, and `why` says why not."""

    kind: str
    started_at: datetime
    ended_at: datetime
    passed: int | None
    why: str | None
    faults: Mapping[str, int]
    counts: Mapping[str, int]


class Looked(NamedTuple):
    """A verdict as evidence: whether it holds, None where nobody can tell; when; and why not."""

    ok: bool | None
    at: datetime | None
    why: str | None = None

    @property
    def says_something(self) -> bool:
        """Whether it counts for or against a sentence: what is only awaited does not."""
        return self.why != AWAITED


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of probe: the name of its evidence, how often it runs, and how long a run proves anything.

    A run takes `longest` at most: another process takes the turn of one that was killed after that.
    """

    name: str
    evidence: str
    every: timedelta
    fresh: timedelta
    longest: timedelta

    def standing(self, last: Run | None, now: datetime) -> Looked:
        """What the newest run proves now. A failure stays one until a later run has passed."""
        if last is None:
            return Looked(None, None, LATE)
        if last.passed == 0:
            return Looked(False, last.ended_at, FAILED)
        if last.ended_at <= now - self.fresh:
            return Looked(None, last.ended_at, LATE)
        return Looked(True if last.passed else None, last.ended_at, last.why)


_NIGHT = timedelta(hours=22), timedelta(hours=36)
CANARY: Final = Kind("canary", "canary_person", *_NIGHT, timedelta(minutes=30))
EGRESS: Final = Kind("egress", "egress_audit", *_NIGHT, timedelta(minutes=30))
RESTORE: Final = Kind(
    "restore", "restore_drill", timedelta(days=7), timedelta(days=8), timedelta(hours=4)
)
KINDS: Final = (CANARY, EGRESS, RESTORE)


#: What a sentence may name as evidence of this grade.
EVIDENCE: Final = frozenset(kind.evidence for kind in KINDS)


def named(name: str) -> Kind:
    """The kind of a name."""
    return next(kind for kind in KINDS if kind.name == name)


def latest(runs: Iterable[Run]) -> dict[str, Run]:
    """The newest run of each kind."""
    return {run.kind: run for run in sorted(runs, key=_started)}


def _started(run: Run) -> Any:
    return run.started_at
