"""Tables of choices."""

from __future__ import annotations

from sqlalchemy import Index, Integer, LargeBinary, MetaData, PrimaryKeyConstraint, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from indokona.kernel.datamap import (
    AT,
    COUNT,
    HASH,
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

#: A person's way to their preferences without a sign-in; the newest one alone works.
preference_link = table(
    metadata, "preference_link",
    column("organisation_id", UUID, ID),
    column("contact_id", UUID, ID),
    column("number_id", UUID, ID),
    column("link_hash", LargeBinary, HASH),
    column("made_at", TIME, AT.to(export="made_at")),
    column("ends_at", TIME, AT.to(export="ends_at")),
    PrimaryKeyConstraint("organisation_id", "contact_id"),
    walls=Walls.organisation, keep=Keep.session,
)  # fmt: skip

#: A hosted page on which people agree; its words stand in its versions.
join_page = table(
    metadata, "join_page",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("number_id", UUID, ID),
    column("slug", Text, STATE),
    column("keyword", Text, STATE),
    column("folded", Text, STATE),
    column("version", Integer, COUNT),
    column("created_at", TIME, AT),
    column("closed_at", TIME, AT, nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("join_page_by_keyword", "organisation_id", "folded", unique=True, postgresql_where=text("closed_at is null")),
    walls=Walls.organisation, keep=Keep.while_used,
)  # fmt: skip

#: What people read and agreed to on a page: kept as evidence, never changed.
join_version = table(
    metadata, "join_version",
    column("organisation_id", UUID, ID),
    column("page_id", UUID, ID),
    column("version", Integer, COUNT),
    column("id", UUID, ID),
    column("words_sealed", LargeBinary, sealed("join_version.words", Category.business)),
    column("author_id", UUID, ID),
    column("at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "page_id", "version"),
    walls=Walls.organisation, keep=Keep.consent, grants={"app": "select, insert"},
)  # fmt: skip

#: Ticks on a page that wait for the person's word from WhatsApp; nothing here says who it is.
join_choice = table(
    metadata, "join_choice",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("page_id", UUID, ID),
    column("version", Integer, COUNT),
    column("code_hash", LargeBinary, HASH),
    column("purposes", ARRAY(Text), STATE),
    column("language", Text, STATE),
    column("ends_at", TIME, AT),
    column("used_at", TIME, AT, nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("join_choice_by_code", "organisation_id", "code_hash", unique=True),
    Index("join_choice_by_end", "organisation_id", "ends_at"),
    walls=Walls.organisation, keep=Keep.queue,
)  # fmt: skip

#: A person's signed copy of what they agreed to.
consent_receipt = table(
    metadata, "consent_receipt",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("contact_id", UUID, ID),
    column("consent_ids", ARRAY(UUID), ID),
    column("body_sealed", LargeBinary, sealed("consent_receipt.body", Category.consent, export="receipt")),
    column("token_sealed", LargeBinary, sealed("consent_receipt.token", Category.consent).to(untold="in the link")),
    column("signature", LargeBinary, HASH.to(export="signature")),
    column("key_id", Text, STATE.to(export="key")),
    column("at", TIME, AT.to(export="at")),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("consent_receipt_of_contact", "organisation_id", "contact_id", "id"),
    walls=Walls.organisation, keep=Keep.consent, grants={"app": "select, insert", "keeper": "select, delete"},
)  # fmt: skip
