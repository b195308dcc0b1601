"""Tables of templates."""

from __future__ import annotations

from sqlalchemy import Index, MetaData, PrimaryKeyConstraint, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from indokona.kernel.datamap import AT, ID, STATE, Category, Declared, Keep, Walls, column, table
from indokona.kernel.tables import TIME

metadata = MetaData()

template = table(
    metadata, "template",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("waba_row_id", UUID, ID),
    column("name", Text, Declared(Category.business)),
    column("language", Text, STATE),
    column("category", Text, STATE),
    column("meta_id", Text, ID, nullable=True),
    column("state", Text, STATE),
    column("reason", Text, STATE, nullable=True),
    column("version_id", UUID, ID),
    column("created_at", TIME, AT),
    column("changed_at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("template_by_name", "organisation_id", "waba_row_id", "name", "language", unique=True),
    walls=Walls.organisation, keep=Keep.while_used,
)  # fmt: skip

template_version = table(
    metadata, "template_version",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("template_id", UUID, ID),
    # A template's text is the business's own words, shown to Meta for review: no person is in it.
    column("shape", JSONB, Declared(Category.business)),
    column("media_id", Text, ID, nullable=True),
    column("created_at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "id"),
    walls=Walls.organisation, keep=Keep.while_used,
)  # fmt: skip
