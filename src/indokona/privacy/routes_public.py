"""Routes for everybody: the policy, and its proof."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter

from indokona.accounts.facts import POLICY_VERSION
from indokona.kernel import clock
from indokona.kernel.edge import PUBLIC, EdgeRoute, TheEdge, may
from indokona.privacy import readable, registry
from indokona.privacy.actions import publish
from indokona.privacy.hooks import HOOKS
from indokona.privacy.schemas import (
    EvidenceOut,
    OldestOut,
    PolicyOut,
    PolicySection,
    PolicySentence,
    ProbeOut,
    ProofOut,
    ReadableOut,
    SentenceOut,
)

router = APIRouter(tags=["published"], route_class=EdgeRoute)


@router.get("/proof.json", **may(PUBLIC))
async def show_proof(edge: TheEdge) -> ProofOut:
    """Every sentence of the policy: green, amber, red or grey, with its evidence, age and reason."""
    proof, settings = await publish.proof(edge.database), edge.extras["settings"]
    promises = {promise.id: promise for promise in registry.promises()}
    sentences = [
        SentenceOut(
            id=one["id"], says=publish.says(promises[one["id"]], settings), state=one["state"],
            reason=publish.reason(promises[one["id"]], one),
            reason_hi=publish.reason(promises[one["id"]], one, "hi"), evidence=[_evidence(e) for e in one["evidence"]],
        )
        for one in proof.report["sentences"]
    ]  # fmt: skip
    return ProofOut(
        ok=proof.report["ok"], at=proof.at, counts=publish.counts(proof.report), sentences=sentences,
        oldest=[_oldest(*row) for row in proof.oldest],
        probes=[ProbeOut(**one._asdict()) for one in publish.tried(proof)],
        readable=[ReadableOut(**asdict(one)) for one in readable.columns(HOOKS.metadata)],
        window_days=settings.epoch_days,
    )  # fmt: skip


def _oldest(
    data_class: str, oldest_at: datetime | None, most_days: int, looked_at: datetime
) -> OldestOut:
    """Two days of grace: a night's run, and one that was late."""
    is_over = oldest_at is not None and oldest_at < looked_at - timedelta(days=most_days + 2)
    return OldestOut(
        data_class=data_class, oldest_at=oldest_at, most_days=most_days, looked_at=looked_at, is_over=is_over
    )  # fmt: skip


def _evidence(one: dict[str, Any]) -> EvidenceOut:
    at = datetime.fromisoformat(one["at"]) if one["at"] else None
    age = int((clock.now() - at).total_seconds()) if at else None
    return EvidenceOut(
        grade=one["grade"], name=one["name"], ok=one["ok"], at=at, age=age, why=one.get("why")
    )


@router.get("/policy.json", **may(PUBLIC))
async def show_policy(edge: TheEdge) -> PolicyOut:
    """The policy that is accepted at sign-up, with the operator's name and address."""
    settings = edge.extras["settings"]
    sections = [
        PolicySection(
            number=number, heading=heading, sentences=[PolicySentence(id=i, says=s) for i, s in held]
        )
        for number, heading, held in publish.sections(settings)
    ]  # fmt: skip
    return PolicyOut(
        version=POLICY_VERSION, operator_name=settings.operator_name, operator_email=settings.operator_email,
        operator_address=settings.operator_address, sections=sections,
    )  # fmt: skip
