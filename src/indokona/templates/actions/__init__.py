"""The verbs of templates."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
import psycopg.errors

from indokona.kernel import audit, clock, events, ids
from indokona.kernel.database import Database, Db
from indokona.kernel.edge import Caller
from indokona.kernel.egress.http import Http
from indokona.kernel.errors import Invalid, NotFound
from indokona.numbers.actions import show as numbers
from indokona.numbers.actions.connect import Meta
from indokona.templates import store
from indokona.templates.errors import TemplateExists, TemplateNotUsable, TemplateProblems
from indokona.templates.events import CHANGED
from indokona.templates.facts import TemplateView, Usable
from indokona.whatsapp import graph, notices
from indokona.whatsapp import templates as wire

#: What may still be changed here: never submitted, or sent back.
EDITABLE = ("draft", "REJECTED")
DELETED = "DELETED"

PURPOSE = {"MARKETING": "marketing", "UTILITY": "utility", "AUTHENTICATION": "authentication"}


async def create(
    db: Db, who: Caller, number_id: UUID, shape: dict[str, Any], media_id: str | None
) -> TemplateView:
    """Write a template down after checking it as Meta will."""
    number = await numbers.number(db, number_id)
    template = checked(shape)
    row = store.TemplateRow(
        ids.new(), number.waba_row_id, template.name, template.language, template.category, None, "draft", None,
        ids.new(), shape, media_id,
    )  # fmt: skip
    gone = await store.named(db, row.waba_row_id, row.name, row.language)
    if gone is not None and gone.state == DELETED:
        row = dataclasses.replace(row, id=gone.id)
        await store.revive(db, row, clock.now())
    else:
        await _insert(db, row)
    await audit.record(db, who.actor, "template.created", "template", row.id)
    return view_of(row)


async def _insert(db: Db, row: store.TemplateRow) -> None:
    try:
        async with db.savepoint():
            await store.insert(db, row, clock.now())
    except psycopg.errors.UniqueViolation:
        raise TemplateExists from None


def checked(shape: dict[str, Any]) -> wire.Template:
    """A shape as Meta would take it, or a refusal that lists what to put right."""
    template = decoded(shape)
    if problems := wire.check(template):
        raise TemplateProblems(problems=[dataclasses.asdict(p) for p in problems])
    return template


def decoded(shape: dict[str, Any]) -> wire.Template:
    """A shape read; refused if it is no template at all."""
    try:
        return wire.decode(msgspec.json.encode(shape))
    except (msgspec.DecodeError, ValueError) as error:
        raise Invalid(f"This is not a template: {error}") from None


async def submit(
    db: Db, database: Database, http: Http, who: Caller, number_id: UUID, template_id: UUID
) -> TemplateView:
    """Send a template to Meta for review; the verdict comes by webhook, perhaps before we are done here."""
    row = await stored(db, template_id, lock=True)
    if row.state not in EDITABLE:
        raise Invalid("This template was submitted already.", state=row.state)
    sender = await numbers.sender(db, database, number_id)
    waba_id = await numbers.waba_id(db, sender.number)
    meta = Meta(http, sender.graph_url, sender.token)
    template = decoded(row.shape)
    if row.meta_id is not None:  # a rejected one keeps its place at Meta
        await meta.post(graph.edit_template_path(row.meta_id), wire.encode_edit(template))
        created = graph.CreatedTemplate(row.meta_id)
    else:
        answer = await meta.post(graph.create_template_path(waba_id), wire.encode(template))
        created = graph.created_template(answer.status, answer.body)
    await store.set_submitted(
        db,
        row.id,
        created.id,
        created.status or "PENDING",
        created.category or row.category,
        clock.now(),
    )
    await audit.record(db, who.actor, "template.submitted", "template", row.id)
    return view_of(await stored(db, template_id))


async def show(db: Db, template_id: UUID) -> TemplateView:
    """One template."""
    return view_of(await stored(db, template_id))


async def every(db: Db) -> list[TemplateView]:
    """All templates."""
    return [view_of(row) for row in await store.every(db)]


async def usable(db: Db, template_id: UUID) -> Usable:
    """A template that may be sent now, or a refusal that says why not."""
    row = await stored(db, template_id)
    if row.state != "APPROVED":
        raise TemplateNotUsable(state=row.state)
    return _usable(row)


async def usable_named(db: Db, waba_row_id: UUID, name: str, language: str) -> Usable | None:
    """An approved template by name, if there is one."""
    row = await store.named(db, waba_row_id, name, language)
    return _usable(row) if row is not None and row.state == "APPROVED" else None


async def versions(db: Db, version_ids: Sequence[UUID]) -> dict[UUID, Usable]:
    """Templates by version, whatever their state: the gate decides."""
    rows = await store.by_versions(db, version_ids)
    return {version_id: _usable(row) for version_id, row in rows.items()}


def _usable(row: store.TemplateRow) -> Usable:
    purpose = PURPOSE[row.category.upper()]
    return Usable(
        row.id,
        row.version_id,
        row.waba_row_id,
        row.state,
        purpose,
        decoded(row.shape),
        row.media_id,
    )


async def apply_status(db: Db, value: msgspec.Raw) -> None:
    """`message_template_status_update`: the verdict, a pause, a deletion."""
    notice = notices.template_status(value)
    said = (notice.template_id, notice.event, notice.reason, clock.now())
    found = await store.set_state(db, *said)
    if found is None:
        await store.wait_for_submission(db, notice.name, notice.language)
        found = await store.set_state(db, *said)
    await _tell(db, found)


async def apply_category(db: Db, value: msgspec.Raw) -> None:
    """`template_category_update`: sending must not become dearer unseen, so it pauses."""
    change = notices.template_category(value)
    if change.done and change.category:
        found = await store.set_category(db, change.template_id, change.category, clock.now())
        await _tell(db, found)


async def _tell(db: Db, template_id: UUID | None) -> None:
    if template_id is not None:
        await events.publish(db, CHANGED, [template_id])


async def stored(db: Db, template_id: UUID, *, lock: bool = False) -> store.TemplateRow:
    """A template as it is stored, or `NotFound`."""
    row = await store.one(db, template_id, lock=lock)
    if row is None:
        raise NotFound
    return row


def view_of(row: store.TemplateRow) -> TemplateView:
    """A template for a member's eyes."""
    return TemplateView(
        row.id,
        row.version_id,
        row.name,
        row.language,
        row.category,
        row.state,
        row.reason,
        row.shape,
    )
