"""SQL of the E1 checks: what the live catalogue makes impossible.

Each check is one statement on the catalogue, which every role may read, and a pure verdict on its
rows: `indokona prove` runs them as the owner, the public page as the role that serves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from indokona.kernel.database import Db
from indokona.kernel.datamap import Category, Walls
from indokona.privacy import probes, store_probes
from indokona.privacy.probes import Looked, Run

Owner = psycopg.Connection[Any]
Rows = Sequence[tuple[Any, ...]]
Tables = Mapping[str, Any]

#: Columns of these categories must be sealed bytes; the few that are declared clear stand here with why.
PERSONAL = (Category.profile, Category.content, Category.contact, Category.business)
CLEAR = {
    "contact.tokens": "keyed tokens", "contact.market": "two letters", "contact.language": "two letters",
    "contact.row_digest": "keyed digest", "identity.value_index": "keyed index", "identity.last4": "keyed token",
    "attribute_value.value_index": "keyed index", "attribute_value.open_text": "an open attribute, named on the page",
    "attribute_value.open_number": "an open attribute, named on the page", "template.name": "the business's words",
    "template_version.shape": "the business's words, public at Meta", "campaign.mapping": "sources of variables",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """A statement on the catalogue and what its rows must say."""

    sql: str
    holds: Callable[[Rows, Tables], bool]


_WALLS = (
    "select c.relname::text, c.relrowsecurity and c.relforcerowsecurity,"
    " count(p.polname) filter (where p.polname = 'mine')"
    " from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_policy p on p.polrelid = c.oid"
    " where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition group by 1, 2"
)
_ROLES = (
    "select (select count(*) from pg_roles where starts_with(rolname::text, 'indokona_')"
    " and (rolsuper or rolbypassrls)),"
    " (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public'"
    " and pg_get_userbyid(c.relowner) <> 'indokona_owner')"
)
_CONSTRAINTS = (
    "select count(*) from pg_constraint where convalidated and conname in"
    " ('outgoing_needs_consent', 'message_needs_consent') and coninhcount = 0"
)
_ADDED = (
    "select bool_or(has_table_privilege('indokona_app', t, 'update, delete'))"
    " from unnest(array['consent', 'acceptance', 'audit', 'audit_segment', 'audit_head', 'receipt',"
    " 'consent_receipt', 'join_version', 'probe']) t"
)
_COLUMNS = (
    "select c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod) from pg_class c"
    " join pg_namespace n on n.oid = c.relnamespace"
    " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
    " where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition"
    " and c.relname <> 'alembic_version'"
)
_OPERATOR = (
    "select c.relname::text, has_table_privilege('indokona_operator', c.oid, 'select') from pg_class c"
    " join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p')"
)
_KEYS = "select count(*) from pg_class where relname in ('data_key', 'organisation_key', 'ledger_of_no')"
_REGISTER = (
    "select has_table_privilege('indokona_app', 'processor', 'select'),"
    " has_table_privilege('indokona_app', 'processor', 'insert, update, delete')"
)


def walls_are_forced(rows: Rows, tables: Tables) -> bool:
    """Row-level security is enabled and forced on every walled table, with its one policy."""
    live = {name: (forced, policies) for name, forced, policies in rows}
    return all(
        live.get(n) == (True, 1) for n, t in tables.items() if t.info["walls"] is not Walls.none
    )


def no_role_passes_the_walls(rows: Rows, _tables: Tables) -> bool:
    """No role of ours is a superuser, bypasses security, or owns a table but the owner."""
    return rows[0] == (0, 0)


def no_send_without_consent(rows: Rows, _tables: Tables) -> bool:
    """The constraint stands on both tables, valid."""
    return rows[0] == (2,)


def proof_is_only_added(rows: Rows, _tables: Tables) -> bool:
    """Consents, acceptances, audit with its chain, and receipts cannot be changed by a process that serves."""
    return rows[0] == (False,)


def every_column_is_declared(rows: Rows, tables: Tables) -> bool:
    """No live column without a line of the data map."""
    return all(
        table in tables and column in tables[table].c and "declared" in tables[table].c[column].info
        for table, column, _ in rows
    )


def personal_columns_are_sealed(rows: Rows, tables: Tables) -> bool:
    """Every column of a personal category is sealed bytes, or one of the few declared clear."""
    kinds = {(table, column): kind for table, column, kind in rows}
    return all(
        column.info["declared"].seal_as and kinds.get((name, column.name)) == "bytea"
        for name, table in tables.items()
        for column in table.c
        if column.info["declared"].category in PERSONAL and f"{name}.{column.name}" not in CLEAR
    )


def content_is_sealed(rows: Rows, tables: Tables) -> bool:
    """Messages, media, packages and webhooks are sealed bytes."""
    content = {
        n: t
        for n, t in tables.items()
        if any(c.info["declared"].category is Category.content for c in t.c)
    }
    return len(content) >= 6 and personal_columns_are_sealed(rows, content)


def operator_reads_no_content(rows: Rows, tables: Tables) -> bool:
    """The operator's role has no right to any table with personal columns."""
    may_read: dict[str, bool] = {row[0]: row[1] for row in rows}
    return all(
        may_read.get(name) is False
        for name, table in tables.items()
        if any(c.info["declared"].category in PERSONAL for c in table.c)
    )


