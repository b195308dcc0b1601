"""Taking over what Meta has: templates written elsewhere, verdicts whose webhook never came."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from indokona.kernel import audit, clock, ids
from indokona.kernel.database import Database, Db
from indokona.kernel.edge import Caller
from indokona.kernel.egress.http import Http
from indokona.numbers.actions import show as numbers
from indokona.numbers.actions.connect import Meta, refuse
from indokona.templates import actions, store
from indokona.templates.errors import TooManyTemplates
from indokona.templates.store import TemplateRow
from indokona.whatsapp import graph
from indokona.whatsapp import templates as wire

MOST_PAGES = 60


@dataclass(frozen=True, slots=True)
class Synced:
    """How many templates were new here, changed, gone at Meta, and as before."""

    created: int
    changed: int
    gone: int
    unchanged: int


async def sync(db: Db, database: Database, http: Http, who: Caller, number_id: UUID) -> Synced:
    """Make the templates of a number's account here what they are at Meta; drafts are left alone."""
    sender = await numbers.sender(db, database, number_id)
    waba_id = await numbers.waba_id(db, sender.number)
    theirs = await _all(Meta(http, sender.graph_url, sender.token), waba_id)
    ours = await store.of_waba(db, sender.number.waba_row_id)
    by_id = {row.meta_id: row for row in ours if row.meta_id}
    by_name = {(row.name, row.language): row for row in ours}
    made, moved, same = list[TemplateRow](), list[tuple[TemplateRow, TemplateRow]](), 0
    for one in theirs:
        known = by_id.get(one.id or "") or by_name.get((one.name, one.language))
        row = _row(one, sender.number.waba_row_id, known)
        if known is None:
            made.append(row)
        elif row == known:
            same += 1
        else:
            moved.append((known, row))
    found = {one.id for one in theirs}
    gone = [
        row.id for row in by_id.values() if row.meta_id not in found and row.state != actions.DELETED
    ]  # fmt: skip
    await _write(db, made, moved, gone)
    await audit.record(db, who.actor, "template.synced", "number", number_id)
    return Synced(len(made), len(moved), len(gone), same)


async def _write(
    db: Db,
    made: Sequence[TemplateRow],
    moved: Sequence[tuple[TemplateRow, TemplateRow]],
    gone: Sequence[UUID],
) -> None:
    now = clock.now()
    for row in made:
        await store.insert(db, row, now)
    fresh = [new for old, new in moved if new.version_id != old.version_id]
    for row in fresh:
        await store.insert_version(db, row, now)
    await store.follow(db, [*made, *(new for _, new in moved)], now)
    await store.mark_deleted(db, gone, now)


async def _all(meta: Meta, waba_id: str) -> list[wire.Template]:
    found, after = list[wire.Template](), None
    for _ in range(MOST_PAGES):
        answer = await meta.get(graph.templates_path(waba_id, after))
        try:
            page = graph.templates(answer.status, answer.body)
        except (graph.GraphRefused, graph.GraphUnreadable):
            refuse(answer)
            raise
        found += page.data
        after = page.after
        if after is None:
            return [one for one in found if one.id]
    raise TooManyTemplates(most=MOST_PAGES * 100)


def _row(theirs: wire.Template, waba_row_id: UUID, known: TemplateRow | None) -> TemplateRow:
    shape = msgspec.json.decode(wire.encode(theirs))
    reason = None if theirs.rejected_reason in (None, "", "NONE") else theirs.rejected_reason
    state = theirs.status or "PENDING"
    if known is None:
        return TemplateRow(
            ids.new(), waba_row_id, theirs.name, theirs.language, theirs.category, theirs.id, state, reason,
            ids.new(), shape, None,
        )  # fmt: skip
    is_same = wire.encode(actions.decoded(known.shape)) == wire.encode(theirs)
    return dataclasses.replace(
        known, category=theirs.category, meta_id=theirs.id, state=state, reason=reason,
        version_id=known.version_id if is_same else ids.new(), shape=known.shape if is_same else shape,
    )  # fmt: skip
