"""Whose rows: every statement on walled tables says it, also when an outside id is asked for.

Row-level security stands behind it in any case. Naming the organisation makes the policy a
one-time filter, keeps a statement on one node when tables are distributed, and means that one
mistake alone shows nobody another's rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checks.finding import Exemptions, Finding
from checks.sources import Source
from checks.statements import HOLE, Statement, statements

#: Columns that hold ids which others gave, or keyed indexes of what others know.
OUTSIDE = (
    "phone_number_id", "waba_id", "app_id", "app_key", "meta_id", "business_id", "media_id", "wamid_index",
    "value_index", "name_index", "email_index", "token_hash", "key_hash", "link_hash", "flow_hash", "code_hash",
    "digest", "token",
)  # fmt: skip

#: Statements that see more than one organisation, each with its reason. An unused line fails.
SEES_MORE = {
    "app/seed.py:renew_callbacks": "the scout asks who has a number, after a start on another port",
    "accounts/store_suspension.py:standings": "the operator sees every organisation: ids, states and counts",
    "kernel/idempotency.py:forget": "the scout asks whose answers are past their time: ids only",
    "kernel/closing.py:_waiting": "the scout asks whose acts are not closed yet: ids only",
    "app/probes/egress.py:_left": "the scout asks which organisations there are: ids only",
    "app/probes/looking.py:rows_with": "a search for what must be nowhere counts rows of everybody, and reads none",
    "app/auditing.py:_which": "the scout asks which organisations there are: ids only",
    "privacy/store_retention.py:waiting": "the scout asks whose last run is a day old: ids only",
    "privacy/store_retention.py:everybody": "the scout asks which organisations there are: ids only",
    "privacy/store_retention.py:keeping_nothing": "the scout asks who keeps no content: ids only",
    "privacy/store_retention.py:without_good_run": "the scout asks who had no good run: ids only",
    "accounts/store_log.py:due_users": "the scout asks which logins have something past its time: ids only",
    "accounts/store_leaving.py:unused": "the scout asks which logins nobody uses: ids only",
    "accounts/store_leaving.py:closed_organisations": "the scout asks which organisations left: ids only",
    "numbers/store.py:storage_due": "the scout asks whose numbers are to be looked at: ids only",
    "privacy/store_alarms.py:watching": "the scout asks which organisations have decoys: ids only",
    "privacy/store_alarms.py:unmailed": "the scout asks whose alarms no mail told of: ids only",
    "app/worker.py:expire": "the scout asks which organisations there are: ids only",
    "app/worker.py:_settle": "the scout asks which organisation has lanes: ids only",
    "consent/store.py:marks": "the scout asks whose ledger is applied how far: ids and numbers",
    "kernel/egress/mail.py:send_due": "the scout asks which organisation has mail due: ids only",
    "intake/store.py:due_set_aside": "the scout asks whose changes wait for another try: ids only",
    "kernel/events.py:hand_on": "a reader goes through all events in their order: ids and kinds",
    "kernel/live.py:Relay._news": "the relay goes through all events in their order: ids and kinds",
    "messaging/store_media.py:due": "the scout asks whose files are to be fetched: ids only",
    "app/restore.py:_applied": "the scout asks which no the data have applied: one number",
    "app/restore.py:_count_on": "a sequence of the keyring, which holds no rows",
    "privacy/store_closing.py:sweep": "any table of the data map: each branch names whose rows go",
    "privacy/store_closing.py:count": "any table of the data map: each branch names whose rows it counts",
    "privacy/store_telling.py:due": "the scout asks which calls to processors are due: ids only",
    "messaging/store_dispatch.py:marks": "the scout asks how far each lane has come: ids only",
    "messaging/store_dispatch.py:due_lanes": "the scout asks which organisation has work: ids only",
}

ASKED = re.compile(rf"\b({'|'.join(OUTSIDE)})\s*(?:=|in\b)\s*(?:%|any\b|\()")
READ = re.compile(r"\b(?:from|join|update)\s+(?:only\s+)?([\w.]+|\{\})")
WRITTEN = re.compile(r"\binsert\s+into\s+(\S+)(?:\s+as\s+\w+)?\s*\(([^)]*)\)")
NAMED = {
    "organisation": re.compile(r"\borganisation_id\s*(?:=|in\b)\s*(?:%|any\b|\()"),
    "user": re.compile(r"\buser_id\s*(?:=|in\b)\s*(?:%|any\b|\()"),
    "number": re.compile(r"\bnumber_id\s*(?:=|in\b)\s*(?:%|any\b|\()"),
}
#: Whose wall -> what a statement may name.
NAMES = {"organisation": ("organisation",), "user": ("user",), "member": ("organisation", "user")}


def walls_of(metadata: Any) -> dict[str, str]:
    """Each walled table and whose rows it holds."""
    tables = metadata.tables.values()
    return {one.name: str(one.info["walls"]) for one in tables if one.info["walls"] != "none"}


def findings(
    sources: Sequence[Source], walls: Mapping[str, str], sees_more: Mapping[str, str] = SEES_MORE
) -> Iterator[Finding]:
    """Statements that do not say whose rows they mean."""
    exempt = Exemptions(
        "every statement names its organisation", "checks/rules/tenancy.py", sees_more
    )
    for source in sources:
        if source.inner.startswith("simulator/"):  # Meta's side: tables of its own, no tenants
            continue
        for statement in statements(source):
            yield from _external_ids(source, statement)
            if not _is_named(statement.sql.lower(), walls) and not exempt.spare(
                f"{source.inner}:{statement.function}"
            ):
                yield _unnamed(source, statement)
    yield from exempt.unused()


def _external_ids(source: Source, statement: Statement) -> Iterator[Finding]:
    sql = statement.sql.lower()
    asked = ASKED.search(sql)
    if asked and not any(pattern.search(sql) for pattern in NAMED.values()):
        fix = (
            f"{asked[1]} is an id from outside, and another organisation may hold the same:"
            " add `organisation_id = %s` to this statement"
        )
        yield Finding(source.path, statement.line, "external ids", fix)


def _is_named(sql: str, walls: Mapping[str, str]) -> bool:
    """Whether the statement says whose rows it reads, or at least whose it writes."""
    read = {table: walls.get(table, "organisation") for table in READ.findall(sql)}
    read = {table: wall for table, wall in read.items() if table in walls or table == HOLE}
    if read:
        return all(
            any(NAMED[word].search(sql) for word in NAMES[wall]) for wall in set(read.values())
        )
    written = WRITTEN.search(sql)
    if written is None or written[1] not in walls:
        return True
    return any(f"{word}_id" in written[2] for word in NAMES[walls[written[1]]])


def _unnamed(source: Source, statement: Statement) -> Finding:
    fix = (
        f"{statement.function} reaches walled rows without naming whose: add `organisation_id = %s`"
        " (`user_id` for a user's own rows), or an exemption with its reason in SEES_MORE"
    )
    return Finding(source.path, statement.line, "every statement names its organisation", fix)
