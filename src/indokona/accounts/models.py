"""Tables of accounts."""

from __future__ import annotations

from sqlalchemy import Date, Index, Integer, LargeBinary, MetaData, PrimaryKeyConstraint, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

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

organisation = table(
    metadata, "organisation",
    column("organisation_id", UUID, ID, primary_key=True),
    column("name_sealed", LargeBinary, sealed("organisation.name", Category.business)),
    column("state", Text, STATE),
    column("zone", Text, STATE),
    column("currency", Text, STATE),
    column("default_country", Text, STATE),
    column("language", Text, STATE),
    column("utility_again", Text, STATE, server_default="never"),
    column("created_at", TIME, AT),
    walls=Walls.organisation, keep=Keep.account,
    grants={"scout": "select (organisation_id, state)", "operator": "select (organisation_id, state, created_at)"},
)  # fmt: skip

#: A suspension is a fact with a beginning and an end; only the operator's realm writes it.
suspension = table(
    metadata, "suspension",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("reason", Text, Declared(Category.governance, Purpose.security)),
    column("operator_id", UUID, ID),
    column("at", TIME, AT),
    column("ended_by", UUID, ID, nullable=True),
    column("ended_at", TIME, AT, nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("suspension_live", "organisation_id", unique=True, postgresql_where=text("ended_at is null")),
    walls=Walls.organisation, keep=Keep.statute,
    grants={"app": "select", "operator": "select, insert, update (ended_by, ended_at)"},
)  # fmt: skip

user_account = table(
    metadata, "user_account",
    column("user_id", UUID, ID, primary_key=True),
    column("name_sealed", LargeBinary, sealed("user.name", Category.profile, export="name")),
    column("email_sealed", LargeBinary, sealed("user.email", Category.profile, export="email")),
    column("phone_sealed", LargeBinary, sealed("user.phone", Category.profile, export="phone")),
    column("password_hash", Text, HASH),
    column("state", Text, STATE),
    column("created_at", TIME, AT.to(export="known_since")),
    column("email_verified_at", TIME, AT, nullable=True),
    column("phone_verified_at", TIME, AT, nullable=True),
    # Since when nobody can use it: never confirmed, or of no organisation.
    column("unused_since", TIME, AT, nullable=True),
    Index("user_unused", "unused_since", postgresql_where=text("unused_since is not null")),
    walls=Walls.user, keep=Keep.account,
    grants={"scout": "select (user_id, state, unused_since)"},
)  # fmt: skip

#: The user's name stands here once more, under the organisation's key: fellow members may read it,
#: while the login itself is sealed under the user's own key. Leaving deletes the row and the copy.
membership = table(
    metadata, "membership",
    column("organisation_id", UUID, ID),
    column("user_id", UUID, ID),
    column("role", Text, STATE.to(export="user_role")),
    column("name_sealed", LargeBinary, sealed("membership.name", Category.profile, erase=Erase.delete), nullable=True),
    column("created_at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "user_id"),
    Index("membership_of_user", "user_id"),
    walls=Walls.member, keep=Keep.account, grants={"operator": "select (organisation_id)", "scout": "select (user_id)"},
)  # fmt: skip

session = table(
    metadata, "session",
    column("user_id", UUID, ID),
    column("id", UUID, ID),
    column("token_hash", LargeBinary, HASH),
    column("organisation_id", UUID, ID),
    column("device", Text, Declared(Category.technical, Purpose.security, export="device")),
    column("system", Text, Declared(Category.technical, Purpose.security, export="system")),
    column("ip_prefix", Text, Declared(Category.technical, Purpose.security, export="ip_prefix")),
    column("created_at", TIME, AT.to(export="signed_in_at")),
    column("seen_at", TIME, AT.to(export="seen_at")),
    column("ends_at", TIME, AT.to(export="ends_at")),
    PrimaryKeyConstraint("user_id", "id"),
    walls=Walls.user, keep=Keep.session, grants={"scout": "select (user_id, ends_at)"},
)  # fmt: skip

security_entry = table(
    metadata, "security_entry",
    column("user_id", UUID, ID),
    column("id", UUID, ID),
    column("act", Text, STATE.to(export="act")),
    column("device", Text, Declared(Category.technical, Purpose.security, export="device")),
    column("system", Text, Declared(Category.technical, Purpose.security, export="system")),
    column("ip_prefix", Text, Declared(Category.technical, Purpose.security, export="ip_prefix")),
    column("ip_sealed", LargeBinary, sealed("security.ip", Category.technical, export="ip")),
    column("at", TIME, AT.to(export="at")),
    column("ends_on", Date, AT),
    PrimaryKeyConstraint("user_id", "id"),
    walls=Walls.user, keep=Keep.security, grants={"scout": "select (user_id, ends_on)"},
)  # fmt: skip

verification = table(
    metadata, "verification",
    column("user_id", UUID, ID),
    column("id", UUID, ID),
    column("kind", Text, STATE),
    column("flow_hash", LargeBinary, HASH),
    column("code_hash", LargeBinary, HASH),
    column("code_sealed", LargeBinary, sealed("verification.code", Category.credential)),
    column("to_sealed", LargeBinary, sealed("verification.to", Category.profile)),
    column("tries", Integer, COUNT),
    column("ends_at", TIME, AT),
    column("used_at", TIME, AT, nullable=True),
    PrimaryKeyConstraint("user_id", "id"),
    walls=Walls.user, keep=Keep.minutes, grants={"scout": "select (user_id, ends_at)"},
)  # fmt: skip

acceptance = table(
    metadata, "acceptance",
    column("user_id", UUID, ID),
    column("id", UUID, ID),
    column("policy_version", Text, STATE.to(export="policy_version")),
    column("language", Text, STATE),
    column("act", Text, STATE),
    column("at", TIME, AT.to(export="accepted_at")),
    PrimaryKeyConstraint("user_id", "id"),
    walls=Walls.user, keep=Keep.statute, grants={"app": "select, insert"},
)  # fmt: skip

invitation = table(
    metadata, "invitation",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("email_sealed", LargeBinary, sealed("invitation.email", Category.profile)),
    column("role", Text, STATE),
    column("token_hash", LargeBinary, HASH),
    column("invited_by", UUID, ID),
    column("ends_at", TIME, AT),
    column("used_at", TIME, AT, nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    walls=Walls.organisation, keep=Keep.queue, aged_by="ends_at",
)  # fmt: skip

api_key = table(
    metadata, "api_key",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("name", Text, STATE),
    column("shown", Text, STATE),
    column("key_hash", LargeBinary, HASH),
    column("scopes", ARRAY(Text), STATE),
    column("created_by", UUID, ID),
    column("created_at", TIME, AT),
    column("used_at", TIME, AT, nullable=True),
    column("revoked_at", TIME, AT, nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    walls=Walls.organisation, keep=Keep.account,
)  # fmt: skip
