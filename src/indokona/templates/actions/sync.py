"""Taking over what Meta has: templates written elsewhere, verdicts whose webhook never came."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
    since = clock.now()
    theirs = await _all(Meta(http, sender.graph_url, sender.token), waba_id)
    ours = await store.of_waba(db, sender.number.waba_row_id)
    found = compared(theirs, ours, sender.number.waba_row_id)
    await _write(db, found, since)
    await audit.record(db, who.actor, "template.synced", "number", number_id)
    return Synced(len(found.made), len(found.moved), len(found.gone), found.same)


@dataclass(frozen=True, slots=True)
class Compared:
    """Templates that are new here, that changed (as they were, as they are), gone at Meta, and the same."""

    made: Sequence[TemplateRow]
    moved: Sequence[tuple[TemplateRow, TemplateRow]]
    gone: Sequence[UUID]
    same: int


def compared(
    theirs: Sequence[wire.Template], ours: Sequence[TemplateRow], waba_row_id: UUID
) -> Compared:
    """What Meta has beside what is here; a draft is the member's own and stays."""
    by_id = {row.meta_id: row for row in ours if row.meta_id}
    by_name = {(row.name, row.language): row for row in ours}
    made, moved, same = list[TemplateRow](), list[tuple[TemplateRow, TemplateRow]](), 0
    for one in theirs:
        known = by_id.get(one.id or "") or by_name.get((one.name, one.language))
        row = _row(one, waba_row_id, known)
        if known is None:
            made.append(row)
        elif row == known or known.state == "draft":
            same += 1
        else:
            moved.append((known, row))
    # One that was written anew at Meta has another id there, and is known here by its name.
    there = {one.id for one in theirs} | {old.meta_id for old, _ in moved}
    ended = (actions.DELETED, "draft")
    gone = [row.id for key, row in by_id.items() if key not in there and row.state not in ended]
    return Compared(made, moved, gone, same)


async def _write(db: Db, found: Compared, since: datetime) -> None:
    now = clock.now()
    for row in found.made:
        await store.insert(db, row, now)
    for old, new in found.moved:
        if new.version_id != old.version_id:
            await store.insert_version(db, new, now)
    changed = [*found.made, *(new for _, new in found.moved)]
    await store.follow(db, changed, now, since)
    await store.mark_deleted(db, found.gone, now)


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
