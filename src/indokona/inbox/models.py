"""Tables of the inbox."""

from __future__ import annotations

from sqlalchemy import Index, MetaData, PrimaryKeyConstraint, Text, text
from sqlalchemy.dialects.postgresql import UUID

from indokona.kernel.datamap import AT, ID, STATE, Keep, Walls, column, table
from indokona.kernel.tables import TIME

metadata = MetaData()

conversation = table(
    metadata, "conversation",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("contact_id", UUID, ID),
    column("number_id", UUID, ID),
    column("state", Text, STATE),
    column("assignee_id", UUID, ID, nullable=True),
    column("attention", Text, STATE, nullable=True),
    column("last_message_id", UUID, ID),
    column("read_up_to", UUID, ID),
    column("created_at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("conversation_of", "organisation_id", "number_id", "contact_id", unique=True),
    Index("conversation_newest", "organisation_id", text("last_message_id desc")),
    Index("conversation_of_contact", "organisation_id", "contact_id"),
    walls=Walls.organisation, keep=Keep.contact,
)  # fmt: skip
