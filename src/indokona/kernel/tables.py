"""The kernel's own tables."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, UUID, Range
from sqlalchemy.types import UserDefinedType

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

metadata = MetaData()

TIME = TIMESTAMP(timezone=True)
__all__ = ["TIME", "Range", "metadata"]


class Xid8(UserDefinedType[int]):
    """A transaction's 64-bit number."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """PostgreSQL's name of the type."""
        return "xid8"


event = table(
    metadata, "event",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("kind", Text, STATE),
    column("subject_id", UUID, ID),
    column("xid", Xid8(), ID, server_default=text("pg_current_xact_id()")),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("event_in_order", "xid", "id"),
    walls=Walls.organisation, keep=Keep.metadata, partitioned=True,
    grants={"app": "select, insert", "scout": "select"},
)  # fmt: skip

event_cursor = table(
    metadata, "event_cursor",
    column("handler", Text, ID, primary_key=True),
    column("xid", Xid8(), ID),
    column("id", UUID, ID),
    walls=Walls.none, keep=Keep.forever,
    grants={"scout": "select, insert, update"},
)  # fmt: skip

event_mark = table(
    metadata, "event_mark",
    column("organisation_id", UUID, ID),
    column("handler", Text, ID),
    column("kind", Text, STATE),
    column("xid", Xid8(), ID),
    column("id", UUID, ID),
    PrimaryKeyConstraint("organisation_id", "handler", "kind"),
    walls=Walls.organisation, keep=Keep.forever, fillfactor=50,
)  # fmt: skip

event_failure = table(
    metadata, "event_failure",
    column("handler", Text, ID),
    column("event_id", UUID, ID),
    column("organisation_id", UUID, ID),
    column("kind", Text, STATE),
    column("subject_id", UUID, ID),
    column("tries", Integer, COUNT),
    column("error", Text, STATE),
    column("at", TIME, AT),
    PrimaryKeyConstraint("handler", "event_id"),
    walls=Walls.none, keep=Keep.metadata, grants={"scout": "select, insert, update, delete"},
)  # fmt: skip

idempotency_key = table(
    metadata, "idempotency_key",
    column("organisation_id", UUID, ID),
    column("key_hash", LargeBinary, HASH),
    column("digest", LargeBinary, HASH),
    column("status", Integer, STATE),
    column("answer_sealed", LargeBinary, sealed("idempotency.answer", Category.content)),
    column("id", UUID, ID),
    column("at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "key_hash"),
    Index("idempotency_key_by_age", "at"),
    walls=Walls.organisation, keep=Keep.queue, grants={"scout": "select (organisation_id, at)"},
)  # fmt: skip

rate = table(
    metadata, "rate",
    column("bucket", LargeBinary, HASH, primary_key=True),
    column("window_ends", TIME, AT),
    column("count", Integer, COUNT),
    walls=Walls.none, keep=Keep.queue,
)  # fmt: skip

mail_out = table(
    metadata, "mail_out",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("kind", Text, STATE),
    column("user_id", UUID, ID, nullable=True),
    column("to_sealed", LargeBinary, sealed("mail.to", Category.profile)),
    column("text_sealed", LargeBinary, sealed("mail.text", Category.profile)),
    column("due_at", TIME, AT),
    column("tries", Integer, COUNT, server_default="0"),
    column("claimed_at", TIME, AT, nullable=True),
    column("sent_at", TIME, AT, nullable=True),
    column("failed", Text, STATE, nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    walls=Walls.organisation, keep=Keep.queue, aged_by="sent_at",
    grants={"scout": "select (organisation_id, id, due_at, claimed_at, sent_at, failed)"},
)  # fmt: skip

audit = table(
    metadata, "audit",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("actor_kind", Text, STATE),
    column("actor_id", UUID, ID),
    column("act", Text, STATE),
    column("subject_kind", Text, STATE),
    column("subject_id", UUID, ID),
    column("reason", Text, STATE, nullable=True),
    column("at", TIME, AT),
    column("xid", Xid8(), ID, server_default=text("pg_current_xact_id()")),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("audit_in_order", "organisation_id", "xid", "id"),
    Index("audit_of_subject", "organisation_id", "subject_id", "id"),
    Index("audit_of_actor", "organisation_id", "actor_id", "id"),
    walls=Walls.organisation, keep=Keep.security, partitioned=True,
    grants={"app": "select, insert", "operator": "insert", "scout": "select (organisation_id, id, xid)"},
)  # fmt: skip

#: A closed piece of an organisation's audit, chained to the one before: `kernel.chain` says how.
audit_segment = table(
    metadata, "audit_segment",
    column("organisation_id", UUID, ID),
    column("no", BigInteger, COUNT),
    column("after_xid", Xid8(), ID),
    column("after_id", UUID, ID),
    column("upto_xid", Xid8(), ID),
    column("upto_id", UUID, ID),
    column("row_ids", LargeBinary, ID),
    column("leaves", LargeBinary, HASH),
    column("previous", LargeBinary, HASH),
    column("head", LargeBinary, HASH),
    column("closed_at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "no"),
    walls=Walls.organisation, keep=Keep.forever,
    grants={"app": "select, insert", "scout": "select (organisation_id, no, upto_xid, upto_id, closed_at)"},
)  # fmt: skip

audit_head = table(
    metadata, "audit_head",
    column("organisation_id", UUID, ID),
    column("day", Date, AT),
    column("no", BigInteger, COUNT),
    column("head", LargeBinary, HASH),
    column("signature", LargeBinary, HASH),
    column("at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "day"),
    walls=Walls.organisation, keep=Keep.forever,
    grants={"app": "select, insert", "scout": "select (organisation_id, no)"},
)  # fmt: skip

#: A month of acts that retention dropped: how many there were, and the chain's heads before and after it.
audit_drop = table(
    metadata, "audit_drop",
    column("organisation_id", UUID, ID),
    column("from_id", UUID, ID),
    column("upto_id", UUID, ID),
    column("count", BigInteger, COUNT),
    column("before_no", BigInteger, COUNT),
    column("before_head", LargeBinary, HASH),
    column("after_no", BigInteger, COUNT),
    column("after_head", LargeBinary, HASH),
    column("signature", LargeBinary, HASH),
    column("at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "upto_id"),
    walls=Walls.organisation, keep=Keep.forever, grants={"app": "select, insert"},
)  # fmt: skip

processor = table(
    metadata, "processor",
    column("id", UUID, ID, primary_key=True),
    column("name", Text, STATE, unique=True),
    column("purpose", Text, STATE),
    column("categories", ARRAY(Text), STATE),
    column("hosts", ARRAY(Text), STATE),
    column("region", Text, STATE),
    column("contract", Text, STATE),
    column("erase_days", Integer, COUNT, server_default="30"),
    column("erase_url", Text, STATE, nullable=True),
    column("registered_at", TIME, AT),
    column("ended_at", TIME, AT, nullable=True),
    walls=Walls.none, keep=Keep.statute, grants={"app": "select", "operator": "select, insert, update"},
)  # fmt: skip

disclosure = table(
    metadata, "disclosure",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("processor", Text, STATE.to(export="recipient")),
    column("purpose", Text, STATE.to(export="purpose")),
    column("categories", ARRAY(Text), STATE.to(export="categories")),
    column("subject_kind", Text, STATE),
    column("subject_id", UUID, ID),
    column("at", TIME, AT.to(export="at")),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("disclosure_of_subject", "organisation_id", "subject_id", "id"),
    walls=Walls.organisation, keep=Keep.security, aged_by="id", grants={"app": "select, insert, delete"},
)  # fmt: skip

#: Rows that still waited for something when their time was over: what is emptied at its time goes from them
#: as soon as they settle, and nobody has to read all old rows for it.
late = table(
    metadata, "late",
    column("organisation_id", UUID, ID),
    column("of", Text, STATE),
    column("id", UUID, ID),
    PrimaryKeyConstraint("organisation_id", "of", "id"),
    walls=Walls.organisation, keep=Keep.metadata, aged_by="id",
)  # fmt: skip

outage = table(
    metadata, "outage",
    column("base", Text, STATE, primary_key=True),
    column("since", TIME, AT),
    column("asked_at", TIME, AT, nullable=True),
    walls=Walls.none, keep=Keep.queue,
)  # fmt: skip

halt = table(
    metadata, "halt",
    column("name", Text, STATE, primary_key=True),
    column("since", TIME, AT),
    walls=Walls.none, keep=Keep.queue, grants={"app": "select", "operator": "select, insert, delete"},
)  # fmt: skip

ledger_mark = table(
    metadata, "ledger_mark",
    column("organisation_id", UUID, ID, primary_key=True),
    column("number", BigInteger, COUNT),
    walls=Walls.organisation, keep=Keep.forever, grants={"scout": "select"},
)  # fmt: skip
