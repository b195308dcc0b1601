"""Linting, editing and deleting templates, and how one reads for a contact."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from indokona.contacts.actions import show as contacts
from indokona.contacts.rules import value
from indokona.kernel import audit, clock, ids
from indokona.kernel.database import Database, Db
from indokona.kernel.edge import Caller
from indokona.kernel.egress.http import Http
from indokona.kernel.errors import Invalid
from indokona.numbers.actions import show as numbers
from indokona.numbers.actions.connect import Meta
from indokona.numbers.errors import NumberNotReady
from indokona.templates import actions, store
from indokona.templates.errors import TemplateChanged, TemplateInReview, TemplateRenamed
from indokona.templates.facts import TemplateView
from indokona.whatsapp import graph
from indokona.whatsapp import templates as wire


def check(shape: dict[str, Any]) -> list[wire.Problem]:
    """Everything that Meta would refuse, in reading order; nothing is kept."""
    try:
        return wire.check(actions.decoded(shape))
    except Invalid as trouble:
        return [wire.Problem("template.unreadable", "template", trouble.detail or "")]


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """The whole template again, with the version that was seen before."""

    shape: dict[str, Any]
    media_id: str | None
    seen: UUID | None


async def edit(db: Db, who: Caller, template_id: UUID, change: Change) -> TemplateView:
    """A new version of a draft or a rejected template."""
    row = await actions.stored(db, template_id, lock=True)
    if row.state not in actions.EDITABLE:
        raise TemplateInReview(state=row.state)
    if change.seen not in (None, row.version_id):
        raise TemplateChanged
    template = actions.checked(change.shape)
    if (template.name, template.language) != (row.name, row.language):
        raise TemplateRenamed
    changed = dataclasses.replace(
        row, category=template.category, version_id=ids.new(), shape=change.shape,
        media_id=change.media_id or row.media_id,
        state="draft", reason=None,
    )  # fmt: skip
    await store.revive(db, changed, clock.now())
    await audit.record(db, who.actor, "template.edited", "template", row.id)
    return await actions.view(db, changed)


async def delete(db: Db, database: Database, http: Http, who: Caller, template_id: UUID) -> None:
    """Delete here and at Meta. Its row stays if messages may have been rendered from it."""
    row = await actions.stored(db, template_id, lock=True)
    if row.meta_id is None:
        await store.delete(db, row.id)
    elif row.state != actions.DELETED:
        mine = [one for one in await numbers.numbers(db) if one.waba_row_id == row.waba_row_id]
        if not mine:
            raise NumberNotReady
        sender = await numbers.sender(db, database, mine[0].id)
        waba_id = await numbers.waba_id(db, mine[0])
        meta = Meta(http, sender.graph_url, sender.token)
        await meta.delete(graph.delete_template_path(waba_id, row.name, row.meta_id))
        await store.mark_deleted(db, [row.id], clock.now())
    await audit.record(db, who.actor, "template.deleted", "template", row.id)


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """What one contact would see, and the values that filled it."""

    rendered: wire.Rendered
    values: dict[str, str]


async def preview(
    db: Db, template_id: UUID, contact_id: UUID, mapping: Mapping[str, Mapping[str, str]]
) -> Preview:
    """A template with a contact's values; a variable without a source stays visible."""
    row = await actions.stored(db, template_id)
    person = await contacts.one(db, contact_id)
    values = {key: value(source, person.name, person.attributes) for key, source in mapping.items()}
    return Preview(wire.render(actions.decoded(row.shape), values), values)
