"""SQL of the E1 checks: what the live catalogue makes impossible. Run as the owner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg

from indokona.kernel.datamap import Category, Walls

Owner = psycopg.Connection[Any]

#: Columns of these categories must be sealed bytes; the few that are declared clear stand here with why.
PERSONAL = (Category.profile, Category.content, Category.contact, Category.business)
CLEAR = {
    "contact.tokens": "keyed tokens", "contact.market": "two letters", "contact.language": "two letters",
    "contact.row_digest": "keyed digest", "identity.value_index": "keyed index", "identity.last4": "keyed token",
    "attribute_value.value_index": "keyed index", "attribute_value.open_text": "an open attribute, named on the page",
    "attribute_value.open_number": "an open attribute, named on the page", "template.name": "the business's words",
    "template_version.shape": "the business's words, public at Meta", "campaign.mapping": "sources of variables",
}  # fmt: skip


def walls_are_forced(owner: Owner, tables: dict[str, Any]) -> bool:
    """Row-level security is enabled and forced on every walled table, with its one policy."""
    rows = owner.execute(
        "select c.relname, c.relrowsecurity and c.relforcerowsecurity,"
        " count(p.polname) filter (where p.polname = 'mine')"
        " from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_policy p on p.polrelid = c.oid"
        " where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition group by 1, 2"
    ).fetchall()
    live = {name: (forced, policies) for name, forced, policies in rows}
    return all(
        live.get(n) == (True, 1) for n, t in tables.items() if t.info["walls"] is not Walls.none
    )


def no_role_passes_the_walls(owner: Owner, _tables: dict[str, Any]) -> bool:
    """No role of ours is a superuser, bypasses security, or owns a table but the owner."""
    bad = owner.execute(
        "select count(*) from pg_roles where rolname like 'indokona_%' and (rolsuper or rolbypassrls)"
    ).fetchone()
    owned = owner.execute(
        "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public'"
        " and pg_get_userbyid(c.relowner) <> 'indokona_owner'"
    ).fetchone()
    return bad == (0,) and owned == (0,)


def no_send_without_consent(owner: Owner, _tables: dict[str, Any]) -> bool:
    """The constraint stands on both tables, valid."""
    rows = owner.execute(
        "select conname from pg_constraint where convalidated and conname in"
        " ('outgoing_needs_consent', 'message_needs_consent') and coninhcount = 0"
    ).fetchall()
    return len(rows) == 2


def proof_is_only_added(owner: Owner, _tables: dict[str, Any]) -> bool:
    """Consents, acceptances, audit and receipts cannot be changed by a process that serves."""
    row = owner.execute(
        "select bool_or(has_table_privilege('indokona_app', t, 'update, delete'))"
        " from unnest(array['consent', 'acceptance', 'audit', 'receipt']) t"
    ).fetchone()
    return row == (False,)


def every_column_is_declared(owner: Owner, tables: dict[str, Any]) -> bool:
    """No live column without a line of the data map."""
    rows = owner.execute(
        "select c.relname, a.attname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        " where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition"
        " and c.relname <> 'alembic_version'"
    ).fetchall()
    return all(
        table in tables and column in tables[table].c and "declared" in tables[table].c[column].info
        for table, column in rows
    )


def personal_columns_are_sealed(owner: Owner, tables: dict[str, Any]) -> bool:
    """Every column of a personal category is sealed bytes, or one of the few declared clear."""
    rows = owner.execute(
        "select table_name, column_name, data_type from information_schema.columns where table_schema = 'public'"
    ).fetchall()
    kinds = {(table, column): kind for table, column, kind in rows}
    for name, table in tables.items():
        for column in table.c:
            if (
                column.info["declared"].category in PERSONAL
                and f"{name}.{column.name}" not in CLEAR
            ):
                sealed = (
                    column.info["declared"].seal_as and kinds.get((name, column.name)) == "bytea"
                )
                if not sealed:
                    return False
    return True


def content_is_sealed(owner: Owner, tables: dict[str, Any]) -> bool:
    """Messages, media, packages and webhooks are sealed bytes."""
    content = {
        n: t
        for n, t in tables.items()
        if any(c.info["declared"].category is Category.content for c in t.c)
    }
    return len(content) >= 6 and personal_columns_are_sealed(owner, content)


def operator_reads_no_content(owner: Owner, tables: dict[str, Any]) -> bool:
    """The operator's role has no right to any table with personal columns."""
    for name, table in tables.items():
        personal = any(c.info["declared"].category in PERSONAL for c in table.c)
        row = owner.execute(
            "select has_table_privilege('indokona_operator', %s, 'select')", (name,)
        ).fetchone()
        if personal and row != (False,):
            return False
    return True


def keys_live_apart(owner: Owner, _tables: dict[str, Any]) -> bool:
    """No table of the data database holds a key."""
    row = owner.execute(
        "select count(*) from pg_class where relname in ('data_key', 'organisation_key', 'ledger_of_no')"
    ).fetchone()
    return row == (0,)


def register_is_not_ours_to_change(owner: Owner, _tables: dict[str, Any]) -> bool:
    """A process that serves can read the register of processors, never write it."""
    row = owner.execute(
        "select has_table_privilege('indokona_app', 'processor', 'select'),"
        " has_table_privilege('indokona_app', 'processor', 'insert, update, delete')"
    ).fetchone()
    return row == (True, False)


CHECKS: dict[str, Callable[[Owner, dict[str, Any]], bool]] = {
    check.__name__: check
    for check in (
        walls_are_forced, no_role_passes_the_walls, no_send_without_consent, proof_is_only_added,
        every_column_is_declared, personal_columns_are_sealed, content_is_sealed, operator_reads_no_content,
        keys_live_apart, register_is_not_ours_to_change,
    )
}  # fmt: skip
