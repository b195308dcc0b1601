"""Tables of consent."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import UUID

from indokona.kernel.datamap import (
    AT,
    COUNT,
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
    column("actor_kind", Text, STATE.to(export="recorded_by")),
    column("actor_id", UUID, ID),
    column("origin_id", UUID, ID, nullable=True),
    column("at", TIME, AT.to(export="at")),
    column("recorded_at", TIME, AT.to(export="recorded_at")),
    column("ends_at", TIME, AT.to(export="ends_at"), nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("consent_of_contact", "organisation_id", "contact_id", "id"),
    walls=Walls.organisation, keep=Keep.consent, grants={"app": "select, insert", "keeper": "select, delete"},
)  # fmt: skip

consent_live = table(
    metadata, "consent_live",
    column("organisation_id", UUID, ID),
    column("contact_id", UUID, ID),
    column("purpose", Text, STATE),
    column("consent_id", UUID, ID),
    column("at", TIME, AT),
    column("ends_at", TIME, AT, nullable=True),
    PrimaryKeyConstraint("organisation_id", "contact_id", "purpose"),
    walls=Walls.organisation, keep=Keep.consent, grants={"keeper": "select"},
    untold="a projection of the consents that are given",
)  # fmt: skip

opt_out = table(
    metadata, "opt_out",
    column("organisation_id", UUID, ID),
    column("contact_id", UUID, ID),
    column("purpose", Text, STATE.to(export="purpose")),
    column("kind", Text, STATE.to(export="kind")),
    column("at", TIME, AT.to(export="at")),
    column("ledger_number", BigInteger, COUNT.to(untold="a number in the ledger of no")),
    column("ended_at", TIME, AT.to(export="ended_at"), nullable=True),
    PrimaryKeyConstraint("organisation_id", "contact_id", "purpose"),
    Index("opt_out_by_time", "organisation_id", "at"),
    walls=Walls.organisation, keep=Keep.consent, grants={"keeper": "select, delete"},
)  # fmt: skip

#: For how many days a consent to a purpose lives, by the organisation's choice; no row: for good.
consent_term = table(
    metadata, "consent_term",
    column("organisation_id", UUID, ID),
    column("purpose", Text, STATE),
    column("days", Integer, COUNT),
    column("at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "purpose"),
    CheckConstraint("days between 1 and 3650", name="consent_term_in_bounds"),
    walls=Walls.organisation, keep=Keep.while_used,
)  # fmt: skip

WISH = STATE.to(erase=Erase.delete)

#: What a person wants of a purpose they agreed to: hours without it (minutes after midnight in the
#: zone), and how many at most in seven days. The ledger has a row for each change; here stands the last.
preference = table(
    metadata, "preference",
    column("organisation_id", UUID, ID),
    column("contact_id", UUID, ID),
    column("purpose", Text, WISH.to(export="purpose")),
    column("quiet_from", Integer, WISH.to(export="quiet_from"), nullable=True),
    column("quiet_to", Integer, WISH.to(export="quiet_to"), nullable=True),
    column("zone", Text, WISH.to(export="zone")),
    column("most", Integer, WISH.to(export="at_most_a_week"), nullable=True),
    column("at", TIME, AT.to(export="at")),
    PrimaryKeyConstraint("organisation_id", "contact_id", "purpose"),
    CheckConstraint(
        "(quiet_from is null) = (quiet_to is null) and quiet_from <> quiet_to"
        " and quiet_from between 0 and 1439 and quiet_to between 0 and 1439 and most between 1 and 100",
        name="preference_in_bounds",
    ),
    walls=Walls.organisation, keep=Keep.consent,
)  # fmt: skip

#: Whether the person behind a contact is still the one who agreed: their number came back with another user id.
doubt = table(
    metadata, "doubt",
    column("organisation_id", UUID, ID),
    column("contact_id", UUID, ID),
    column("at", TIME, AT.to(export="at")),
    column("ended_at", TIME, AT.to(export="ended_at"), nullable=True),
    PrimaryKeyConstraint("organisation_id", "contact_id", "at"),
    Index("doubt_open", "organisation_id", "contact_id", unique=True, postgresql_where=text("ended_at is null")),
    walls=Walls.organisation, keep=Keep.consent, grants={"keeper": "select, delete"},
)  # fmt: skip
