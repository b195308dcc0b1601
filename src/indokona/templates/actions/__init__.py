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
from indokona.numbers.facts import Number
from indokona.templates import store
from indokona.templates.errors import (
    TemplateElsewhere,
    TemplateExists,
    TemplateFileMissing,
    TemplateNotUsable,
    TemplateProblems,
)
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
    return await view(db, row)


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
    _must_be_of(sender.number, row)
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
    return await view(db, await stored(db, template_id))


async def show(db: Db, template_id: UUID) -> TemplateView:
    """One template."""
    return await view(db, await stored(db, template_id))


async def every(db: Db) -> list[TemplateView]:
    """All templates."""
    known = await numbers.numbers(db)
    return [_view(row, known) for row in await store.every(db)]


def _must_be_of(number: Number, row: store.TemplateRow) -> None:
    if row.waba_row_id != number.waba_row_id:
        raise TemplateElsewhere


async def usable(db: Db, template_id: UUID, number_id: UUID) -> Usable:
    """A template that a number may send now, or a refusal that says why not."""
    row = await stored(db, template_id)
    _must_be_of(await numbers.number(db, number_id), row)
    if row.state != "APPROVED":
        raise TemplateNotUsable(state=row.state)
    found = _usable(row)
    if not found.purpose:
        raise TemplateNotUsable(category=row.category)
    if not found.is_whole:
        raise TemplateFileMissing
    return found


async def usable_named(db: Db, waba_row_id: UUID, name: str, language: str) -> Usable | None:
    """An approved template by name, if there is one."""
    row = await store.named(db, waba_row_id, name, language)
    return _usable(row) if row is not None and row.state == "APPROVED" else None


async def versions_of(db: Db, template_ids: Sequence[UUID]) -> list[UUID]:
    """Every version that some templates ever had."""
    return await store.versions_of(db, template_ids) if template_ids else []


async def versions(db: Db, version_ids: Sequence[UUID]) -> dict[UUID, Usable]:
    """Templates by version, whatever their state: the gate decides."""
    rows = await store.by_versions(db, version_ids)
    current = await store.current(db, [row.id for row in rows.values()])
    rows_of_today = rows | await store.by_versions(db, list(set(current.values()) - rows.keys()))
    return {
        version_id: dataclasses.replace(
            _usable(row), is_current=_same(row.shape, rows_of_today[current[row.id]].shape)
        )
        for version_id, row in rows.items()
    }


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether people see the same; samples are for reviewers only, and Meta's change at every reading."""
    return one is other or _seen(one) == _seen(other)


def _seen(shape: dict[str, Any]) -> tuple[str, Any]:
    named = str(shape.get("parameter_format") or "POSITIONAL").upper()
    return named, _shown(shape.get("components", []))


def _shown(part: Any) -> Any:
    if isinstance(part, list):
        return [_shown(one) for one in part]
    if isinstance(part, dict):
        return {key: _shown(value) for key, value in part.items() if key in _SEEN and value}
    return part.upper() if isinstance(part, str) and part.upper() in _KINDS else part


#: What of a part of a template a person sees or taps; and words that Meta writes in either case.
_SEEN = {
    "type", "format", "text", "buttons", "url", "phone_number", "otp_type", "add_security_recommendation",
    "code_expiration_minutes",
}  # fmt: skip
_KINDS = {
    "HEADER", "BODY", "FOOTER", "BUTTONS", "TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION", "QUICK_REPLY", "URL",
    "PHONE_NUMBER", "OTP", "COPY_CODE",
}  # fmt: skip


def _usable(row: store.TemplateRow) -> Usable:
    shape = decoded(row.shape)
    return Usable(
        row.id, row.version_id, row.waba_row_id, row.state, PURPOSE.get(row.category.upper(), ""), shape,
        row.media_id, is_whole=_is_whole(shape, row.media_id),
    )  # fmt: skip


def _is_whole(shape: wire.Template, media_id: str | None) -> bool:
    try:
        wire.Compiled(shape, media_id)
    except wire.MissingMedia:
        return False
    return True


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


async def view(db: Db, row: store.TemplateRow) -> TemplateView:
    """A template for a member's eyes."""
    return _view(row, await numbers.numbers(db))


def _view(row: store.TemplateRow, known: Sequence[Number]) -> TemplateView:
    return TemplateView(
        row.id, row.version_id, row.name, row.language, row.category, row.state, row.reason, row.shape,
        [one.id for one in known if one.waba_row_id == row.waba_row_id],
    )  # fmt: skip
