"""Every SQL statement of campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from indokona.kernel import ids
from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign as it is stored."""

    id: UUID
    name_sealed: bytes
    number_id: UUID
    template_id: UUID
    template_version_id: UUID
    segment_id: UUID
    purpose: str
    mapping: dict[str, Any]
    state: str
    after_id: UUID
    expanded: int
    due_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    #: What was chosen; None is by the size of the audience.
    stages: bool | None = None
    #: People counted when it began, where it has stages.
    audience: int | None = None
    stage: int | None = None
    observed_until: datetime | None = None
    counted_at: datetime | None = None
    #: A count is asked for, not before this moment.
    count_due: datetime | None = None
    #: What was counted last of a campaign that is not counted at sight.
    tally: dict[str, Any] | None = None
    #: The facts that a person knew who resumed it.
    known: dict[str, Any] | None = None
    paused_for: str | None = None


_COLUMNS = (
    "id, name_sealed, number_id, template_id, template_version_id, segment_id, purpose, mapping, state, after_id,"
    " expanded, due_at, created_at, started_at, ended_at, stages, audience, stage, observed_until, counted_at,"
    " count_due, tally, known, paused_for"
)


async def insert(db: Db, row: CampaignRow, author: UUID) -> None:
    """A new campaign."""
    await db.run(
        "insert into campaign (organisation_id, id, name_sealed, number_id, template_id, template_version_id,"
        " segment_id, purpose, mapping, stages, state, after_id, expanded, author_id, created_at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'draft', %s, 0, %s, %s)",
        (
            db.organisation_id, row.id, row.name_sealed, row.number_id, row.template_id, row.template_version_id,
            row.segment_id, row.purpose, Jsonb(row.mapping), row.stages, ids.NIL, author, row.created_at,
        ),
    )  # fmt: skip


async def update(db: Db, row: CampaignRow) -> None:
    """A draft chosen otherwise."""
    await db.run(
        "update campaign set name_sealed = %s, number_id = %s, template_id = %s, template_version_id = %s,"
        " segment_id = %s, purpose = %s, mapping = %s, stages = %s where organisation_id = %s and id = %s",
        (
            row.name_sealed, row.number_id, row.template_id, row.template_version_id, row.segment_id, row.purpose,
            Jsonb(row.mapping), row.stages, db.organisation_id, row.id,
        ),
    )  # fmt: skip


async def delete(db: Db, campaign_id: UUID) -> None:
    """A draft nobody wants."""
    await db.run(
        "delete from campaign where organisation_id = %s and id = %s",
        (db.organisation_id, campaign_id),
    )


async def one(db: Db, campaign_id: UUID, *, lock: bool = False) -> CampaignRow | None:
    """One campaign, perhaps held for this transaction."""
    return await db.maybe(
        f"select {_COLUMNS} from campaign where organisation_id = %s and id = %s{' for update' if lock else ''}",
        (db.organisation_id, campaign_id),
        into=CampaignRow,
    )


async def every(db: Db) -> list[CampaignRow]:
    """All campaigns, newest first."""
    return await db.all(
        f"select {_COLUMNS} from campaign where organisation_id = %s order by created_at desc limit 200",
        (db.organisation_id,),
        into=CampaignRow,
    )


async def under_way(db: Db) -> list[tuple[UUID, str]]:
    """Campaigns that send or will begin by themselves, locked, with their state."""
    rows = await db.rows(
        "select id, state from campaign where organisation_id = %s"
        " and state in ('running', 'expanded', 'scheduled') order by id for update",
        (db.organisation_id,),
    )
    return [(row[0], row[1]) for row in rows]


async def is_segment_used(db: Db, segment_id: UUID) -> bool:
    """Whether a campaign that has not ended writes to a segment."""
    return bool(
        await db.value(
            "select exists (select 1 from campaign where organisation_id = %s and segment_id = %s"
            " and state in ('draft', 'scheduled', 'running', 'paused'))",
            (db.organisation_id, segment_id),
        )
    )


