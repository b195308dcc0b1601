"""Every SQL statement of templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template with its newest version."""

    id: UUID
    waba_row_id: UUID
    name: str
    language: str
    category: str
    meta_id: str | None
    state: str
    reason: str | None
    version_id: UUID
    shape: dict[str, Any]
    media_id: str | None


_SELECT = (
    "select t.id, t.waba_row_id, t.name, t.language, t.category, t.meta_id, t.state, t.reason, t.version_id,"
    " v.shape, v.media_id from template t"
    " join template_version v on v.organisation_id = t.organisation_id and v.id = t.version_id"
)


async def insert(db: Db, row: TemplateRow, now: datetime) -> None:
    """A new template and its first version."""
    await db.run(
        "insert into template (organisation_id, id, waba_row_id, name, language, category, state, version_id,"
        " created_at, changed_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            db.organisation_id, row.id, row.waba_row_id, row.name, row.language, row.category, row.state,
            row.version_id, now, now,
        ),
    )  # fmt: skip
    await insert_version(db, row, now)


async def insert_version(db: Db, row: TemplateRow, now: datetime) -> None:
    """A version; a message names the one it was rendered from, so none is changed."""
    await db.run(
        "insert into template_version (organisation_id, id, template_id, shape, media_id, created_at)"
        " values (%s, %s, %s, %s, %s, %s)",
        (db.organisation_id, row.version_id, row.id, Jsonb(row.shape), row.media_id, now),
    )


async def revive(db: Db, row: TemplateRow, now: datetime) -> None:
    """A template written down again under the name of one that was deleted, or changed before its review."""
    await insert_version(db, row, now)
    await db.run(
        "update template set category = %s, meta_id = %s, state = %s, reason = null, version_id = %s, changed_at = %s"
        " where organisation_id = %s and id = %s",
        (row.category, row.meta_id, row.state, row.version_id, now, db.organisation_id, row.id),
    )


async def delete(db: Db, template_id: UUID) -> None:
    """One that Meta never saw, with its versions."""
    for table, column in (("template_version", "template_id"), ("template", "id")):
        await db.run(
            f"delete from {table} where organisation_id = %s and {column} = %s",
            (db.organisation_id, template_id),
        )


async def mark_deleted(db: Db, template_ids: Sequence[UUID], now: datetime) -> None:
    """Gone at Meta; the rows stay, since messages were rendered from them."""
    await db.run(
        "update template set state = 'DELETED', changed_at = %s where organisation_id = %s and id = any(%s)",
        (now, db.organisation_id, list(template_ids)),
    )


async def of_waba(db: Db, waba_row_id: UUID) -> list[TemplateRow]:
    """All templates of a WABA."""
    return await db.all(
        f"{_SELECT} where t.organisation_id = %s and t.waba_row_id = %s",
        (db.organisation_id, waba_row_id),
        into=TemplateRow,
    )


async def follow(db: Db, rows: Sequence[TemplateRow], now: datetime, since: datetime) -> None:
    """What Meta said of templates since a moment; news that came after it are newer and stay."""
    await db.run(
        "update template t set meta_id = u.meta_id, category = u.category, state = u.state, reason = u.reason,"
        " version_id = u.version_id, changed_at = %s"
        " from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::uuid[])"
        " as u(id, meta_id, category, state, reason, version_id)"
        " where t.organisation_id = %s and t.id = u.id and (t.changed_at < %s or t.meta_id is null)",
        (
            now, [r.id for r in rows], [r.meta_id for r in rows], [r.category for r in rows], [r.state for r in rows],
            [r.reason for r in rows], [r.version_id for r in rows], db.organisation_id, since,
        ),
    )  # fmt: skip


async def one(db: Db, template_id: UUID, *, lock: bool = False) -> TemplateRow | None:
    """One template."""
    return await db.maybe(
        f"{_SELECT} where t.organisation_id = %s and t.id = %s{' for update of t' if lock else ''}",
        (db.organisation_id, template_id),
        into=TemplateRow,
    )


async def named(db: Db, waba_row_id: UUID, name: str, language: str) -> TemplateRow | None:
    """The template of a WABA by name and language."""
    return await db.maybe(
        f"{_SELECT} where t.organisation_id = %s and t.waba_row_id = %s and t.name = %s and t.language = %s",
        (db.organisation_id, waba_row_id, name, language),
        into=TemplateRow,
    )


async def every(db: Db) -> list[TemplateRow]:
    """All templates, newest first."""
    return await db.all(
        f"{_SELECT} where t.organisation_id = %s order by t.created_at desc",
        (db.organisation_id,),
        into=TemplateRow,
    )


async def by_versions(db: Db, version_ids: Sequence[UUID]) -> dict[UUID, TemplateRow]:
    """Templates by some of their versions, each with that version's shape and today's state."""
    rows = await db.all(
        "select t.id, t.waba_row_id, t.name, t.language, t.category, t.meta_id, t.state, t.reason,"
        " v.id as version_id, v.shape, v.media_id from template_version v"
        " join template t on t.organisation_id = v.organisation_id and t.id = v.template_id"
        " where v.organisation_id = %s and v.id = any(%s)",
        (db.organisation_id, list(version_ids)),
        into=TemplateRow,
    )
    return {row.version_id: row for row in rows}


async def current(db: Db, template_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Today's versions of some templates."""
    rows = await db.rows(
        "select id, version_id from template where organisation_id = %s and id = any(%s)",
        (db.organisation_id, list(template_ids)),
    )
    return {row[0]: row[1] for row in rows}


async def set_submitted(
    db: Db, template_id: UUID, meta_id: str, state: str, category: str, now: datetime
) -> None:
    """Meta has it for review."""
    await db.run(
        "update template set meta_id = %s, state = %s, category = %s, changed_at = %s"
        " where organisation_id = %s and id = %s",
        (meta_id, state, category, now, db.organisation_id, template_id),
    )


async def wait_for_submission(db: Db, name: str, language: str) -> None:
    """Wait for who submits a template of this name right now: Meta knows its id, the row not yet."""
    await db.run(
        "select 1 from template where organisation_id = %s and name = %s and language = %s for update",
        (db.organisation_id, name, language),
    )


async def set_state(
    db: Db, meta_id: str, state: str, reason: str | None, now: datetime
) -> UUID | None:
    """What a webhook says of a template."""
    found: UUID | None = await db.value(
        "update template set state = %s, reason = %s, changed_at = %s where organisation_id = %s and meta_id = %s"
        " returning id",
        (state, reason, now, db.organisation_id, meta_id),
    )
    return found


async def set_category(db: Db, meta_id: str, category: str, now: datetime) -> UUID | None:
    """Meta changed the category."""
    found: UUID | None = await db.value(
        "update template set category = %s, changed_at = %s where organisation_id = %s and meta_id = %s"
        " returning id",
        (category, now, db.organisation_id, meta_id),
    )
    return found


async def versions_of(db: Db, template_ids: Sequence[UUID]) -> list[UUID]:
    """The ids of every version of some templates."""
    rows = await db.rows(
        "select id from template_version where organisation_id = %s and template_id = any(%s)",
        (db.organisation_id, list(template_ids)),
    )
    return [row[0] for row in rows]
