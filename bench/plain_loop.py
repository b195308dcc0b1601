"""The plain loop: 64 tasks that post and then update a row, committed each. No gate, no sealing.

Reads its orders as JSON on a line of standard input, says `ready`, waits for a line; prints its seconds
and its CPU.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import psycopg
import uvloop

AT_ONCE, CONNECTIONS = 64, 8

Row = tuple[int, str, str]
Send = Callable[[Row], Awaitable[str]]


async def main(order: dict[str, Any]) -> dict[str, float]:
    """Fill the table, then time the loop alone."""
    await _fill(order)
    connections = [
        await psycopg.AsyncConnection.connect(order["database"], autocommit=True)
        for _ in range(CONNECTIONS)
    ]
    free: asyncio.Queue[psycopg.AsyncConnection[Any]] = asyncio.Queue()
    for connection in connections:
        free.put_nowait(connection)
    rows: list[Row] = await (
        await connections[0].execute(f"select id, phone, name from {order['table']} order by id")
    ).fetchall()
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    trusted = ssl.create_default_context(cafile=order.get("ca_file"))
    connector = aiohttp.TCPConnector(limit=AT_ONCE, ssl=trusted)
    async with aiohttp.ClientSession(connector=connector) as session:
        send = by_pywa(order) if order["client"] == "pywa" else by_aiohttp(session, order)
        began, cpu = time.perf_counter(), time.process_time()
        left = iter(rows)
        await asyncio.gather(*(_work(order, left, send, free) for _ in range(AT_ONCE)))
        told = {
            "seconds": time.perf_counter() - began,
            "cpu_seconds": time.process_time() - cpu,
        }
    for connection in connections:
        await connection.close()
    return told


async def _fill(order: dict[str, Any]) -> None:
    async with await psycopg.AsyncConnection.connect(order["database"], autocommit=True) as one:
        await one.execute(f"drop table if exists {order['table']}")
        await one.execute(
            f"create table {order['table']} (id int primary key, phone text not null, name text not null,"
            " state text not null default 'queued', wamid text, at timestamptz)"
        )
        await one.execute(
            f"insert into {order['table']} (id, phone, name) select n, '9197' || lpad(n::text, 8, '0'),"
            " 'Person ' || n from generate_series(1, %s) n",
            (order["size"],),
        )


async def _work(order: dict[str, Any], left: Any, send: Send, free: asyncio.Queue[Any]) -> None:
    for row in left:
        wamid = await send(row)
        connection = await free.get()
        await connection.execute(
            f"update {order['table']} set state = 'accepted', wamid = %s, at = now() where id = %s",
            (wamid, row[0]),
        )
        free.put_nowait(connection)


def by_aiohttp(session: aiohttp.ClientSession, order: dict[str, Any]) -> Send:
    """As one writes it by hand."""
    url = f"{order['url']}/v25.0/{order['number']}/messages"
    headers = {"authorization": f"Bearer {order['token']}"}

    async def send(row: Row) -> str:
        value = {"type": "text", "text": row[2], "parameter_name": "name"}
        body = {
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": f"+{row[1]}",
            "type": "template",
            "template": {
                "name": order["template"], "language": {"code": order["language"]},
                "components": [{"type": "body", "parameters": [value]}],
            },
        }  # fmt: skip
        async with session.post(url, json=body, headers=headers) as answer:
            told = await answer.json()
            return str(told["messages"][0]["id"])

    return send


def by_pywa(order: dict[str, Any]) -> Send:
    """As a known library of the field does it."""
    import httpx
    from pywa.types.templates import BodyText, TemplateLanguage
    from pywa_async import WhatsApp  # type: ignore[attr-defined]

    base = httpx.URL(order["url"])

    class ToTheSimulator(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            request.url = request.url.copy_with(scheme="http", host=base.host, port=base.port)
            return await super().handle_async_request(request)

    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    session = httpx.AsyncClient(transport=ToTheSimulator(limits=limits), trust_env=False)
    client = WhatsApp(phone_id=order["number"], token=order["token"], server=None, session=session)

    async def send(row: Row) -> str:
        sent = await client.send_template(
            to=row[1], name=order["template"], language=TemplateLanguage.ENGLISH,
            params=[BodyText.params(name=row[2])],
        )  # fmt: skip
        return str(sent.id)

    return send


if __name__ == "__main__":
    print(json.dumps(uvloop.run(main(json.loads(sys.stdin.readline())))))
