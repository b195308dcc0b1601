"""Audit rows: who did what to whom, written with the act. Ids and codes, never values."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from indokona.kernel import clock, ids
from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user, an API key, the person themselves, or the machine."""

    kind: str
    id: UUID


MACHINE = Actor("machine", ids.NIL)


async def record(
    db: Db, actor: Actor, act: str, subject_kind: str, subject_id: UUID, reason: str | None = None
) -> None:
    """Write one act, in its own transaction's company."""
    await db.run(
        "insert into audit (organisation_id, id, actor_kind, actor_id, act, subject_kind, subject_id, reason, at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            db.organisation_id,
            ids.new(),
            actor.kind,
            actor.id,
            act,
            subject_kind,
            subject_id,
            reason,
            clock.now(),
        ),
    )
