"""Tables of campaigns."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from indokona.kernel.datamap import (
    AT,
    COUNT,
    ID,
    STATE,
    Category,
    Declared,
    Keep,
    Walls,
    column,
    sealed,
    table,
)
from indokona.kernel.tables import TIME

metadata = MetaData()

campaign = table(
    metadata, "campaign",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("name_sealed", LargeBinary, sealed("campaign.name", Category.business)),
    column("number_id", UUID, ID),
    column("template_id", UUID, ID),
    column("template_version_id", UUID, ID),
    column("segment_id", UUID, ID),
    column("purpose", Text, STATE),
    column("mapping", JSONB, Declared(Category.business)),
    column("state", Text, STATE),
    column("due_at", TIME, AT, nullable=True),
    column("after_id", UUID, ID),
    column("expanded", Integer, COUNT),
    column("author_id", UUID, ID),
    column("created_at", TIME, AT),
    column("started_at", TIME, AT, nullable=True),
    column("ended_at", TIME, AT, nullable=True),
    column("stages", Boolean, STATE, nullable=True),
    column("audience", Integer, COUNT, nullable=True),
    column("stage", Integer, STATE, nullable=True),
    column("observed_until", TIME, AT, nullable=True),
    column("counted_at", TIME, AT, nullable=True),
    column("count_due", TIME, AT, nullable=True),
    column("tally", JSONB, Declared(Category.tally), nullable=True),
    column("known", JSONB, Declared(Category.tally), nullable=True),
    column("paused_for", Text, STATE, nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("campaign_by_time", "organisation_id", "created_at"),
    Index(
        "campaign_sending", "organisation_id", "id",
        postgresql_where=text("state in ('running', 'expanded')"),
    ),
    Index(
        "campaign_on_number", "organisation_id", "number_id", "ended_at",
        postgresql_where=text("started_at is not null"),
    ),
    walls=Walls.organisation, keep=Keep.metadata, aged_by="ended_at",
)  # fmt: skip
