"""The bare floor: libcurl posts, 128 under way, and a COPY of what came back for every thousand.

Reads its orders as JSON on a line of standard input, says `ready`, waits for a line, prints its
seconds and its CPU. Checks nothing, seals nothing, and forgets what was lost.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import msgspec
import psycopg
import pycurl

AT_ONCE, COPIED = 128, 1000


def main(order: dict[str, Any]) -> dict[str, float]:
    """Fill the table, then time posts and copies alone."""
    with psycopg.connect(order["database"], autocommit=True) as connection:
        source, table = order["table"], f"{order['table']}_sent"
        connection.execute(f"drop table if exists {source}; drop table if exists {table}")
        connection.execute(
            f"create table {source} as select n as id, '9197' || lpad(n::text, 8, '0') as phone,"
            f" 'Person ' || n as name from generate_series(1, {int(order['size'])}) n"
        )
        connection.execute(f"create table {table} (id int, wamid text, at timestamptz)")
        rows = connection.execute(f"select id, phone, name from {source} order by id").fetchall()
        print("ready", flush=True)
        sys.stdin.readline()
        began, cpu = time.perf_counter(), time.process_time()
        done = 0
        for some in _thousands(_posted(order, rows)):
            with connection.cursor().copy(f"copy {table} (id, wamid, at) from stdin") as copy:
                for row in some:
                    copy.write_row((*row, "now"))
            done += len(some)
        assert done == len(rows)
        return {
            "seconds": time.perf_counter() - began,
            "cpu_seconds": time.process_time() - cpu,
        }


def _thousands(rows: Iterator[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    some: list[tuple[int, str]] = []
    for row in rows:
        some.append(row)
        if len(some) == COPIED:
            yield some
            some = []
    if some:
        yield some


def _body(order: dict[str, Any], row: Any) -> bytes:
    value = {"type": "text", "text": row[2], "parameter_name": "name"}
    return msgspec.json.encode({
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": f"+{row[1]}",
        "type": "template",
        "template": {
            "name": order["template"], "language": {"code": order["language"]},
            "components": [{"type": "body", "parameters": [value]}],
        },
    })  # fmt: skip


def _posted(order: dict[str, Any], rows: list[Any]) -> Iterator[tuple[int, str]]:
    multi, left, under_way = pycurl.CurlMulti(), iter(rows), dict[Any, tuple[int, BytesIO]]()
    idle = [_handle(order) for _ in range(AT_ONCE)]
    while True:
        while idle and (row := next(left, None)) is not None:
            curl, answer = idle.pop(), BytesIO()
            curl.setopt(pycurl.POSTFIELDS, _body(order, row))
            curl.setopt(pycurl.WRITEDATA, answer)
            under_way[curl] = row[0], answer
            multi.add_handle(curl)
        if not under_way:
            return
        multi.perform()
        ended = list(_ended(multi))
        for curl in ended:
            multi.remove_handle(curl)
            idle.append(curl)
            number, answer = under_way.pop(curl)
            yield number, msgspec.json.decode(answer.getvalue())["messages"][0]["id"]
        if not ended:
            multi.select(0.05)


def _ended(multi: Any) -> Iterator[Any]:
    more = 1
    while more:
        more, good, bad = multi.info_read()
        assert not bad, bad
        yield from good


def _handle(order: dict[str, Any]) -> Any:
    curl = pycurl.Curl()
    curl.setopt(pycurl.URL, f"{order['url']}/v25.0/{order['number']}/messages")
    curl.setopt(pycurl.CAINFO, order["ca_file"])
    headers = [
        "Content-Type: application/json",
        "Expect:",
        f"Authorization: Bearer {order['token']}",
    ]
    curl.setopt(pycurl.HTTPHEADER, headers)
    return curl


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.stdin.readline()))))
