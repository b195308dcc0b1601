"""Tables of the inbox."""

from __future__ import annotations

from sqlalchemy import Boolean, Index, LargeBinary, MetaData, PrimaryKeyConstraint, Text, text
from sqlalchemy.dialects.postgresql import UUID

from indokona.kernel.datamap import (
    AT,
    HASH,
    ID,
    STATE,
    Category,
    Erase,
    Keep,
    Walls,
    column,
    sealed,
    table,
)
from indokona.kernel.tables import TIME

metadata = MetaData()

conversation = table(
    metadata, "conversation",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("contact_id", UUID, ID),
    column("number_id", UUID, ID.to(export="number")),
    column("state", Text, STATE.to(export="state")),
    column("assignee_id", UUID, ID.to(export="assigned_to"), nullable=True),
    column("attention", Text, STATE.to(export="attention"), nullable=True),
    column("last_message_id", UUID, ID.to(export="last_message_at")),
    column("read_up_to", UUID, ID.to(export="read_up_to")),
    column("created_at", TIME, AT.to(export="begun_at")),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("conversation_of", "organisation_id", "number_id", "contact_id", unique=True),
    Index("conversation_newest", "organisation_id", text("last_message_id desc")),
    Index("conversation_by_state", "organisation_id", "state", text("last_message_id desc")),
    Index("conversation_of_contact", "organisation_id", "contact_id"),
    Index(
        "conversation_of_member", "organisation_id", "assignee_id", "state", text("last_message_id desc"),
        postgresql_where=text("assignee_id is not null"),
    ),
    Index(
        "conversation_of_nobody", "organisation_id", text("last_message_id desc"),
        postgresql_where=text("assignee_id is null and state = 'open'"),
    ),
    Index(
        "conversation_unread", "organisation_id", text("last_message_id desc"),
        postgresql_where=text("last_message_id > read_up_to and state = 'open'"),
    ),
    walls=Walls.organisation, keep=Keep.contact,
)  # fmt: skip

note = table(
    metadata, "note",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("conversation_id", UUID, ID),
    column("contact_id", UUID, ID),
    column("author_id", UUID, ID.to(export="written_by")),
    column("text_sealed", LargeBinary, sealed("note.text", Category.content, export="text", erase=Erase.delete)),
    column("at", TIME, AT.to(export="at")),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("note_of_conversation", "organisation_id", "conversation_id", "id"),
    Index("note_of_contact", "organisation_id", "contact_id", "id"),
    walls=Walls.organisation, keep=Keep.contact,
)  # fmt: skip

draft = table(
    metadata, "draft",
    column("organisation_id", UUID, ID),
    column("conversation_id", UUID, ID),
    column("user_id", UUID, ID.to(export="written_by")),
    column("contact_id", UUID, ID),
    column("text_sealed", LargeBinary, sealed("draft.text", Category.content, erase=Erase.delete).to(export="text")),
    column("note", Boolean, STATE.to(export="is_note")),
    column("changed_at", TIME, AT.to(export="changed_at")),
    PrimaryKeyConstraint("organisation_id", "conversation_id", "user_id"),
    Index("draft_of_contact", "organisation_id", "contact_id"),
    walls=Walls.organisation, keep=Keep.session,
)  # fmt: skip

#: Nothing worth a write to the log: a crash forgets who was looking, as 15 seconds do.
presence = table(
    metadata, "presence",
    column("organisation_id", UUID, ID),
    column("conversation_id", UUID, ID),
    column("user_id", UUID, ID),
    column("typing", Boolean, STATE),
    column("at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "conversation_id", "user_id"),
    walls=Walls.organisation, keep=Keep.minutes, unlogged=True,
)  # fmt: skip

quick_reply = table(
    metadata, "quick_reply",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("name_sealed", LargeBinary, sealed("quick_reply.name", Category.business)),
    column("name_index", LargeBinary, HASH),
    column("text_sealed", LargeBinary, sealed("quick_reply.text", Category.business)),
    column("changed_at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("quick_reply_by_name", "organisation_id", "name_index", unique=True),
    walls=Walls.organisation, keep=Keep.while_used,
)  # fmt: skip
