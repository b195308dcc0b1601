"""The ground: every table of the main job, its walls, the directory, search, and rare jobs."""

from pathlib import Path

import procrastinate.schema
from alembic import context, op

revision = "0001"
down_revision = None

HERE = Path(__file__).parent

#: procrastinate's tables live in a schema of their own; its functions must find them from anywhere.
IN_ITS_OWN_SCHEMA = """
do $$
declare f record;
begin
    for f in select p.oid::regprocedure as sign from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'procrastinate' loop
        execute format('alter function %s set search_path = procrastinate, pg_catalog', f.sign);
    end loop;
end $$;
set local search_path = public;
grant usage on schema procrastinate to indokona_app;
grant all on all tables in schema procrastinate to indokona_app;
grant all on all sequences in schema procrastinate to indokona_app;
"""


def upgrade() -> None:
    """Make the schema; tables and functions stand in files of their own."""
    for part in ("0001_tables.sql", "0001_functions.sql"):
        run((HERE / part).read_text())
    run("create schema procrastinate; set local search_path = procrastinate")
    run(procrastinate.schema.SchemaManager.get_schema())
    run(IN_ITS_OWN_SCHEMA)


def run(sql: str) -> None:
    """Several statements at once, as a file holds them."""
    if context.is_offline_mode():
        op.execute(sql.replace(":", r"\:"))
    else:
        op.get_bind().connection.driver_connection.execute(sql)
