"""Tables of numbers."""

from __future__ import annotations

from sqlalchemy import Index, Integer, LargeBinary, MetaData, PrimaryKeyConstraint, Text
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

meta_app = table(
    metadata, "meta_app",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("app_id", Text, ID),
    column("app_key", Text, HASH),
    column("secret_sealed", LargeBinary, sealed("meta_app.secret", Category.credential)),
    column("old_secret_sealed", LargeBinary, sealed("meta_app.old_secret", Category.credential), nullable=True),
    column("verify_token_sealed", LargeBinary, sealed("meta_app.verify_token", Category.credential)),
    column("graph_url", Text, STATE),
    column("created_at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "id"),
    walls=Walls.organisation, keep=Keep.while_used,
)  # fmt: skip

portfolio = table(
    metadata, "portfolio",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("business_id", Text, ID),
    column("messaging_limit", Integer, COUNT, nullable=True),
    column("changed_at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("portfolio_by_business", "organisation_id", "business_id", unique=True),
    walls=Walls.organisation, keep=Keep.while_used,
)  # fmt: skip

waba = table(
    metadata, "waba",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("waba_id", Text, ID),
    column("portfolio_id", UUID, ID),
    column("meta_app_id", UUID, ID),
    column("token_sealed", LargeBinary, sealed("waba.token", Category.credential)),
    column("token_state", Text, STATE),
    column("created_at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("waba_by_id", "organisation_id", "waba_id", unique=True),
    walls=Walls.organisation, keep=Keep.while_used,
)  # fmt: skip

number = table(
    metadata, "number",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("phone_number_id", Text, ID),
    column("waba_row_id", UUID, ID),
    column("portfolio_id", UUID, ID),
    column("display", Text, STATE),
    column("name", Text, STATE),
    column("quality", Text, STATE),
    column("pace", Integer, COUNT),
    column("state", Text, STATE),
    column("pin_sealed", LargeBinary, sealed("number.pin", Category.credential), nullable=True),
    column("last_webhook_at", TIME, AT, nullable=True),
    column("storage", Text, STATE, nullable=True),
    column("storage_region", Text, STATE, nullable=True),
    column("storage_minutes", Integer, COUNT, nullable=True),
    column("storage_asked_at", TIME, AT, nullable=True),
    column("created_at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("number_by_phone_number_id", "organisation_id", "phone_number_id", unique=True),
    walls=Walls.organisation, keep=Keep.while_used,
    grants={"scout": "select (organisation_id, id, pace, state, storage_asked_at)"},
)  # fmt: skip