async def set_state(
    db: Db,
    campaign_id: UUID,
    state: str,
    now: datetime,
    *,
    started: bool = False,
    ended: bool = False,
    paused_for: str | None = None,
) -> None:
    """The campaign's state, the times that go with it, and the reason of a rule that paused it."""
    await db.run(
        "update campaign set state = %s, started_at = case when %s then %s else started_at end,"
        " ended_at = case when %s then %s else ended_at end, paused_for = %s"
        " where organisation_id = %s and id = %s",
        (state, started, now, ended, now, paused_for, db.organisation_id, campaign_id),
    )


async def plan(db: Db, campaign_id: UUID, due_at: datetime) -> None:
    """When the campaign starts by itself."""
    await db.run(
        "update campaign set state = 'scheduled', due_at = %s where organisation_id = %s and id = %s",
        (due_at, db.organisation_id, campaign_id),
    )


async def advance(db: Db, campaign_id: UUID, after_id: UUID, count: int) -> None:
    """How far the expansion is."""
    await db.run(
        "update campaign set after_id = %s, expanded = expanded + %s where organisation_id = %s and id = %s",
        (after_id, count, db.organisation_id, campaign_id),
    )


async def sending(db: Db) -> list[CampaignRow]:
    """Campaigns that send, in a fixed order."""
    return await db.all(
        f"select {_COLUMNS} from campaign where organisation_id = %s and state in ('running', 'expanded') order by id",
        (db.organisation_id,),
        into=CampaignRow,
    )


async def heard_of(db: Db, number_ids: Sequence[UUID], since: datetime) -> list[CampaignRow]:
    """Campaigns on some numbers that began and did not end before a moment, in a fixed order."""
    return await db.all(
        f"select {_COLUMNS} from campaign where organisation_id = %s and number_id = any(%s)"
        " and started_at is not null and coalesce(ended_at > %s, true) order by id",
        (db.organisation_id, list(number_ids), since),
        into=CampaignRow,
    )


async def begin_stage(db: Db, campaign_id: UUID, stage: int, audience: int | None) -> None:
    """The next stage, of which nothing was observed yet."""
    await db.run(
        "update campaign set stage = %s, audience = %s, observed_until = null where organisation_id = %s and id = %s",
        (stage, audience, db.organisation_id, campaign_id),
    )


async def observe(db: Db, campaign_id: UUID, until: datetime) -> None:
    """The stage's messages have ended; until when their effect is watched."""
    await db.run(
        "update campaign set observed_until = %s where organisation_id = %s and id = %s",
        (until, db.organisation_id, campaign_id),
    )


async def counted(db: Db, campaign_id: UUID, now: datetime) -> None:
    """When the campaign's messages were counted last."""
    await db.run(
        "update campaign set counted_at = %s where organisation_id = %s and id = %s",
        (now, db.organisation_id, campaign_id),
    )


async def ask_count(db: Db, campaign_id: UUID, due: datetime, stale: datetime) -> bool:
    """Ask for a count; False if one is asked for already. One that was due before `stale` was lost."""
    return bool(
        await db.run(
            "update campaign set count_due = %s where organisation_id = %s and id = %s"
            " and (count_due is null or count_due < %s)",
            (due, db.organisation_id, campaign_id, stale),
        )
    )


async def begin_count(db: Db, campaign_id: UUID, now: datetime) -> bool:
    """The count that is due begins: who asks from now on asks for another. False if none is due."""
    return bool(
        await db.run(
            "update campaign set count_due = null, counted_at = %s"
            " where organisation_id = %s and id = %s and count_due <= %s",
            (now, db.organisation_id, campaign_id, now),
        )
    )


async def keep_tally(db: Db, campaign_id: UUID, tally: dict[str, Any]) -> None:
    """What was counted."""
    await db.run(
        "update campaign set tally = %s where organisation_id = %s and id = %s",
        (Jsonb(tally), db.organisation_id, campaign_id),
    )


async def know(db: Db, campaign_id: UUID, known: dict[str, Any]) -> None:
    """The facts that pause the campaign no more."""
    await db.run(
        "update campaign set known = %s where organisation_id = %s and id = %s",
        (Jsonb(known), db.organisation_id, campaign_id),
    )
