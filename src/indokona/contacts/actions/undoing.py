"""Undoing an import within a day: its consents, its tags, and the people it made whom nobody touched.

A stepped job: each step commits a batch with its cursor. A person is hidden in one step, and their
key destroyed in a later one, so that nobody can write to a person whose key is gone.
Contacts that the import only changed stay as it left them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

from indokona.contacts import store_imports, store_undo
from indokona.contacts.errors import ImportTooOld, NotUndoable
from indokona.contacts.hooks import HOOKS
from indokona.contacts.store_imports import Import
from indokona.kernel import audit, clock, ids, jobs, keyring
from indokona.kernel.audit import Actor
from indokona.kernel.database import Db
from indokona.kernel.errors import NotFound

JOB = "contacts.undo_import"
WITHIN = timedelta(hours=24)
BATCH = 500
#: By how much the clocks of two machines may differ.
SLACK = timedelta(minutes=5)


def until(import_: Import) -> datetime | None:
    """Until when an import can be undone; None if it cannot, or not any more."""
    if import_.state not in ("done", "failed") or import_.ended_at is None:
        return None
    end = import_.ended_at + WITHIN
    return end if clock.now() < end else None


async def begin(db: Db, actor: Actor, import_id: UUID) -> None:
    """Start to undo an import that has ended."""
    import_ = await store_imports.locked(db, import_id)
    if import_ is None:
        raise NotFound
    if import_.state not in ("done", "failed"):
        raise NotUndoable(state=import_.state)
    if until(import_) is None:
        raise ImportTooOld
    await store_undo.begin(db, import_id, actor.id, "consents", _first(import_))
    await audit.record(db, actor, "contacts.import_undone", "import", import_id)
    await jobs.later(db, JOB, import_id)


async def step(db: Db, import_id: UUID) -> bool:
    """Undo the next batch; True while there is more."""
    import_ = await store_imports.locked(db, import_id)
    if import_ is None or import_.state != "undoing" or import_.undo_stage is None:
        return False
    added, after = await _DO[import_.undo_stage](db, import_)
    stage: str | None = import_.undo_stage
    if after is None:
        order = [*_DO, None]
        stage, after = order[order.index(stage) + 1], _first(import_)
    await store_undo.advance(db, import_id, stage, after, added)
    return stage is not None


def _first(import_: Import) -> UUID:
    return ids.floor(import_.created_at - SLACK)


def _span(import_: Import) -> tuple[UUID, UUID]:
    """Ids made between the cursor and the import's end: an id of ours tells its time."""
    ended = import_.ended_at or clock.now()
    return import_.undo_after or _first(import_), ids.floor(ended + SLACK)


Done = tuple[dict[str, int], UUID | None]


async def _consents(db: Db, import_: Import) -> Done:
    actor = Actor("user", import_.undo_actor_id or ids.NIL)
    count, after = await HOOKS.take_back(db, actor, import_.id, _span(import_), BATCH)
    return {"consents": count}, after


async def _tags(db: Db, import_: Import) -> Done:
    count = await store_undo.take_tags(db, import_.id, import_.tag_ids, BATCH)
    return {"tags": count}, import_.undo_after if count else None


async def _hide(db: Db, import_: Import) -> Done:
    made = await store_undo.made(db, import_.id, *_span(import_), BATCH, hidden=False)
    touched = await HOOKS.touched(db, [one.id for one in made], import_.id)
    touched |= {one.id for one in made if one.is_changed}
    await store_undo.hide(db, [one.id for one in made if one.id not in touched], clock.now())
    return {"kept": len(touched)}, made[-1].id if made else None


async def _shred(db: Db, import_: Import) -> Done:
    hidden = await store_undo.made(db, import_.id, *_span(import_), BATCH, hidden=True)
    # A message that was on its way when they were hidden has arrived since.
    touched = await HOOKS.touched(db, [one.id for one in hidden], import_.id)
    await store_undo.bring_back(db, list(touched))
    people = [one.id for one in hidden if one.id not in touched]
    await db.keyring.shred_many(
        db.organisation_id, keyring.CONTACT, people, clock.now(), "import undone"
    )
    await store_undo.sweep(db, people)
    counts = {"contacts": len(people), "kept": len(touched)}
    return counts, hidden[-1].id if hidden else None


_DO: dict[str, Callable[[Db, Import], Awaitable[Done]]] = {
    "consents": _consents, "tags": _tags, "hide": _hide, "shred": _shred,
}  # fmt: skip
