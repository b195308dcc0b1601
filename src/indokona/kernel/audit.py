"""Audit rows: who did what to whom, written with the act. Ids and codes, never values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from indokona.kernel import clock, ids
from indokona.kernel.database import Db

#: Looking again at the same thing within this time adds no row: the first look stands for all of them.
SAME_LOOK = timedelta(minutes=15)

_COLUMNS = "organisation_id, id, actor_kind, actor_id, act, subject_kind, subject_id, reason, at"


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
        f"insert into audit ({_COLUMNS}) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        _values(db, actor, act, subject_kind, subject_id, reason),
    )


async def saw(db: Db, actor: Actor, act: str, subject_kind: str, subject_id: UUID) -> None:
    """Write that somebody looked at something, unless they did within the last `SAME_LOOK`.

    A page asks again whenever something changed; who saw whom is told once a quarter of an hour.
    """
    await db.run(
        f"insert into audit ({_COLUMNS}) select %s, %s, %s, %s::uuid, %s::text, %s, %s::uuid, %s, %s"
        " where not exists (select from audit where organisation_id = %s and subject_id = %s"
        " and actor_id = %s and act = %s and id > %s)",
        (
            *_values(db, actor, act, subject_kind, subject_id, None),
            db.organisation_id, subject_id, actor.id, act, ids.floor(clock.now() - SAME_LOOK),
        ),
    )  # fmt: skip


def _values(
    db: Db, actor: Actor, act: str, subject_kind: str, subject_id: UUID, reason: str | None
) -> tuple[object, ...]:
    return (
        db.organisation_id, ids.new(), actor.kind, actor.id, act, subject_kind, subject_id, reason,
        clock.now(),
    )  # fmt: skip
