"""Tables of contacts."""

from __future__ import annotations

from sqlalchemy import (
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from indokona.kernel.datamap import (
    AT,
    COUNT,
    HASH,
    ID,
    STATE,
    Category,
    Declared,
    Erase,
    Keep,
    Purpose,
    Walls,
    column,
    sealed,
    table,
)
from indokona.kernel.tables import TIME

metadata = MetaData()

TOKEN = Declared(Category.contact, Purpose.instruction, erase=Erase.delete)

contact = table(
    metadata, "contact",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("name_sealed", LargeBinary, sealed("contact.name", Category.contact, export="name"), nullable=True),
    column("tokens", ARRAY(Integer), TOKEN.to(untold="an index of what is given")),
    column("market", Text, Declared(Category.contact, Purpose.instruction, export="market")),
    column("language", Text, Declared(Category.contact, Purpose.instruction, export="language")),
    column("row_digest", LargeBinary, TOKEN.to(untold="an index of what is given"), nullable=True),
    column("import_id", UUID, ID.to(export="import"), nullable=True),
    column("last_activity", TIME, AT.to(export="last_activity")),
    column("fenced_at", TIME, AT.to(untold="who is hidden is given nothing"), nullable=True),
    column("restricted_at", TIME, AT.to(export="restricted_at"), nullable=True),
    column("created_at", TIME, AT.to(export="known_since")),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("contact_by_activity", "organisation_id", text("last_activity desc"), text("id desc")),
    Index("contact_by_token", "tokens", postgresql_using="gin"),
    of_contact=True, walls=Walls.organisation, keep=Keep.contact,
    grants={"seeker": "select (organisation_id, id, tokens, last_activity, fenced_at)"},
)  # fmt: skip

identity = table(
    metadata, "identity",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("contact_id", UUID, ID),
    column("kind", Text, STATE.to(export="kind")),
    column("portfolio_id", UUID, ID),
    column("value_index", LargeBinary, TOKEN.to(untold="an index of what is given")),
    column("value_sealed", LargeBinary, sealed("identity.value", Category.contact, export="value")),
    column("last4", Integer, TOKEN.to(untold="an index of what is given"), nullable=True),
    column("valid_from", TIME, AT.to(export="valid_from")),
    column("valid_to", TIME, AT.to(export="valid_to"), nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index(
        "identity_live", "organisation_id", "kind", "portfolio_id", "value_index",
        unique=True, postgresql_where=text("valid_to is null"),
    ),
    Index("identity_of_contact", "organisation_id", "contact_id"),
    # `not null` keeps a planner without statistics from reading this index for a look-up by value.
    Index(
        "identity_by_last4", "organisation_id", "last4",
        postgresql_where=text("valid_to is null and last4 is not null"),
    ),
    walls=Walls.organisation, keep=Keep.contact,
)  # fmt: skip

merge_proposal = table(
    metadata, "merge_proposal",
    column("organisation_id", UUID, ID),
    column("contact_id", UUID, ID),
    column("other_id", UUID, ID),
    column("at", TIME, AT.to(export="at")),
    column("dismissed_at", TIME, AT.to(export="dismissed_at"), nullable=True),
    PrimaryKeyConstraint("organisation_id", "contact_id", "other_id"),
    Index("merge_proposal_of_other", "organisation_id", "other_id"),
    walls=Walls.organisation, keep=Keep.contact,
)  # fmt: skip

attribute = table(
    metadata, "attribute",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("name", Text, STATE.to(export="attributes")),
    column("storage", Text, STATE),
    column("created_at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("attribute_by_name", "organisation_id", "name", unique=True),
    walls=Walls.organisation, keep=Keep.while_used,
)  # fmt: skip

attribute_value = table(
    metadata, "attribute_value",
    column("organisation_id", UUID, ID),
    column("contact_id", UUID, ID),
    column("attribute_id", UUID, ID),
    column("value_sealed", LargeBinary, sealed("attribute.value", Category.contact, export="value"), nullable=True),
    column("value_index", LargeBinary, TOKEN.to(untold="an index of what is given"), nullable=True),
    column("open_text", Text, TOKEN.to(export="value"), nullable=True),
    column("open_number", Numeric, TOKEN.to(export="value"), nullable=True),
    PrimaryKeyConstraint("organisation_id", "contact_id", "attribute_id"),
    Index("attribute_value_open", "organisation_id", "attribute_id", "open_text"),
    walls=Walls.organisation, keep=Keep.contact,
)  # fmt: skip

tag = table(
    metadata, "tag",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("name_sealed", LargeBinary, sealed("tag.name", Category.business, export="tags")),
    column("name_index", LargeBinary, HASH),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("tag_by_name", "organisation_id", "name_index", unique=True),
    walls=Walls.organisation, keep=Keep.while_used,
)  # fmt: skip

contact_tag = table(
    metadata, "contact_tag",
    column("organisation_id", UUID, ID),
    column("tag_id", UUID, ID.to(export="tags")),
    column("contact_id", UUID, ID),
    column("import_id", UUID, ID, nullable=True),
    PrimaryKeyConstraint("organisation_id", "tag_id", "contact_id"),
    Index("contact_tag_of_contact", "organisation_id", "contact_id"),
    walls=Walls.organisation, keep=Keep.contact,
)  # fmt: skip

segment = table(
    metadata, "segment",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("name_sealed", LargeBinary, sealed("segment.name", Category.business)),
    column("rule", JSONB, STATE),
    column("created_at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "id"),
    walls=Walls.organisation, keep=Keep.while_used,
)  # fmt: skip

import_ = table(
    metadata, "contact_import",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("state", Text, STATE.to(export="state")),
    column("mapping", JSONB, STATE.to(export="columns")),
    column("tag_ids", ARRAY(UUID), ID),
    column("consent", JSONB, STATE.to(export="consent"), nullable=True),
    column("author_id", UUID, ID),
    column("pieces", Integer, COUNT),
    column("piece_done", Integer, COUNT),
    column("rest_sealed", LargeBinary, sealed("import.rest", Category.contact), nullable=True),
    column("rows_done", Integer, COUNT),
    column("created", Integer, COUNT),
    column("updated", Integer, COUNT),
    column("unchanged", Integer, COUNT),
    column("refused", Integer, COUNT),
    column("problem", Text, STATE, nullable=True),
    column("created_at", TIME, AT.to(export="at")),
    column("ended_at", TIME, AT.to(export="ended_at"), nullable=True),
    column("undo_stage", Text, STATE, nullable=True),
    column("undo_after", UUID, ID, nullable=True),
    column("undo_actor_id", UUID, ID, nullable=True),
    column("undone_contacts", Integer, COUNT, server_default="0"),
    column("undone_consents", Integer, COUNT, server_default="0"),
    column("undone_tags", Integer, COUNT, server_default="0"),
    column("undo_kept", Integer, COUNT, server_default="0"),
    PrimaryKeyConstraint("organisation_id", "id"),
    walls=Walls.organisation, keep=Keep.session, aged_by="ended_at",
)  # fmt: skip

import_piece = table(
    metadata, "import_piece",
    column("organisation_id", UUID, ID),
    column("import_id", UUID, ID),
    column("no", Integer, COUNT),
    column("piece_sealed", LargeBinary, sealed("import.piece", Category.contact, erase=Erase.delete)),
    PrimaryKeyConstraint("organisation_id", "import_id", "no"),
    walls=Walls.organisation, keep=Keep.queue,
)  # fmt: skip

import_error = table(
    metadata, "import_error",
    column("organisation_id", UUID, ID),
    column("import_id", UUID, ID),
    column("row_no", Integer, COUNT),
    column("code", Text, STATE),
    column("row_sealed", LargeBinary, sealed("import.error", Category.contact, erase=Erase.delete)),
    PrimaryKeyConstraint("organisation_id", "import_id", "row_no"),
    walls=Walls.organisation, keep=Keep.queue,
)  # fmt: skip
