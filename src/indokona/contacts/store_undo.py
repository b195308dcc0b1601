"""SQL of undoing an import, batch by batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class Made:
    """A contact that an import made, and whether its own row tells of anything since."""

    id: UUID
    is_changed: bool


async def begin(db: Db, import_id: UUID, actor_id: UUID, stage: str, after: UUID) -> None:
    """The undoing of an import begins."""
    await db.run(
        "update contact_import set state = 'undoing', undo_stage = %s, undo_after = %s, undo_actor_id = %s"
        " where organisation_id = %s and id = %s",
        (stage, after, actor_id, db.organisation_id, import_id),
    )


async def advance(
    db: Db, import_id: UUID, stage: str | None, after: UUID, added: Mapping[str, int]
) -> None:
    """A batch is undone: cursor and counts, in the transaction of the work; without a stage it is over."""
    await db.run(
        "update contact_import set undo_stage = %s, undo_after = %s, state = case when %s then 'undone' else state end,"
        " undone_contacts = undone_contacts + %s, undone_consents = undone_consents + %s,"
        " undone_tags = undone_tags + %s, undo_kept = undo_kept + %s where organisation_id = %s and id = %s",
        (
            stage, after, stage is None, added.get("contacts", 0), added.get("consents", 0), added.get("tags", 0),
            added.get("kept", 0), db.organisation_id, import_id,
        ),
    )  # fmt: skip


async def take_tags(db: Db, import_id: UUID, tag_ids: Sequence[UUID], limit: int) -> int:
    """Take back the next tags that an import newly gave; returns how many."""
    return await db.run(
        "delete from contact_tag t using (select tag_id, contact_id from contact_tag where organisation_id = %s"
        "  and tag_id = any(%s) and import_id = %s limit %s) x"
        " where t.organisation_id = %s and t.tag_id = x.tag_id and t.contact_id = x.contact_id",
        (db.organisation_id, list(tag_ids), import_id, limit, db.organisation_id),
    )


async def made(
    db: Db, import_id: UUID, after: UUID, last: UUID, limit: int, *, hidden: bool
) -> list[Made]:
    """The next contacts that an import made, in a span of ids, that is, of time; hidden ones or the others."""
    return await db.all(
        "select c.id, c.last_activity <> c.created_at or exists (select 1 from contact_tag t"
        "  where t.organisation_id = c.organisation_id and t.contact_id = c.id) as is_changed from contact c"
        " where c.organisation_id = %s and c.id > %s and c.id < %s and c.import_id = %s"
        f" and c.fenced_at is {'not null' if hidden else 'null'} order by c.id limit %s",
        (db.organisation_id, after, last, import_id, limit),
        into=Made,
    )


async def hide(db: Db, contact_ids: Sequence[UUID], at: datetime) -> None:
    """Hide many; they hold no identity any more."""
    await db.run(
        "update contact set fenced_at = %s where organisation_id = %s and id = any(%s)",
        (at, db.organisation_id, list(contact_ids)),
    )
    await db.run(
        "update identity set valid_to = %s where organisation_id = %s and contact_id = any(%s) and valid_to is null",
        (at, db.organisation_id, list(contact_ids)),
    )


async def bring_back(db: Db, contact_ids: Sequence[UUID]) -> None:
    """Show hidden contacts again, under what nobody else has taken meanwhile."""
    await db.run(
        "update identity i set valid_to = null from contact c where c.organisation_id = %s and c.id = any(%s)"
        " and i.organisation_id = c.organisation_id and i.contact_id = c.id and i.valid_to = c.fenced_at"
        " and not exists (select 1 from identity x where x.organisation_id = i.organisation_id and x.kind = i.kind"
        "  and x.portfolio_id = i.portfolio_id and x.value_index = i.value_index and x.valid_to is null)",
        (db.organisation_id, list(contact_ids)),
    )
    await db.run(
        "update contact set fenced_at = null where organisation_id = %s and id = any(%s)",
        (db.organisation_id, list(contact_ids)),
    )


async def sweep(db: Db, contact_ids: Sequence[UUID]) -> None:
    """Delete all rows of hidden contacts; their own stay as tombstones without any value."""
    for table in ("attribute_value", "contact_tag", "identity", "merge_proposal"):
        await db.run(
            f"delete from {table} where organisation_id = %s and contact_id = any(%s)",
            (db.organisation_id, list(contact_ids)),
        )
    await db.run(
        "update contact set name_sealed = null, tokens = '{}', row_digest = null, market = '', language = ''"
        " where organisation_id = %s and id = any(%s) and fenced_at is not null",
        (db.organisation_id, list(contact_ids)),
    )
