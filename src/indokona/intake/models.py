"""Tables of intake."""

from __future__ import annotations

from sqlalchemy import Index, Integer, LargeBinary, MetaData, PrimaryKeyConstraint, Text, text
from sqlalchemy.dialects.postgresql import UUID

from indokona.kernel.datamap import (
    AT,
    COUNT,
    ID,
    STATE,
    Category,
    Keep,
    Walls,
    column,
    sealed,
    table,
)
from indokona.kernel.tables import TIME

metadata = MetaData()

intake_block = table(
    metadata, "intake_block",
    column("id", UUID, ID),
    column("kind", Integer, STATE),
    column("count", Integer, COUNT),
    column("hour_id", UUID, ID),
    column("block_sealed", LargeBinary, sealed("intake.block", Category.content)),
    column("handed_at", TIME, AT, nullable=True),
    PrimaryKeyConstraint("id"),
    Index("intake_block_waiting", "kind", "id", postgresql_where=text("handed_at is null")),
    walls=Walls.none, keep=Keep.queue, partitioned=True,
    grants={"app": "select, update, delete", "intake": "insert", "scout": "select (kind, handed_at)"},
)  # fmt: skip

set_aside = table(
    metadata, "set_aside",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("field", Text, STATE),
    column("tries", Integer, COUNT),
    column("error", Text, STATE),
    column("change_sealed", LargeBinary, sealed("intake.set_aside", Category.content)),
    column("at", TIME, AT),
    column("due_at", TIME, AT),
    column("ends_at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("set_aside_due", "organisation_id", "due_at"),
    walls=Walls.organisation, keep=Keep.queue, grants={"scout": "select (organisation_id, due_at)"},
)  # fmt: skip
