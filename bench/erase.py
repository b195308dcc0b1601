"""Erasing one contact with many messages among many more: seconds until fenced, shredded, swept.

The messages are put there by COPY, in the shape that dispatch leaves; the erasure goes through the
API and the worker. The floor deletes as many rows of a contact like it by bare statements.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from uuid import UUID

import psycopg

from bench.installation import Installation, import_people, installed, people, unpaced_number
from bench.measuring import Benchmark, Figures, Impossible, Run, Wish
from indokona.app.client import until
from indokona.kernel import clock, ids

#: Messages of the one who is erased; with few messages in all, a twentieth of them.
MOST = 10_000
CROWD = 500
#: A template's body, sealed.
BODY = 300
STEPS = {"fence": "fenced_seconds", "shred": "shredded_seconds", "sweep": "swept_seconds"}
TABLES = ("message_status", "message", "outgoing")


def measure(wish: Wish) -> Sequence[Run]:
    """Each run: one contact is erased, another's rows are deleted bare."""
    each = min(MOST, wish.size // 20)
    if each < 1:
        raise Impossible("--size is the number of all messages: at least 20.")
    with installed() as installation:
        number = unpaced_number(installation)["id"]
        import_people(installation, people(CROWD, 0), "bench")
        crowd = _contacts(installation)
        chosen = [(crowd.pop(), crowd.pop()) for _ in range(wish.runs)]
        began = time.perf_counter()
        _fill(
            installation,
            UUID(number),
            crowd,
            [one for pair in chosen for one in pair],
            each,
            wish.size,
        )
        wish.tell(f"{wish.size} messages put there in {time.perf_counter() - began:.0f} s")
        return [_run(wish, installation, *pair, each, n) for n, pair in enumerate(chosen, 1)]


def _run(
    wish: Wish, installation: Installation, victim: UUID, bare: UUID, each: int, n: int
) -> Run:
    installation.settle()
    ours = erased(installation, victim, each)
    installation.settle()
    floor = _bare(installation, bare)
    wish.tell(
        f"run {n}: fenced {ours['fenced_seconds']:.2f} s, shredded {ours['shredded_seconds']:.2f} s,"
        f" swept {ours['swept_seconds']:.2f} s; bare delete {floor:.2f} s"
    )
    sweeping = ours["swept_seconds"] - ours["shredded_seconds"]
    return Run(
        ours,
        {"delete_seconds": floor, "messages": float(each)},
        {"sweep_vs_delete": floor / sweeping},
    )


def _contacts(installation: Installation) -> list[UUID]:
    with installation.connected("data") as connection:
        rows = connection.execute(
            "select id from contact where organisation_id = %s order by id",
            (installation.organisation_id,),
        ).fetchall()
    return [row[0] for row in rows]


def _fill(
    installation: Installation,
    number: UUID,
    crowd: list[UUID],
    chosen: list[UUID],
    each: int,
    size: int,
) -> None:
    """COPY: the chosen have `each` messages, evenly among those of the crowd."""
    whose = list(_whose(crowd, chosen, each, size))
    with installation.connected("data") as connection:
        mine, now = ids.new_many(len(whose)), clock.now()
        of, origin = UUID(installation.organisation_id), ids.new()
        noise = os.urandom(BODY + 4096)
        _copy(
            connection, "outgoing", "organisation_id, id, chunk_id, number_id, contact_id, purpose, origin_kind,"
            " origin_id, content_sealed",
            ((of, i, origin, number, c, "service", "api", origin, noise[n % 4096 :][:BODY])
             for n, (i, c) in enumerate(zip(mine, whose, strict=True))),
        )  # fmt: skip
        _copy(
            connection, "message", "organisation_id, id, contact_id, number_id, direction, purpose, kind,"
            " origin_kind, origin_id, fence, at",
            ((of, i, c, number, "out", "service", "text", "api", origin, 1, now)
             for i, c in zip(mine, whose, strict=True)),
        )  # fmt: skip
        _copy(
            connection,
            "message_status",
            "organisation_id, id, fence, accepted_at, sent_at, delivered_at",
            ((of, i, 1, now, now, now) for i in mine),
        )
        connection.execute("vacuum analyze")


def _whose(crowd: list[UUID], chosen: list[UUID], each: int, size: int) -> Iterator[UUID]:
    left = dict.fromkeys(chosen, each)
    stride = max(1, size // (each * len(chosen)))
    for n in range(size):
        if n % stride == 0 and left:
            one = chosen[n // stride % len(chosen)]
            if left.get(one):
                left[one] -= 1
                yield one
                continue
        yield crowd[n % len(crowd)]


def _copy(
    connection: psycopg.Connection, table: str, columns: str, rows: Iterator[Sequence[object]]
) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def erased(installation: Installation, contact: UUID, each: int) -> Figures:
    """Erase a contact with `each` messages, and wait for its sweep; seconds until each step."""
    began = clock.now()
    asked = installation.api.post(f"/api/contacts/{contact}/erasure", {})
    where = f"/api/requests/{asked['id']}"
    until(
        "the erasure", lambda: installation.api.get(where)["state"] in ("done", "telling"),
        seconds=600, every=0.05,
    )  # fmt: skip
    with installation.connected("data") as connection:
        rows = connection.execute(
            "select step, done_at, counts from request_step where request_id = %s", (asked["id"],)
        ).fetchall()
    found = {row[0]: (row[1] - began).total_seconds() for row in rows}
    swept = next(row[2] for row in rows if row[0] == "sweep")
    if swept["message"] < each:
        raise AssertionError(f"too little was swept: {swept}")
    return {name: found[step] for step, name in STEPS.items()}


def _bare(installation: Installation, contact: UUID) -> float:
    """The same rows of another contact, by id, one durable transaction."""
    with installation.connected("data") as connection:
        rows = connection.execute(
            "select id from message where organisation_id = %s and contact_id = %s",
            (installation.organisation_id, contact),
        ).fetchall()
        mine = [row[0] for row in rows]
        began = time.perf_counter()
        with connection.transaction():
            for table in TABLES:
                connection.execute(
                    f"delete from {table} where organisation_id = %s and id = any(%s)".encode(),
                    (installation.organisation_id, mine),
                )
        return time.perf_counter() - began


BENCHMARK = Benchmark(
    "erase", "a contact with 10,000 messages among many, against a bare DELETE of as many rows",
    measure, size=500_000, runs=3, bytes_each=2_500,
)  # fmt: skip
