"""What everybody may read: the policy from the registry, and the proof of each of its sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from indokona.kernel import clock
from indokona.kernel.database import Database
from indokona.kernel.settings import Settings
from indokona.privacy import (
    probes,
    prove,
    registry,
    store_probes,
    store_proofs,
    store_retention,
)
from indokona.privacy.hooks import HOOKS
from indokona.privacy.probes import Kind, Run
from indokona.privacy.proof_words import WHY, WORDS
from indokona.privacy.registry import Promise

#: How long a proof stands before the catalogue is looked at again.
LIVES = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Proof:
    """The report of `prove`, and when the catalogue was looked at."""

    report: dict[str, Any]
    at: datetime
    oldest: list[tuple[Any, ...]]
    runs: list[Run]


_kept: WeakKeyDictionary[Database, Proof] = WeakKeyDictionary()


async def proof(database: Database) -> Proof:
    """The state of every sentence, not older than a minute."""
    known, now = _kept.get(database), clock.now()
    if known is None or known.at + LIVES <= now:
        tables = {table.name: table for table in HOOKS.metadata.sorted_tables}
        async with database.platform() as db:
            checked = await store_proofs.checked_here(db, tables)
            probed = await store_proofs.probed_here(db, now)
            oldest, runs = await store_retention.oldest(db), await store_probes.newest(db)
        known = _kept[database] = Proof(prove.report(checked, probed), now, oldest, runs)
    return known


class Tried(NamedTuple):
    """A kind of probe as everybody may see it: how it stands, and what its newest run found.

    What is only awaited has not run: it has no time.
    """

    kind: str
    ok: bool | None
    why: str | None
    at: datetime | None
    faults: Mapping[str, int]
    counts: Mapping[str, int]


def tried(proof_: Proof) -> list[Tried]:
    """Every kind of probe."""
    runs = probes.latest(proof_.runs)
    return [_tried(kind, runs.get(kind.name), proof_.at) for kind in probes.KINDS]


def _tried(kind: Kind, run: Run | None, now: datetime) -> Tried:
    looked = kind.standing(run, now)
    has_run = run is not None and run.why != probes.AWAITED
    found = (run.faults, run.counts) if run else ({}, {})
    return Tried(kind.name, looked.ok, looked.why, looked.at if has_run else None, *found)


def reason(promise: Promise, sentence: dict[str, Any], language: str = "en") -> str:
    """Why a sentence has its colour, for people."""
    evidence, words = sentence["evidence"], WORDS[language]
    if sentence["state"] == "red":
        failed = ", ".join(_spoken(one["name"]) for one in evidence if one["ok"] is False)
        return words["red"].format(found=failed)
    if promise.grey is not None:
        return promise.grey[language]
    if sentence["state"] == "green":
        grades = Counter(one["grade"] for one in evidence if one["ok"])
        return words["green"].format(found=_counted(grades, words))
    why = WHY[language]
    silent = [one for one in evidence if one.get("why") in why and one["why"] != probes.AWAITED]
    if silent:
        told = "; ".join(f"{_spoken(one['name'])}: {why[one['why']]}" for one in silent)
        return words["silent"].format(found=told)
    return words["amber"]


def _counted(grades: Mapping[str, int], words: Mapping[str, str]) -> str:
    told = [
        words[f"{grade}_one"] if grades[grade] == 1 else words[grade].format(n=grades[grade])
        for grade in ("E1", "E2", "E3")
        if grades[grade]
    ]
    return words["and"].join(told)


def _spoken(name: str) -> str:
    return name.rpartition("::")[2].removeprefix("test_").replace("_", " ")


def says(promise: Promise, settings: Settings) -> str:
    """A sentence with the operator's contacts in it."""
    return promise.says.replace("{operator_email}", settings.operator_email).replace(
        "{operator_address}", settings.operator_address
    )


def counts(report: dict[str, Any]) -> dict[str, int]:
    """How many sentences have each colour."""
    counted = Counter(one["state"] for one in report["sentences"])
    return {colour: counted[colour] for colour in ("green", "amber", "red", "grey")}


def sections(settings: Settings) -> list[tuple[int, str, list[tuple[str, str]]]]:
    """The policy in its order: number, heading, and (id, sentence)."""
    return [
        (
            number, heading,
            [(p.id, says(p, settings)) for p in registry.promises() if p.id.startswith(f"P{number}.")],
        )
        for number, heading in enumerate(registry.SECTIONS.values(), start=1)
    ]  # fmt: skip
