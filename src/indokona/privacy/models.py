"""Tables of privacy."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
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

request = table(
    metadata, "request",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("kind", Text, STATE.to(export="kind")),
    column("channel", Text, STATE.to(export="channel")),
    column("contact_id", UUID, ID),
    column("number_id", UUID, ID, nullable=True),
    column("state", Text, STATE.to(export="state")),
    column("reason", Text, STATE.to(export="reason"), nullable=True),
    column("held_until", TIME, AT.to(export="held_until"), nullable=True),
    column("clock", Text, STATE.to(export="law")),
    column("nudged", Integer, COUNT.to(untold="reminders of members"), server_default="0"),
    column("words_sealed", LargeBinary, sealed("request.words", Category.content, export="words"), nullable=True),
    column("answer_sealed", LargeBinary, sealed("request.answer", Category.content, export="answer"), nullable=True),
    column("opened_at", TIME, AT.to(export="asked_at")),
    column("due_at", TIME, AT.to(export="due_at")),
    column("ended_at", TIME, AT.to(export="ended_at"), nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("request_of_contact", "organisation_id", "contact_id"),
    walls=Walls.organisation, keep=Keep.statute, grants={"keeper": "select, delete"},
)  # fmt: skip

desk_door = table(
    metadata, "desk_door",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("contact_id", UUID, ID, nullable=True),
    column("flow_hash", LargeBinary, HASH),
    column("code_hash", LargeBinary, HASH),
    column("code_sealed", LargeBinary, sealed("desk.code", Category.credential, erase=Erase.delete), nullable=True),
    column("tries", Integer, COUNT, server_default="0"),
    column("ends_at", TIME, AT),
    column("session_hash", LargeBinary, HASH, nullable=True),
    column("session_ends_at", TIME, AT, nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("desk_door_of_flow", "organisation_id", "flow_hash"),
    Index("desk_door_of_session", "organisation_id", "session_hash"),
    walls=Walls.organisation, keep=Keep.minutes,
    untold="a code and a visit, for minutes",
)  # fmt: skip

request_step = table(
    metadata, "request_step",
    column("organisation_id", UUID, ID),
    column("request_id", UUID, ID),
    column("step", Text, STATE),
    column("counts", JSONB, COUNT),
    column("done_at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "request_id", "step"),
    of_contact=True, walls=Walls.organisation, keep=Keep.statute, grants={"keeper": "select, delete"},
    untold="an erasure: its receipt tells it, and no package is given any more",
)  # fmt: skip

package = table(
    metadata, "package",
    column("organisation_id", UUID, ID),
    column("request_id", UUID, ID),
    column("link_hash", LargeBinary, HASH),
    column("ends_at", TIME, AT),
    column("claim", UUID, ID, nullable=True),
    column("begun", Integer, COUNT, server_default="0"),
    column("begun_at", TIME, AT, nullable=True),
    column("fetched_at", TIME, AT, nullable=True),
    PrimaryKeyConstraint("organisation_id", "request_id"),
    of_contact=True, walls=Walls.organisation, keep=Keep.queue,
    untold="the link that this package came by",
)  # fmt: skip

receipt = table(
    metadata, "receipt",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("request_id", UUID, ID),
    column("body", Text, STATE),
    column("signature", LargeBinary, HASH),
    column("at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("receipt_of_request", "organisation_id", "request_id", "id"),
    of_contact=True, walls=Walls.organisation, keep=Keep.statute,
    grants={"app": "select, insert", "keeper": "select, delete"},
    untold="an erasure: its receipt tells it, and no package is given any more",
)  # fmt: skip

#: A decoy: nobody has a reason to open it or to write to it, so whoever does is told of.
honey = table(
    metadata, "honey",
    column("organisation_id", UUID, ID),
    column("contact_id", UUID, ID),
    column("author_id", UUID, ID),
    column("at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "contact_id"),
    walls=Walls.organisation, keep=Keep.while_used, grants={"scout": "select (organisation_id)"},
    untold="a decoy: nobody stands behind it",
)  # fmt: skip

alarm = table(
    metadata, "alarm",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("kind", Text, STATE),
    column("actor_kind", Text, STATE),
    column("actor_id", UUID, ID),
    column("act", Text, STATE),
    column("subject_id", UUID, ID),
    column("count", Integer, COUNT),
    column("day", Date, AT),
    column("at", TIME, AT),
    column("mailed_at", TIME, AT, nullable=True),
    column("seen_at", TIME, AT, nullable=True),
    column("seen_by", UUID, ID, nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("alarm_once_a_day", "organisation_id", "kind", "actor_id", "subject_id", "day", unique=True),
    walls=Walls.organisation, keep=Keep.security, aged_by="at",
    grants={"scout": "select (organisation_id, mailed_at)"},
)  # fmt: skip

#: How long an organisation keeps a kind of data; without a row the default counts.
retention_clock = table(
    metadata, "retention_clock",
    column("organisation_id", UUID, ID),
    column("data_class", Text, STATE),
    column("days", Integer, COUNT),
    column("changed_by", UUID, ID),
    column("changed_at", TIME, AT),
    PrimaryKeyConstraint("organisation_id", "data_class"),
    walls=Walls.organisation, keep=Keep.while_used, grants={"scout": "select (organisation_id, data_class, days)"},
)  # fmt: skip

retention_run = table(
    metadata, "retention_run",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("began_at", TIME, AT),
    column("ended_at", TIME, AT, nullable=True),
    column("duties", ARRAY(Text), STATE),
    column("counts", JSONB, COUNT),
    column("problem", Text, STATE, nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    walls=Walls.organisation, keep=Keep.security, aged_by="began_at",
    grants={"scout": "select (organisation_id, began_at, ended_at, problem)"},
)  # fmt: skip

#: Why something must stay although its time is over or its person asked: with a source and an end.
legal_hold = table(
    metadata, "legal_hold",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("contact_id", UUID, ID.to(export="about"), nullable=True),
    column("classes", ARRAY(Text), STATE.to(export="classes")),
    column("reason", Text, Declared(Category.governance, Purpose.law).to(export="reason")),
    column("source", Text, Declared(Category.governance, Purpose.law).to(export="source")),
    column("made_by", UUID, ID),
    column("made_at", TIME, AT.to(export="made_at")),
    column("ends_at", TIME, AT.to(export="ends_at")),
    column("released_by", UUID, ID, nullable=True),
    column("released_at", TIME, AT.to(export="released_at"), nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("legal_hold_of_contact", "organisation_id", "contact_id"),
    CheckConstraint("ends_at > made_at", name="legal_hold_ends"),
    walls=Walls.organisation, keep=Keep.statute,
    grants={"app": "select, insert, update (released_by, released_at)", "keeper": "select, delete"},
)  # fmt: skip

#: The oldest row of a kind of data in the whole installation, as the last run left it: for everybody.
oldest_row = table(
    metadata, "oldest_row",
    column("data_class", Text, STATE, primary_key=True),
    column("oldest_at", TIME, AT, nullable=True),
    column("most_days", Integer, COUNT),
    column("looked_at", TIME, AT),
    walls=Walls.none, keep=Keep.forever,
)  # fmt: skip

#: A login or a whole business that is to be erased when the time to undo is over.
closure = table(
    metadata, "closure",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("kind", Text, STATE),
    column("user_id", UUID, ID),
    column("state", Text, STATE),
    column("asked_at", TIME, AT),
    column("due_at", TIME, AT),
    column("ended_at", TIME, AT, nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("closure_of_user", "user_id"),
    walls=Walls.member, keep=Keep.statute, grants={"app": "select, insert, update"},
)  # fmt: skip

#: What a processor is told of an erasure, one row a call; what it needs to know waits sealed till then.
telling = table(
    metadata, "telling",
    column("organisation_id", UUID, ID),
    column("id", UUID, ID),
    column("request_id", UUID, ID),
    column("processor", Text, STATE),
    column("call", Text, STATE),
    column("number_id", UUID, ID, nullable=True),
    column("what_sealed", LargeBinary, sealed("telling.what", Category.contact, erase=Erase.delete), nullable=True),
    column("state", Text, STATE),
    column("code", Text, STATE, nullable=True),
    column("tries", Integer, COUNT, server_default="0"),
    column("due_at", TIME, AT, nullable=True),
    column("claimed_at", TIME, AT, nullable=True),
    column("told_at", TIME, AT, nullable=True),
    column("acknowledged_at", TIME, AT, nullable=True),
    column("expires_at", TIME, AT, nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("telling_of_request", "organisation_id", "request_id"),
    Index("telling_due", "due_at", postgresql_where=text("state in ('waiting', 'told')")),
    Index("telling_failed", "organisation_id", "due_at", postgresql_where=text("state = 'failed'")),
    of_contact=True, walls=Walls.organisation, keep=Keep.statute,
    grants={"scout": "select (organisation_id, id, state, due_at, claimed_at)", "keeper": "select, delete"},
    untold="an erasure: its receipt tells it, and no package is given any more",
)  # fmt: skip

probe_result = table(
    metadata, "probe_result",
    column("name", Text, STATE, primary_key=True),
    column("ok", Integer, STATE),
    column("at", TIME, AT),
    walls=Walls.none, keep=Keep.forever,
)  # fmt: skip

#: What a probe of this installation found, one row a run, never changed: codes with counts, nobody in them.
#: `passed` is null where it could not be told, and `why` says why not.
probe = table(
    metadata, "probe",
    column("id", UUID, ID, primary_key=True),
    column("kind", Text, STATE),
    column("started_at", TIME, AT),
    column("ended_at", TIME, AT),
    column("passed", Integer, STATE, nullable=True),
    column("why", Text, STATE, nullable=True),
    column("faults", JSONB, COUNT),
    column("counts", JSONB, COUNT),
    Index("probe_of_kind", "kind", "started_at"),
    walls=Walls.none, keep=Keep.forever, grants={"app": "select, insert"},
)  # fmt: skip

#: Whose turn it is: one process at a time runs a kind of probe, and a killed one holds it for a while only.
probe_turn = table(
    metadata, "probe_turn",
    column("kind", Text, STATE, primary_key=True),
    column("due_at", TIME, AT),
    column("taken_until", TIME, AT, nullable=True),
    walls=Walls.none, keep=Keep.forever, grants={"app": "select, update"},
)  # fmt: skip
