"""The keyring: organisation keys, data keys, tombstones, the ledger of no, and marks of what left."""

from alembic import context, op

revision = "0001"
down_revision = None

TABLES = """
create table organisation_key (
    organisation_id uuid not null,
    version integer not null,
    root_id text not null,
    wrapped bytea not null,
    made_at timestamptz not null,
    primary key (organisation_id, version)
);

-- The weekly keys are files; here is which there are, and how a copy that should be gone is known.
create table epoch (
    number integer primary key,
    commitment bytea not null,
    made_at timestamptz not null,
    destroyed_at timestamptz
);

-- A contact has as many keys as merges gave it. `wrapped` needs the organisation's key of `version`
-- and the weekly key of `epoch` together, so that copies of this row die with their week.
create table data_key (
    organisation_id uuid not null,
    id uuid not null,
    kind text not null,
    owner_id uuid not null,
    version integer not null,
    epoch integer not null,
    wrapped bytea not null,
    merged_into uuid,
    made_at timestamptz not null,
    primary key (organisation_id, id),
    foreign key (organisation_id, version) references organisation_key
);
create unique index data_key_live on data_key (organisation_id, kind, owner_id) where merged_into is null;
create index data_key_of_owner on data_key (organisation_id, owner_id);
create index data_key_of_epoch on data_key (epoch);

create table tombstone (
    organisation_id uuid not null,
    kind text not null,
    owner_id uuid not null,
    reason text not null,
    at timestamptz not null,
    -- A hash of each destroyed key, by its id: who shows the key later proves that it was kept.
    commitments jsonb not null default '{}',
    primary key (organisation_id, kind, owner_id)
);

create table ledger_of_no (
    number bigint generated always as identity primary key,
    organisation_id uuid not null,
    kind text not null,
    contact_id uuid not null,
    purposes text[] not null,
    token bytea not null,
    at timestamptz not null
);
create index ledger_of_no_by_token on ledger_of_no (organisation_id, token);
create index ledger_of_no_in_order on ledger_of_no (organisation_id, number);

-- How many slices each outgoing queue has taken, written before their posts: data that knows of
-- fewer is a copy that was put back.
create table high_water (
    organisation_id uuid not null,
    queue_id uuid not null,
    mark bigint not null,
    primary key (organisation_id, queue_id)
) with (fillfactor = 50);

-- The newest closed segment of each organisation's audit, written after it.
create table chain_head (
    organisation_id uuid primary key,
    no bigint not null,
    head bytea not null
);

-- Each backup is numbered here before it is taken: a keyring that does not know a backup of the data
-- is older than it. `accepted`: the noes up to this number are lost, and somebody said to go on.
create table backup_mark (
    number bigint generated always as identity primary key,
    part text not null,
    at timestamptz not null,
    accepted bigint
);

grant select on backup_mark to indokona_keys;
grant select, insert, update on high_water, epoch, chain_head to indokona_keys;
grant select, insert, update, delete on organisation_key, data_key to indokona_keys;
grant select, insert on tombstone, ledger_of_no to indokona_keys;
-- Each start compares it with its own migrations.
grant select on alembic_version to indokona_keys;
"""


def upgrade() -> None:
    """Make the tables."""
    if context.is_offline_mode():
        op.execute(TABLES.replace(":", r"\:"))
    else:
        op.get_bind().connection.driver_connection.execute(TABLES)
