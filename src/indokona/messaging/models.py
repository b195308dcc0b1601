"""Tables of messaging: what waits, what was intended, what became of it."""

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
from indokona.whatsapp.errors import SPAM_LIMITED

metadata = MetaData()

#: The rule of the gate as a constraint: what a business starts needs a consent to point at.
NEEDS_CONSENT = "purpose = 'service' or direction = 'in' or consent_id is not null"

#: What was written goes sooner than that it was written: the row outlives its content.
CONTENT = sealed("message.content", Category.content, export="content").to(keep=Keep.content)

WAMID = sealed("message.wamid", Category.content).to(
    untold="Meta's name of a message that is given"
)

_LEFT_OR_REFUSED = (
    "(exists (select from message m where m.organisation_id = t.organisation_id and m.id = t.id and not exists"
    " (select from message_status s where s.organisation_id = m.organisation_id and s.id = m.id"
    " and s.put_back_attempt >= s.attempt))"
    " or exists (select from refusal r where r.organisation_id = t.organisation_id and r.message_id = t.id))"
)

lane = table(
    metadata, "lane",
    column("organisation_id", UUID, ID),
    column("number_id", UUID, ID),
    column("holder", UUID, ID, nullable=True),
    column("fence", BigInteger, COUNT, server_default="0"),
    column("until", TIME, AT, nullable=True),
    column("held_until", TIME, AT, nullable=True),
    column("let_go_at", TIME, AT, nullable=True),
    column("trouble", Integer, COUNT, server_default="0"),
    column("mark", BigInteger, COUNT, server_default="0"),
    PrimaryKeyConstraint("organisation_id", "number_id"),
    walls=Walls.organisation, keep=Keep.while_used, fillfactor=50,
    grants={"scout": "select (organisation_id, number_id, until, let_go_at, held_until, mark)"},
)  # fmt: skip

