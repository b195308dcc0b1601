"""Undoing what an import said about consent: a row of its own, never a deletion."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from indokona.consent import store, store_undo
from indokona.kernel import clock, ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Db


async def take_back(
    db: Db, actor: Actor, origin_id: UUID, span: tuple[UUID, UUID], limit: int
) -> tuple[int, UUID | None]:
    """Undo the next consents of an import between two ids; returns how many, and the id to go on after.

    An earlier consent that the import had only repeated stands again.
    """
    rows = await store_undo.given_by(db, origin_id, *span, limit)
    now = clock.now()
    undone = [
        store.Row(
            row_id, row.contact_id, row.purpose, "undo", "import", None, None, actor.kind, actor.id, now, now,
            origin_id,
        )
        for row_id, row in zip(ids.new_many(len(rows)), rows, strict=True)
    ]  # fmt: skip
    await store.insert(db, undone)
    if rows:
        await store_undo.end_live(db, rows)
    return len(rows), rows[-1].id if rows else None


async def with_others(db: Db, contact_ids: Sequence[UUID], origin_id: UUID) -> set[UUID]:
    """Contacts whose consents are not only those of one import."""
    return await store_undo.with_others(db, contact_ids, origin_id)
