"""Tables of consent."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, LargeBinary, MetaData, PrimaryKeyConstraint, Text
from sqlalchemy.dialects.postgresql import UUID

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

wording = table(
    metadata, "wording",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("digest", LargeBinary, HASH),
    column("text_sealed", LargeBinary, sealed("wording.text", Category.business, export="wording")),
    column("language", Text, STATE),
    column("at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("wording_by_digest", "organisation_id", "digest", unique=True),
    walls=Walls.organisation, keep=Keep.consent,
)  # fmt: skip

consent = table(
    metadata, "consent",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("contact_id", UUID, ID),
    column("purpose", Text, STATE.to(export="purpose")),
    column("act", Text, STATE.to(export="act")),
    column("method", Text, STATE.to(export="method")),
    column("source_sealed", LargeBinary, sealed("consent.source", Category.consent, export="source"), nullable=True),
    column("wording_id", UUID, ID, nullable=True),
    column("actor_kind", Text, STATE),
    column("actor_id", UUID, ID),
    column("origin_id", UUID, ID, nullable=True),
    column("at", TIME, AT.to(export="at")),
    column("recorded_at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("consent_of_contact", "organisation_id", "contact_id", "id"),
    walls=Walls.organisation, keep=Keep.consent, grants={"app": "select, insert"},
)  # fmt: skip

consent_live = table(
    metadata, "consent_live",
    column("organisation_id", UUID, ID),
    column("contact_id", UUID, ID),
    column("purpose", Text, STATE),
    column("consent_id", UUID, ID),
    column("at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "contact_id", "purpose"),
    walls=Walls.organisation, keep=Keep.consent,
)  # fmt: skip

opt_out = table(
    metadata, "opt_out",
    column("organisation_id", UUID, ID),
    column("contact_id", UUID, ID),
    column("purpose", Text, STATE.to(export="purpose")),
    column("kind", Text, STATE),
    column("at", TIME, AT.to(export="at")),
    column("ledger_number", BigInteger, COUNT),
    column("ended_at", TIME, AT, nullable=True),
    PrimaryKeyConstraint("organisation_id", "contact_id", "purpose"),
    Index("opt_out_by_time", "organisation_id", "at"),
    walls=Walls.organisation, keep=Keep.consent,
)  # fmt: skip
