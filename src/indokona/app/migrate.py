"""Roles, databases and migrations of both clusters."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import alembic.command
import alembic.config
import alembic.script
import alembic.util
import psycopg
import sqlalchemy
from psycopg import sql

from indokona.kernel import datamap, tenancy
from indokona.kernel.errors import Trouble
from indokona.kernel.root import RootKey
from indokona.kernel.wired import Addresses

DATABASE = "indokona"


class Undeclared(Trouble):
    """A column has no line in the data map; it may not exist."""


class OtherVersion(Trouble):
    """The schema of a database is not the one of this program."""


def folder(which: str) -> Path:
    """Where the migrations of a database stand: in the wheel, or beside the sources."""
    here = Path(__file__).resolve().parents[1]
    packed = here / "migrations" / which
    return packed if packed.exists() else here.parents[1] / "migrations" / which


def prepare(data_superuser: str, keyring_superuser: str, root: RootKey) -> Addresses:
    """On embedded clusters: make roles and databases, and give the owners' addresses."""
    with psycopg.connect(data_superuser, autocommit=True) as connection:
        for role in tenancy.ROLES:
            _role(connection, role, root, login=role not in tenancy.LOCKED)
        for role in tenancy.LOCKED:
            connection.execute(f"grant {tenancy.PREFIX}{role} to {tenancy.PREFIX}owner".encode())
        _make_database(connection, "owner")
    with psycopg.connect(keyring_superuser, autocommit=True) as connection:
        for role in ("owner", "keys"):
            _role(connection, role, root, login=True)
        _make_database(connection, "owner")
    return Addresses(_owned(data_superuser, root), _owned(keyring_superuser, root))


def _role(connection: psycopg.Connection, role: str, root: RootKey, *, login: bool) -> None:
    name = sql.Identifier(tenancy.PREFIX + role)
    there = connection.execute(
        "select 1 from pg_roles where rolname = %s", (tenancy.PREFIX + role,)
    ).fetchone()
    if there is None:
        connection.execute(sql.SQL("create role {} nologin").format(name))
    if login:
        # Passwords follow from the root key: every node knows them, nothing stores them.
        secret = sql.Literal(root.password(role))
        connection.execute(sql.SQL("alter role {} login password {}").format(name, secret))


def _make_database(connection: psycopg.Connection, owner: str) -> None:
    there = connection.execute(
        "select 1 from pg_database where datname = %s", (DATABASE,)
    ).fetchone()
    if there is None:
        connection.execute(
            sql.SQL("create database {} owner {}").format(
                sql.Identifier(DATABASE), sql.Identifier(tenancy.PREFIX + owner)
            )
        )


def _owned(superuser: str, root: RootKey) -> str:
    parts = urlsplit(superuser)
    host = parts.netloc.rpartition("@")[2]
    who = f"{tenancy.PREFIX}owner:{quote(root.password('owner'))}"
    return urlunsplit(parts._replace(netloc=f"{who}@{host}", path=f"/{DATABASE}"))


def upgrade(addresses: Addresses) -> None:
    """Bring both databases to the newest version; refuses one that this version does not know.

    Both are looked at before either is touched.
    """
    for which, address in (("keyring", addresses.keyring), ("data", addresses.data)):
        with psycopg.connect(address, autocommit=True) as owner:
            check_known(which, revision(owner))
    for which, address in (("keyring", addresses.keyring), ("data", addresses.data)):
        engine = sqlalchemy.create_engine(
            "postgresql+psycopg://", creator=lambda address=address: psycopg.connect(address)
        )
        with engine.connect() as connection:
            config = _config(which)
            config.attributes["connection"] = connection
            alembic.command.upgrade(config, "head")
            connection.commit()
        engine.dispose()
    with psycopg.connect(addresses.data, autocommit=True) as owner:
        check_declared(owner)
        _check_made(owner)
        owner.execute("select make_partitions(now() + interval '3 months')")


def revision(connection: psycopg.Connection) -> str | None:
    """The migration at which a database is; None before the first."""
    if connection.execute("select to_regclass('alembic_version')").fetchone() == (None,):
        return None
    row = connection.execute("select version_num from alembic_version").fetchone()
    return str(row[0]) if row else None


def check_known(which: str, found: str | None) -> None:
    """Raise `OtherVersion` for a migration that this program does not have."""
    scripts = alembic.script.ScriptDirectory.from_config(_config(which))
    try:
        if found is not None:
            scripts.get_revision(found)
    except alembic.util.CommandError:
        raise OtherVersion(
            f"The {which} database is at {found}, which this version of INDOKONA does not know:"
            " start the version that made it, or restore a backup from before."
        ) from None


def check_head(which: str, found: str | None) -> None:
    """Raise `OtherVersion` unless a database is at the newest migration of this program."""
    head = alembic.script.ScriptDirectory.from_config(_config(which)).get_current_head()
    if found != head:
        check_known(which, found)
        raise OtherVersion(
            f"The {which} database is at {found or 'no version'}, this version of INDOKONA wants {head}:"
            " run `indokona up` once, which migrates."
        )


def _config(which: str) -> alembic.config.Config:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(folder(which)))
    return config


def offline_sql(which: str) -> str:
    """The SQL of one database's migrations, for the linter."""
    out = io.StringIO()
    config = _config(which)
    config.output_buffer = out
    alembic.command.upgrade(config, "head", sql=True)
    return out.getvalue()


def live_columns(owner: psycopg.Connection) -> dict[str, set[str]]:
    """Tables of ours in the live database and their columns; partitions count as their parent."""
    rows = owner.execute(
        "select c.relname, a.attname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        " where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition"
        " and c.relname <> 'alembic_version'"
    ).fetchall()
    found: dict[str, set[str]] = {}
    for table, column in rows:
        found.setdefault(table, set()).add(column)
    return found


def check_declared(owner: psycopg.Connection) -> None:
    """The gate of the data map."""
    from indokona.app import schema

    missing = datamap.undeclared(schema.whole(), live_columns(owner))
    if missing:
        raise Undeclared("Not in the data map: " + ", ".join(missing))


def _check_made(owner: psycopg.Connection) -> None:
    """The other side of that gate: the program would fail at the first use of what is not there."""
    from indokona.app import schema

    missing = datamap.unmade(schema.whole(), live_columns(owner))
    if missing:
        raise OtherVersion(
            "The data were made by another version of INDOKONA; not in the database: "
            + ", ".join(missing[:10])
            + (f" and {len(missing) - 10} more" if len(missing) > 10 else "")
        )
