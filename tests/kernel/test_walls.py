"""The walls, seen in the live catalogue and tried for real."""

from __future__ import annotations

import re

import psycopg
import pytest
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation

from indokona.app import migrate, schema
from indokona.kernel import clock, ids, tenancy
from indokona.kernel.database import Database
from indokona.kernel.datamap import Walls
from indokona.kernel.wired import Addresses

TABLES = {table.name: table for table in schema.whole().sorted_tables}

#: Definer functions pass the walls on purpose; there are no others.
DEFINERS = {
    "find", "enter", "leave", "leave_all", "search_contacts", "make_partitions", "drop_partitions",
    "refresh_statistics", "forget_proofs",
}  # fmt: skip


def test_every_walled_table_has_security_forced(owner: psycopg.Connection) -> None:
    rows = owner.execute(
        "select relname, relrowsecurity, relforcerowsecurity from pg_class c join pg_namespace n"
        " on n.oid = relnamespace where nspname = 'public' and relkind in ('r', 'p') and not relispartition"
    ).fetchall()
    live = {name: (on, forced) for name, on, forced in rows if name != "alembic_version"}
    assert live.keys() == TABLES.keys()
    for name, table in TABLES.items():
        walled = table.info["walls"] is not Walls.none
        assert live[name] == (walled, walled), name


def test_every_policy_is_the_declared_one(owner: psycopg.Connection) -> None:
    rows = owner.execute(
        "select tablename, policyname, roles::text, qual, with_check from pg_policies"
    ).fetchall()
    for name, policy, roles, qual, check in rows:
        table = TABLES[name]
        if policy == "mine":
            assert roles == "{indokona_app}"
            organisation = "organisation_id = (current_setting('app.organisation'::text))::uuid"
            user = "user_id = (current_setting('app.user'::text))::uuid"
            expected = {
                Walls.organisation: f"({organisation})",
                Walls.user: f"({user})",
                Walls.member: f"(({organisation}) OR ({user}))",
            }[table.info["walls"]]
            assert qual == check == expected, name
        else:
            role = policy.removesuffix("_sees")
            assert roles == f"{{indokona_{role}}}"
            assert role in table.info["grants"], name
    walled = {name for name, table in TABLES.items() if table.info["walls"] is not Walls.none}
    assert {row[0] for row in rows if row[1] == "mine"} == walled


def test_every_grant_is_the_declared_one(owner: psycopg.Connection) -> None:
    rows = owner.execute(
        "select grantee, table_name, privilege_type from information_schema.role_table_grants"
        " where table_schema = 'public' and grantee like 'indokona_%%' and grantee <> 'indokona_owner'"
        " and table_name <> 'alembic_version'"
    ).fetchall()
    live = {(role.removeprefix("indokona_"), table, right.lower()) for role, table, right in rows}
    declared = {
        (role, name, right.strip())
        for name, table in TABLES.items()
        for role, rights in table.info["grants"].items()
        for right in re.sub(r"\([^)]*\)", "*", rights).split(",")
        if right.strip() and "*" not in right
    }
    assert live == declared


def test_no_role_can_pass_the_walls(owner: psycopg.Connection) -> None:
    rows = owner.execute(
        "select rolname, rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname like 'indokona_%%'"
    ).fetchall()
    found = {name: (power, bypass, login) for name, power, bypass, login in rows}
    assert {tenancy.PREFIX + role for role in tenancy.ROLES} <= found.keys()
    assert not any(power or bypass for power, bypass, _ in found.values())
    assert not any(found[tenancy.PREFIX + role][2] for role in tenancy.LOCKED)
    owners = owner.execute(
        "select distinct pg_get_userbyid(relowner) from pg_class c join pg_namespace n on n.oid = relnamespace"
        " where nspname = 'public'"
    ).fetchall()
    assert owners == [("indokona_owner",)]