def keys_live_apart(rows: Rows, _tables: Tables) -> bool:
    """No table of the data database holds a key."""
    return rows[0] == (0,)


def register_is_not_ours_to_change(rows: Rows, _tables: Tables) -> bool:
    """A process that serves can read the register of processors, never write it."""
    return rows[0] == (True, False)


CHECKS: dict[str, Check] = {
    holds.__name__: Check(sql, holds)
    for sql, holds in (
        (_WALLS, walls_are_forced), (_ROLES, no_role_passes_the_walls), (_CONSTRAINTS, no_send_without_consent),
        (_ADDED, proof_is_only_added), (_COLUMNS, every_column_is_declared), (_COLUMNS, personal_columns_are_sealed),
        (_COLUMNS, content_is_sealed), (_OPERATOR, operator_reads_no_content), (_KEYS, keys_live_apart),
        (_REGISTER, register_is_not_ours_to_change),
    )
}  # fmt: skip


#: A nightly look is made at least once a night; one that was made longer ago does not hold any more.
FRESH = timedelta(hours=36)
_LOOKS = "select name, ok, at from probe_result"
#: What a night looks at is there from the first start, when there is nothing yet that could be wrong.
Probes = Mapping[str, Looked]


def _looked(looks: Rows, runs: Rows, now: datetime) -> dict[str, Looked]:
    found = {name: Looked(bool(ok) and at > now - FRESH, at) for name, ok, at in looks}
    ran = probes.latest([Run(*row) for row in runs])
    return found | {kind.evidence: kind.standing(ran.get(kind.name), now) for kind in probes.KINDS}


def probed(owner: Owner, now: datetime) -> dict[str, Looked]:
    """What each probe of this installation found last, and when; False where a nightly look is too old."""
    runs = owner.execute(store_probes.NEWEST).fetchall()
    return _looked(owner.execute(_LOOKS).fetchall(), runs, now)


async def probed_here(db: Db, now: datetime) -> dict[str, Looked]:
    """The same as the role that serves."""
    return _looked(await db.rows(_LOOKS), await db.rows(store_probes.NEWEST), now)


def checked(owner: Owner, tables: Tables) -> dict[str, bool]:
    """Every check on a connection of the owner."""
    return {
        name: check.holds(owner.execute(check.sql.encode()).fetchall(), tables)
        for name, check in CHECKS.items()
    }


async def checked_here(db: Db, tables: Tables) -> dict[str, bool]:
    """Every check as the role that serves."""
    return {name: check.holds(await db.rows(check.sql), tables) for name, check in CHECKS.items()}
