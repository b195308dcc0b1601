"""The schema stays ready for Citus with `organisation_id` as distribution column: what the live catalogue
must not have, since a distributed table refuses it. INDOKONA itself has not run there.

Source: Citus 13.2, "SQL support and workarounds" and the errors of `create_distributed_table`.
"""

from __future__ import annotations

import psycopg
import pytest

from indokona.app import schema
from indokona.kernel.datamap import Walls

DISTRIBUTED = [
    table.name
    for table in schema.whole().sorted_tables
    if table.info["walls"] is Walls.organisation
]

#: What is asked of the catalogue -> a statement whose rows are what a distributed table would refuse.
REFUSED = {
    "a unique key or exclusion without the distribution column": (
        "select c.relname || '.' || i.relname from pg_index x join pg_class c on c.oid = x.indrelid"
        " join pg_class i on i.oid = x.indexrelid where c.relname = any(%(tables)s)"
        " and (x.indisunique or x.indisexclusion) and not exists (select from pg_attribute a"
        " where a.attrelid = c.oid and a.attname = 'organisation_id' and a.attnum = any(x.indkey))"
    ),
    "a foreign key that does not stay inside one organisation": (
        "select conname::text from pg_constraint k join pg_class c on c.oid = k.conrelid"
        " where k.contype = 'f' and c.relname = any(%(tables)s) and not exists (select from"
        " unnest(k.conkey, k.confkey) as u(mine, theirs)"
        " join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.mine"
        " join pg_attribute b on b.attrelid = k.confrelid and b.attnum = u.theirs"
        " where a.attname = 'organisation_id' and b.attname = 'organisation_id')"
    ),
    "a trigger": (
        "select tgname::text from pg_trigger t join pg_class c on c.oid = t.tgrelid"
        " where not t.tgisinternal and c.relname = any(%(tables)s)"
    ),
    "a sequence or a generated column": (
        "select c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid"
        " left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum"
        " where c.relname = any(%(tables)s) and a.attnum > 0 and (a.attidentity <> '' or a.attgenerated <> ''"
        " or pg_get_expr(d.adbin, d.adrelid) like '%%nextval%%')"
    ),
    "a policy with a sub-select": (
        "select tablename || '.' || policyname from pg_policies where tablename = any(%(tables)s)"
        " and (qual ilike '%%select%%' or with_check ilike '%%select%%')"
    ),
    "a distribution column of another type, or one that may be missing": (
        "select c.relname::text from pg_class c left join pg_attribute a on a.attrelid = c.oid"
        " and a.attname = 'organisation_id' and a.atttypid = 'uuid'::regtype and a.attnotnull"
        " where c.relname = any(%(tables)s) and c.relkind in ('r', 'p') and a.attname is null"
    ),
    "a kind of table that is not distributed": (
        "select relname::text from pg_class c where relname = any(%(tables)s) and (relkind not in ('r', 'p')"
        " or relpersistence = 't' or exists (select from pg_inherits where inhrelid = c.oid)"
        " or relkind = 'r' and exists (select from pg_inherits where inhparent = c.oid))"
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_schema_has_nothing_that_a_distributed_table_refuses(
    owner: psycopg.Connection, what: str
) -> None:
    found = owner.execute(REFUSED[what].encode(), {"tables": DISTRIBUTED}).fetchall()
    assert found == [], what


@pytest.mark.parametrize(
    ("what", "act"),
    [
        ("a unique key or exclusion without the distribution column", "create unique index on contact (id)"),
        ("a foreign key that does not stay inside one organisation",
         "create table of_nobody (id uuid primary key); alter table contact add foreign key (id) references of_nobody"),
        ("a sequence or a generated column", "alter table contact add column n bigint generated always as identity"),
        ("a policy with a sub-select", "create policy p on contact using (exists (select from chunk))"),
        ("a distribution column of another type, or one that may be missing",
         "alter table tag drop constraint tag_pkey; alter table tag alter organisation_id drop not null"),
        ("a kind of table that is not distributed", "create table tag_of_old () inherits (tag)"),
    ],
)  # fmt: skip
def test_the_catalogue_tells_when_it_has(owner: psycopg.Connection, what: str, act: str) -> None:
    with owner.transaction(force_rollback=True):
        for one in act.split("; "):
            owner.execute(one.encode())
        assert owner.execute(REFUSED[what].encode(), {"tables": DISTRIBUTED}).fetchall(), what
