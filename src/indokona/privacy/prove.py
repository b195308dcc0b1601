"""`prove`: each sentence with its evidence and its state, honest about all four colours."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from indokona.kernel import clock
from indokona.privacy import probes, registry, store_proofs
from indokona.privacy.probes import Looked
from indokona.privacy.registry import Promise
from indokona.privacy.store_proofs import Owner, Probes

EVIDENCE = registry.HERE / "evidence.json"


def prove(owner: Owner, tables: dict[str, Any]) -> dict[str, Any]:
    """`{"ok", "sentences": [{"id", "state", "evidence": [{"grade", "name", "ok", "at"}]}]}`.

    Red: a check fails, a test failed, or a probe did not pass. Amber: a test's evidence is missing or
    older than the source, or a probe ran too long ago, with `why`. Grey: the service is not offered
    yet. `ok` is: nothing is red.
    """
    return report(store_proofs.checked(owner, tables), store_proofs.probed(owner, clock.now()))


def report(checked: dict[str, bool], probed: Probes) -> dict[str, Any]:
    """The same from the verdicts of the checks and what the probes found."""
    at, tested = clock.now().isoformat(), _tested()
    sentences = [_sentence(promise, checked, probed, tested, at) for promise in registry.promises()]
    return {"ok": all(one["state"] != "red" for one in sentences), "sentences": sentences}


def _tested() -> dict[str, Any]:
    """The results of `make test`, if they belong to this source."""
    if not EVIDENCE.exists():
        return {}
    kept: dict[str, Any] = json.loads(EVIDENCE.read_text())
    return kept if kept.get("source") == registry.source_hash() else {}


def _sentence(
    promise: Promise, checked: dict[str, bool], probed: Probes, tested: dict[str, Any], at: str
) -> dict[str, Any]:
    evidence: list[dict[str, Any]] = [
        {"grade": "E1", "name": name, "ok": checked[name], "at": at} for name in promise.e1
    ]
    outcomes = tested.get("tests", {})
    evidence += [
        {"grade": "E2", "name": name, "ok": outcomes[name] == "passed" if name in outcomes else None,
         "at": tested.get("at")}
        for name in promise.e2
    ]  # fmt: skip
    evidence += [_probe(name, probed.get(name, _NEVER)) for name in promise.e3]
    results = [one["ok"] for one in evidence if one.get("why") != probes.AWAITED]
    return {
        "id": promise.id,
        "state": state(promise.grey is not None, results),
        "evidence": evidence,
    }


_NEVER = Looked(None, None)


def _probe(name: str, looked: Looked) -> dict[str, Any]:
    """Without `why` it is as the evidence of other grades."""
    told = {"grade": "E3", "name": name, "ok": looked.ok, "at": looked.at and looked.at.isoformat()}
    return told if looked.why is None else {**told, "why": looked.why}


def state(grey: bool, results: list[bool | None]) -> str:
    """The colour of a sentence from its evidence; None is evidence that is missing or stale."""
    if any(result is False for result in results):
        return "red"
    if grey:
        return "grey"
    return "green" if results and all(results) else "amber"


def _because(evidence: dict[str, Any]) -> str:
    return f" ({probes.WORDS[evidence['why']]})" if "why" in evidence else ""


def table(report: dict[str, Any]) -> str:
    """The report as people read it."""
    says = {promise.id: promise for promise in registry.promises()}
    lines = []
    for one in report["sentences"]:
        promise = says[one["id"]]
        why = (promise.grey or {}).get("en") or ", ".join(
            f"{e['grade']} {e['name'].rsplit('::')[-1]}{_because(e)}" for e in one["evidence"]
        )
        lines.append(f"{one['state']:6} {one['id']:6} {promise.says[:60]:60}  {why[:90]}")
    counted = Counter(one["state"] for one in report["sentences"])
    return "\n".join(
        [*lines, ", ".join(f"{counted[c]} {c}" for c in ("green", "amber", "red", "grey"))]
    )
