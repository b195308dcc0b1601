"""What this installation tries on itself: three kinds of probes, and what the newest run of each proves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

#: Why a run, or the lack of one, proves nothing.
AWAITED, LATE, FAILED = "awaited", "late", "failed"
OFF, NO_ROOM, NO_SUPERUSER, DUTY = "off", "no_room", "no_superuser", "duty"
NO_PROGRAMS: Final = "no_programs"

#: How each is said in the report for people; the page has its own words in two languages.
WORDS: Final = {
    AWAITED: "it has not run yet, since this installation is new",
    LATE: "it has not run for too long",
    FAILED: "it did not pass",
    OFF: "the operator has switched it off",
    NO_ROOM: "the disk has too little room for it",
    DUTY: "a law that is in force here forbids to delete, also what a probe wrote",
    NO_PROGRAMS: "the programs of PostgreSQL that copy and run a cluster are not on this machine",
    NO_SUPERUSER: "it is not given the superusers of the database servers",
}

#: What a probe may find, and what each means; the page has the same codes in its own words.
FAULTS: Final = {
    "broke_off": "it broke off, the log of the worker says where",
    "not_born": "a list with one person in it was imported, and the person is not there",
    "not_queued": "a message to somebody who agreed was not queued",
    "not_heard": "a message that came in did not reach the inbox",
    "package_misses": "words are missing in the copy that a person gets of their data",
    "stop_cancels_nothing": "STOP left a message waiting",
    "consent_outlives_stop": "a consent counts after STOP",
    "gate_lets_pass": "a message was queued after STOP, or refused for another reason",
    "hold_ignored": "an erasure went on although a hold forbids it",
    "erasure_not_ended": "an erasure did not come to its end",
    "receipt_missing": "an erasure has no receipt",
    "receipt_forged": "the receipt of an erasure does not verify",
    "receipt_names_somebody": "a word of the person stands in the receipt",
    "nothing_was_sealed": "nothing of the person was sealed",
    "still_opens": "there is still a key to something of an erased person",
    "block_kept": "a webhook, or the key of its hour, is older than a day",
    "row_left": "a row of an erased person is left that should be gone",
    "word_in_data": "a word of an erased person stands in the data",
    "word_in_keyring": "a word of an erased person stands in the keyring",
    "word_in_files": "a word of an erased person stands in a file beside the databases",
    "sealed_in_data": "something sealed of an erased person is left in the data",
    "sealed_in_keyring": "something sealed of an erased person is left in the keyring",
    "no_is_not_replayed": "a restored copy did not apply what was said since the backup",
    "port_open": "a restored copy could be asked before it was ready",
    "copy_is_empty": "a restored copy lacks what was in the backup",
    "copy_is_unreadable": "a restored copy cannot read who was not erased",
    "erased_opens": "a restored copy has a key to somebody who was erased since",
    "erased_is_shown": "a restored copy shows somebody who was erased since",
    "opt_out_lost": "a restored copy would write to somebody who said no since",
    "not_registered": "something left to somebody who is not in the register of processors",
    "not_declared": "a kind of data left that the register does not name for who got it",
    "after_its_end": "something left to a processor after its end",
    "no_contract": "a processor in the register has no contract",
    "foreign_host": "a page asks another host for something",
    "policy_lets_out": "a page comes with a policy that lets it ask another host",
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
    """A verdict as evidence: whether it holds, None where nobody can tell; when; and why not.

    Of what failed, `why` says what keeps it from being tried again, if something does.
    """

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
    Kinds that are `alone` together clear away whoever is in the probes' organisation: one at a time.
    """

    name: str
    evidence: str
    every: timedelta
    fresh: timedelta
    longest: timedelta
    alone: tuple[str, ...]

    def standing(self, last: Run | None, now: datetime) -> Looked:
        """What the newest run proves now. A failure stays one until a later run has passed."""
        if last is None:
            return Looked(None, None, LATE)
        if last.passed == 0:
            return Looked(False, last.ended_at, last.why or FAILED)
        if last.ended_at <= now - self.fresh:
            return Looked(None, last.ended_at, LATE)
        return Looked(True if last.passed else None, last.ended_at, last.why)


_NIGHT = timedelta(hours=22), timedelta(hours=36)
_PEOPLE: Final = ("canary", "restore")
CANARY: Final = Kind("canary", "canary_person", *_NIGHT, timedelta(minutes=30), _PEOPLE)
EGRESS: Final = Kind("egress", "egress_audit", *_NIGHT, timedelta(minutes=30), ("egress",))
RESTORE: Final = Kind(
    "restore", "restore_drill", timedelta(days=7), timedelta(days=8), timedelta(hours=4), _PEOPLE
)
KINDS: Final = (CANARY, EGRESS, RESTORE)


#: What a sentence may name as evidence of this grade.
EVIDENCE: Final = frozenset(kind.evidence for kind in KINDS)


def named(name: str) -> Kind:
    """The kind of a name."""
    return next(kind for kind in KINDS if kind.name == name)


def latest(runs: Iterable[Run]) -> dict[str, Run]:
    """The run of each kind that counts: the newest, but no failure ends by a run that could tell nothing.

    Such a failure has the `why` of the run that came after it.
    """
    counts = dict[str, Run]()
    for run in sorted(runs, key=_started):
        before = counts.get(run.kind)
        if run.passed is None and before is not None and before.passed == 0:
            counts[run.kind] = before._replace(why=run.why)
        else:
            counts[run.kind] = run
    return counts


def _started(run: Run) -> Any:
    return run.started_at


def spoken(ok: bool | None, why: str) -> str:
    """A reason as people read it; beside a failure, what came after it."""
    failed = [FAILED] if ok is False and why != FAILED else []
    return ", and since then: ".join(WORDS[one] for one in [*failed, why])


def lines(faults: Mapping[str, int]) -> list[str]:
    """Faults as people read them: the code to look for, its count, and what it means."""
    return [f"{code} ({count}): {FAULTS.get(code, code)}" for code, count in sorted(faults.items())]