chunk = table(
    metadata, "chunk",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("number_id", UUID, ID),
    column("priority", Integer, STATE),
    column("due_at", TIME, AT),
    column("origin_kind", Text, STATE),
    column("origin_id", UUID, ID),
    column("template_version_id", UUID, ID, nullable=True),
    column("state", Text, STATE),
    column("size", Integer, COUNT),
    column("after_id", UUID, ID),
    column("attempt", Integer, COUNT, server_default="1"),
    column("waits_for", Text, STATE, nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index(
        "chunk_ready", "organisation_id", "number_id", "priority", "due_at", "id",
        postgresql_where=text("state = 'ready'"),
    ),
    Index("chunk_of_origin", "organisation_id", "origin_id"),
    walls=Walls.organisation, keep=Keep.metadata, aged_by="id", settled="t.state <> 'ready'", fillfactor=50,
    grants={"scout": "select (organisation_id, number_id, state, due_at, priority)"},
)  # fmt: skip

budget = table(
    metadata, "budget",
    column("organisation_id", UUID, ID),
    column("portfolio_id", UUID, ID),
    column("taken", Integer, COUNT, server_default="0"),
    column("empty_until", TIME, AT, nullable=True),
    column("free_at", TIME, AT, nullable=True),
    PrimaryKeyConstraint("organisation_id", "portfolio_id"),
    walls=Walls.organisation, keep=Keep.while_used, fillfactor=50,
)  # fmt: skip

budget_block = table(
    metadata, "budget_block",
    column("organisation_id", UUID, ID),
    column("portfolio_id", UUID, ID),
    column("number_id", UUID, ID),
    column("places", Integer, COUNT),
    column("until", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "portfolio_id", "number_id"),
    walls=Walls.organisation, keep=Keep.queue, fillfactor=50,
)  # fmt: skip

budget_person = table(
    metadata, "budget_person",
    column("organisation_id", UUID, ID),
    column("portfolio_id", UUID, ID),
    column("contact_id", UUID, ID),
    column("at", TIME, AT.to(untold="told as the message that took the place")),
    PrimaryKeyConstraint("organisation_id", "portfolio_id", "contact_id"),
    Index("budget_person_by_age", "organisation_id", "portfolio_id", "at"),
    walls=Walls.organisation, keep=Keep.queue,
)  # fmt: skip

hold = table(
    metadata, "hold",
    column("organisation_id", UUID, ID),
    column("kind", Text, STATE),
    column("subject_id", UUID, ID),
    column("author_id", UUID, ID),
    column("at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "kind", "subject_id"),
    walls=Walls.organisation, keep=Keep.while_used,
)  # fmt: skip

slice_ = table(
    metadata, "slice",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("number_id", UUID, ID),
    column("chunk_id", UUID, ID),
    column("fence", BigInteger, COUNT),
    column("first_after", UUID, ID),
    column("last_id", UUID, ID),
    column("taken_at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("slice_open", "organisation_id", "number_id"),
    walls=Walls.organisation, keep=Keep.queue, grants={"scout": "select (organisation_id, number_id)"},
)  # fmt: skip

outgoing = table(
    metadata, "outgoing",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID.to(export="queued_at")),
    column("chunk_id", UUID, ID),
    column("number_id", UUID, ID),
    column("contact_id", UUID, ID),
    column("purpose", Text, STATE.to(export="purpose")),
    column("consent_id", UUID, ID, nullable=True),
    column("direction", Text, STATE.to(untold="always to the person"), server_default="out"),
    column("origin_kind", Text, STATE.to(untold="told as the purpose")),
    column("origin_id", UUID, ID),
    column("template_version_id", UUID, ID, nullable=True),
    column("content_sealed", LargeBinary, CONTENT, nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    CheckConstraint(NEEDS_CONSENT, name="outgoing_needs_consent"),
    Index("outgoing_of_chunk", "organisation_id", "chunk_id", "id"),
    Index("outgoing_of_contact", "organisation_id", "contact_id", "id"),
    Index(
        "outgoing_answer", "organisation_id", "contact_id", "id",
        postgresql_where=text("origin_kind = 'conversation'"),
    ),
    Index("outgoing_of_origin", "organisation_id", "origin_id", "id"),
    walls=Walls.organisation, keep=Keep.metadata, aged_by="id", settled=_LEFT_OR_REFUSED, partitioned=True,
)  # fmt: skip

refusal = table(
    metadata, "refusal",
    column("organisation_id", UUID, ID),
    column("message_id", UUID, ID),
    column("origin_id", UUID, ID),
    column("contact_id", UUID, ID),
    column("code", Text, STATE.to(export="code")),
    column("at", TIME, AT.to(export="at")),
    PrimaryKeyConstraint("organisation_id", "message_id"),
    Index("refusal_of_origin", "organisation_id", "origin_id", "code"),
    Index("refusal_in_order", "organisation_id", "origin_id", "message_id"),
    Index("refusal_of_contact", "organisation_id", "contact_id"),
    walls=Walls.organisation, keep=Keep.metadata, aged_by="message_id",
)  # fmt: skip

message = table(
    metadata, "message",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("contact_id", UUID, ID),
    column("number_id", UUID, ID.to(export="number")),
    column("direction", Text, STATE.to(export="direction")),
    column("purpose", Text, STATE.to(export="purpose")),
    column("kind", Text, STATE.to(export="kind")),
    column("consent_id", UUID, ID, nullable=True),
    column("origin_kind", Text, STATE.to(untold="told as the purpose")),
    column("origin_id", UUID, ID),
    column("template_version_id", UUID, ID, nullable=True),
    column("fence", BigInteger, COUNT.to(untold="how a message is sent")),
    column("content_sealed", LargeBinary, CONTENT, nullable=True),
    column("wamid_sealed", LargeBinary, WAMID, nullable=True),
    column("at", TIME, AT.to(export="at")),
    PrimaryKeyConstraint("organisation_id", "id"),
    CheckConstraint(NEEDS_CONSENT, name="message_needs_consent"),
    Index("message_of_contact", "organisation_id", "contact_id", "id"),
    Index(
        "message_received", "organisation_id", "contact_id", "number_id", "id",
        postgresql_where=text("direction = 'in'"),
    ),
    Index("message_of_origin", "organisation_id", "origin_id", "id"),
    walls=Walls.organisation, keep=Keep.metadata, aged_by="id", partitioned=True,
    grants={"app": "select, insert, delete, update (content_sealed)"},
)  # fmt: skip

message_status = table(
    metadata, "message_status",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("attempt", Integer, COUNT.to(untold="how a message is sent"), server_default="1"),
    column("fence", BigInteger, COUNT.to(untold="how a message is sent"), nullable=True),
    column("accepted_at", TIME, AT.to(export="sent_at"), nullable=True),
    column("sent_at", TIME, AT.to(export="sent_at"), nullable=True),
    column("delivered_at", TIME, AT.to(export="delivered_at"), nullable=True),
    column("read_at", TIME, AT.to(export="read_at"), nullable=True),
    column("failed_at", TIME, AT.to(export="failed_at"), nullable=True),
    column("unknown_at", TIME, AT.to(untold="told as the state"), nullable=True),
    column("doubtful_at", TIME, AT.to(untold="told as the state"), nullable=True),
    column("put_back_attempt", Integer, COUNT.to(untold="how a message is sent"), nullable=True),
    column("code", Integer, STATE.to(export="code"), nullable=True),
    column("pricing_type", Text, STATE.to(untold="the bill of the business"), nullable=True),
    column("pricing_category", Text, STATE.to(untold="the bill of the business"), nullable=True),
    column("wamid_index", BigInteger, ID.to(erase=Erase.delete), nullable=True),
    column("wamid_sealed", LargeBinary, WAMID, nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index(
        "message_status_by_wamid", "organisation_id", "wamid_index",
        postgresql_where=text("wamid_index is not null"),
    ),
    Index(
        "message_status_open", "organisation_id", "id",
        postgresql_where=text("unknown_at is not null and doubtful_at is null"),
    ),
    Index(
        "message_status_spam", "organisation_id", "id", postgresql_where=text(f"code = {SPAM_LIMITED}"),
    ),
    of_contact=True, walls=Walls.organisation, keep=Keep.metadata, aged_by="id", partitioned=True, fillfactor=50,
)  # fmt: skip

service_window = table(
    metadata, "service_window",
    column("organisation_id", UUID, ID),
    column("number_id", UUID, ID.to(export="number")),
    column("contact_id", UUID, ID),
    column("last_inbound_at", TIME, AT.to(export="last_wrote_at")),
    PrimaryKeyConstraint("organisation_id", "number_id", "contact_id"),
    Index("service_window_of_contact", "organisation_id", "contact_id"),
    walls=Walls.organisation, keep=Keep.contact,
)  # fmt: skip

inbound_seen = table(
    metadata, "inbound_seen",
    column("organisation_id", UUID, ID),
    column("wamid_index", BigInteger, ID),
    column("message_id", UUID, ID),
    column("at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "wamid_index"),
    walls=Walls.organisation, keep=Keep.session,
)  # fmt: skip

media_file = table(
    metadata, "media_file",
    column("organisation_id", UUID, ID),
    column("message_id", UUID, ID),
    column("contact_id", UUID, ID),
    column("number_id", UUID, ID),
    column("state", Text, STATE.to(export="file_state")),
    column("due_at", TIME, AT.to(untold="how a file is fetched")),
    column("claimed_at", TIME, AT.to(untold="how a file is fetched"), nullable=True),
    column("tries", Integer, COUNT.to(untold="how a file is fetched"), server_default="0"),
    column("mime_type", Text, STATE.to(export="mime_type"), nullable=True),
    column("size", BigInteger, COUNT.to(export="size"), nullable=True),
    column("problem", Text, STATE.to(untold="told as the state of the file"), nullable=True),
    PrimaryKeyConstraint("organisation_id", "message_id"),
    Index("media_file_of_contact", "organisation_id", "contact_id"),
    Index("media_file_waiting", "due_at", postgresql_where=text("state = 'waiting'")),
    walls=Walls.organisation, keep=Keep.content, aged_by="message_id",
    grants={"scout": "select (organisation_id, message_id, state, due_at, claimed_at)"},
)  # fmt: skip

media_piece = table(
    metadata, "media_piece",
    column("organisation_id", UUID, ID),
    column("message_id", UUID, ID),
    column("no", Integer, COUNT.to(untold="the order of pieces")),
    column("contact_id", UUID, ID),
    column("piece_sealed", LargeBinary, sealed("media.piece", Category.content, export="media")),
    PrimaryKeyConstraint("organisation_id", "message_id", "no"),
    Index("media_piece_of_contact", "organisation_id", "contact_id"),
    walls=Walls.organisation, keep=Keep.content, aged_by="message_id",
)  # fmt: skip