def test_only_the_named_functions_pass_on_purpose(owner: psycopg.Connection) -> None:
    rows = owner.execute(
        "select proname, proconfig::text from pg_proc p join pg_namespace n on n.oid = pronamespace"
        " where prosecdef and nspname in ('public', 'directory')"
    ).fetchall()
    assert {name for name, _ in rows} == DEFINERS
    assert all("search_path" in (config or "") for _, config in rows)


def test_every_key_begins_with_its_owner(owner: psycopg.Connection) -> None:
    rows = owner.execute(
        "select c.relname, a.attname from pg_index i join pg_class c on c.oid = i.indrelid"
        " join pg_namespace n on n.oid = c.relnamespace"
        " join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]"
        " where i.indisunique and n.nspname = 'public' and not c.relispartition and c.relname <> 'alembic_version'"
    ).fetchall()
    for name, first in rows:
        wanted = {
            Walls.organisation: "organisation_id",
            Walls.member: "organisation_id",
            Walls.user: "user_id",
        }
        kind = TABLES[name].info["walls"]
        if kind is not Walls.none:
            assert first == wanted[kind], name


async def test_an_organisation_sees_nothing_of_another(database: Database, cast: Cast) -> None:
    async with database.organisation(cast.stranger_id) as db:
        for name, table in TABLES.items():
            if table.info["walls"] is Walls.organisation and table.info["grants"]["app"]:
                count = await db.value(
                    f"select count(*) from {name} where organisation_id = %s",
                    (cast.organisation_id,),
                )
                assert count == 0, name
        found = await db.value("select count(*) from contact")
        assert found == 0
        touched = await db.run("update contact set market = 'XX' where id = %s", (cast.dev,))
        assert touched == 0


async def test_a_row_of_another_organisation_cannot_be_written(
    database: Database, cast: Cast
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with database.organisation(cast.stranger_id) as db:
            await db.run(
                "insert into event (organisation_id, id, kind, subject_id) values (%s, %s, 'x', %s)",
                (cast.organisation_id, ids.new(), cast.dev),
            )


def test_without_a_setting_every_walled_table_is_an_error(
    installation: Installation, addresses: Addresses
) -> None:
    with psycopg.connect(addresses.of("app", installation.root), autocommit=True) as connection:
        for name, table in TABLES.items():
            if table.info["walls"] is Walls.none:
                continue
            with pytest.raises(psycopg.Error):
                connection.execute(f"select * from {name}".encode())


def test_intake_reads_nothing_and_the_scout_sees_no_content(
    installation: Installation, addresses: Addresses
) -> None:
    for role, statement in (
        ("intake", "select * from intake_block"),
        ("intake", "select * from contact"),
        ("scout", "select name_sealed from contact"),
        ("scout", "select content_sealed from outgoing"),
        ("scout", "select to_sealed from mail_out"),
        ("operator", "select * from message"),
        ("app", "select * from directory.entry"),
        ("app", "update consent set act = 'give'"),
        ("app", "delete from audit"),
        ("app", "update message set kind = 'x'"),
        ("app", "insert into processor select * from processor"),
    ):
        with psycopg.connect(addresses.of(role, installation.root), autocommit=True) as connection:
            connection.execute(f"set app.organisation = '{ids.NIL}'".encode())
            connection.execute(f"set app.\"user\" = '{ids.NIL}'".encode())
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())


def test_a_column_that_nobody_declared_does_not_migrate(owner: psycopg.Connection) -> None:
    migrate.check_declared(owner)
    owner.execute("alter table contact add column shoe_size integer")
    with pytest.raises(migrate.Undeclared, match=r"contact\.shoe_size"):
        migrate.check_declared(owner)


async def test_no_message_is_queued_without_a_consent(database: Database, cast: Cast) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        async with database.organisation(cast.organisation_id) as db:
            await db.run(
                "insert into message (organisation_id, id, contact_id, number_id, direction, purpose, kind,"
                " origin_kind, origin_id, fence, at)"
                " values (%s, %s, %s, %s, 'out', 'marketing', 'template', 'x', %s, 1, %s)",
                (cast.organisation_id, ids.new(), cast.dev, cast.number.id, cast.dev, clock.now()),
            )
