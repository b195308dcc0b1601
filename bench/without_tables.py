"""The tables of a sender that keeps no promise: the product's columns and indexes that sending writes,
without partitions; filled with as many messages, people and consents as are to be sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from indokona.kernel import ids
from indokona.kernel.arrays import packed
from indokona.kernel.sealing import DataKey, Sealer, random_parts

ROLE = "bench_without"
_TABLES = {
    "queue": "id uuid, chunk_id uuid, contact_id uuid, purpose text, content bytea, primary key (organisation_id, id)",
    "contact": "id uuid, phone bytea, restricted_at timestamptz, primary key (organisation_id, id)",
    "live": "contact_id uuid, purpose text, consent_id uuid, at timestamptz, ends_at timestamptz,"
    " primary key (organisation_id, contact_id, purpose)",
    "no": "contact_id uuid, purpose text, ended_at timestamptz, primary key (organisation_id, contact_id, purpose)",
    "key": "id uuid, wrapped bytea, primary key (organisation_id, id)",
    "message": "id uuid, contact_id uuid, number_id uuid, direction text, purpose text, kind text, consent_id uuid,"
    " origin_kind text, origin_id uuid, template_version_id uuid, fence bigint, content_sealed bytea,"
    " wamid_sealed bytea, at timestamptz, primary key (organisation_id, id)",
    "message_status": "id uuid, attempt int default 1, fence bigint, accepted_at timestamptz, sent_at timestamptz,"
    " delivered_at timestamptz, read_at timestamptz, failed_at timestamptz, unknown_at timestamptz,"
    " doubtful_at timestamptz, put_back_attempt int, code int, pricing_type text, pricing_category text,"
    " wamid_index bigint, wamid_sealed bytea, primary key (organisation_id, id)",
}
_INDEXES = (
    "create index on {0}_message (organisation_id, contact_id, id)",
    "create index on {0}_message (organisation_id, origin_id, id)",
    "create index on {0}_message_status (organisation_id, wamid_index) where wamid_index is not null",
)
_AT_ONCE = 5000
_KEK = bytes(range(32))


def kek() -> AESGCM:
    """What wraps the keys of this benchmark's people; it stands in no database."""
    return AESGCM(_KEK)


def filled(order: dict[str, Any]) -> None:
    """Make the tables anew and fill them."""
    table, size = order["table"], int(order["size"])
    with psycopg.connect(order["database"], autocommit=True) as connection:
        for name, columns in _TABLES.items():
            one = f"{table}_{name}"
            connection.execute(f"drop table if exists {one}".encode())
            connection.execute(f"create table {one} (organisation_id uuid, {columns})".encode())
        for statement in _INDEXES:
            connection.execute(statement.format(table).encode())
        for some in _thousands(size):
            _fill(connection, order, some)
        if "walls" in order["keeps"]:
            _wall(connection, table)
        connection.execute("vacuum analyze")
        connection.execute("checkpoint")


def _thousands(size: int) -> Iterator[int]:
    for at in range(0, size, _AT_ONCE):
        yield min(_AT_ONCE, size - at)


def _fill(connection: psycopg.Connection[Any], order: dict[str, Any], count: int) -> None:
    organisation = UUID(order["organisation"])
    people, messages = ids.new_many(count), ids.new_many(count)
    raw = list(islice(random_parts(32), count))
    phones = [b"+9197%08d" % (one.int % 10**8) for one in people]
    bodies = [msgspec.json.encode({"values": {"name": f"Person {n}"}}) for n in range(count)]
    if "sealing" in order["keeps"]:
        keys = [DataKey(one.bytes, secret) for one, secret in zip(people, raw, strict=True)]
        sealer = Sealer(organisation, dict(zip(people, keys, strict=True)))
        phones = [
            sealer.seal(one, "identity.value", one, phone)
            for one, phone in zip(people, phones, strict=True)
        ]
        bodies = [
            sealer.seal(who, "message.content", one, body)
            for who, one, body in zip(people, messages, bodies, strict=True)
        ]
    wrapped = [
        nonce + kek().encrypt(nonce, secret, one.bytes)
        for one, secret, nonce in zip(people, raw, random_parts(12), strict=False)
    ]
    values: dict[str, dict[str, tuple[str, Sequence[Any]]]] = {
        "queue": {"id": ("uuid", messages), "contact_id": ("uuid", people), "content": ("bytea", bodies)},
        "contact": {"id": ("uuid", people), "phone": ("bytea", phones)},
        "live": {
            "contact_id": ("uuid", people), "purpose": ("text", ["marketing"] * count), "consent_id": ("uuid", people),
        },
        "key": {"id": ("uuid", people), "wrapped": ("bytea", wrapped)},
    }  # fmt: skip
    for name, columns in values.items():
        casts = ", ".join(f"%b::{kind}[]" for kind, _ in columns.values())
        connection.execute(
            f"insert into {order['table']}_{name} (organisation_id, {', '.join(columns)})"
            f" select %b, u.* from unnest({casts}) u".encode(),
            (organisation, *(packed(kind, column) for kind, column in columns.values())),
        )


def _wall(connection: psycopg.Connection[Any], table: str) -> None:
    """The product's walls: another role, and a policy that is forced on every table."""
    connection.execute(
        f"do $$ begin create role {ROLE} nologin; exception when duplicate_object then null; end $$".encode()
    )
    for name in _TABLES:
        one = f"{table}_{name}"
        for statement in (
            f"alter table {one} enable row level security", f"alter table {one} force row level security",
            f"create policy mine on {one} using (organisation_id = (current_setting('app.floor'))::uuid)",
            f"grant select, insert, update on {one} to {ROLE}",
        ):  # fmt: skip
            connection.execute(statement.encode())
