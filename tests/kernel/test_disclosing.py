"""What of whom goes where: only what the register names, and written down before it goes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest
from tests.fixtures.cast import Cast

from indokona.kernel import clock, ids
from indokona.kernel.database import Database
from indokona.kernel.datamap import Category
from indokona.kernel.egress import disclosing
from indokona.kernel.egress.disclosing import MESSAGE, NOTHING, About, Carried
from indokona.kernel.egress.http import Http, open_http
from indokona.kernel.egress.posts import NOT_SENT, Post, Posts
from indokona.kernel.egress.register import Register, UndeclaredCategory, UnregisteredDestination
from indokona.kernel.errors import Transient
from indokona.messaging.actions import recipients


def registered(owner: psycopg.Connection, host: str, *categories: str) -> None:
    owner.execute(
        "insert into processor (id, name, purpose, categories, hosts, region, contract, registered_at)"
        " values (%s, 'Courier', 'try', %s, %s, 'IN', 'none', %s)",
        (ids.new(), list(categories), [host], clock.now()),
    )


@asynccontextmanager
async def courier() -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that answers anything with JSON."""
    seen: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", seen


def about_dev(cast: Cast, *categories: Category) -> Carried:
    return Carried("try", categories, About(cast.organisation_id, "contact", cast.dev))


async def told(database: Database, cast: Cast) -> list[tuple[str, str, list[str]]]:
    async with database.organisation(cast.organisation_id) as db:
        found = await disclosing.of(db, [cast.dev])
    return [(one.processor, one.purpose, one.categories) for one in found]


async def test_a_processor_gets_only_what_the_register_names_for_it(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    async with courier() as (host, seen), open_http(Register(database)) as http:
        url = f"http://{host}/"
        with pytest.raises(UnregisteredDestination):
            await http.call("POST", url, carries=NOTHING)
        registered(owner, host, "contact")
        with pytest.raises(UndeclaredCategory) as refused:
            await http.call("POST", url, carries=about_dev(cast, *MESSAGE))
        assert refused.value.facts == {"processor": "Courier", "categories": ["content"]}
        assert (seen, await told(database, cast)) == ([], [])
        await http.call("POST", url, carries=about_dev(cast, Category.contact))
        assert len(seen) == 1


async def test_messages_do_not_leave_to_a_processor_that_is_not_for_content(
    database: Database, owner: psycopg.Connection
) -> None:
    async with courier() as (host, seen):
        registered(owner, host, "contact")
        posts = Posts(Register(database))
        try:
            send = (f"http://{host}", [Post(f"http://{host}/", "t", b"{}")])
            assert await posts.send(*send, carries=MESSAGE) == [NOT_SENT]
            assert seen == []
            assert (await posts.send(*send))[0].status == 200
        finally:
            posts.close()


async def test_what_goes_of_a_person_is_written_down_first(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    async with courier() as (host, _), open_http(Register(database)) as http:
        registered(owner, host, "contact", "content")
        await http.call("GET", f"http://{host}/", carries=NOTHING)
        assert await told(database, cast) == []
        await http.call("POST", f"http://{host}/", carries=about_dev(cast, Category.content))
    assert await told(database, cast) == [("Courier", "try", ["content"])]
    await _with_nobody_there(database, cast, f"http://{host}/")
    assert len(await told(database, cast)) == 2, "it may have arrived"


async def _with_nobody_there(database: Database, cast: Cast, url: str) -> None:
    async with open_http(Register(database)) as http:
        assert isinstance(http, Http)
        with pytest.raises(Transient):
            await http.call("POST", url, carries=about_dev(cast, Category.content))


async def test_a_message_is_its_own_record(database: Database, cast: Cast) -> None:
    async with database.organisation(cast.organisation_id) as db:
        for purpose, direction in (("service", "out"), ("service", "out"), ("service", "in")):
            await db.run(
                "insert into message (organisation_id, id, contact_id, number_id, direction, purpose, kind,"
                " origin_kind, origin_id, fence, at) values (%s, %s, %s, %s, %s, %s, 'text', 'x', %s, 1, %s)",
                (
                    cast.organisation_id, ids.new(), cast.dev, cast.number.id, direction, purpose,
                    ids.new(), clock.now(),
                ),
            )  # fmt: skip
        found = await recipients.disclosed(db, cast.dev)
    assert [(purpose, times) for purpose, _, _, times in found] == [("service", 2)]
    assert await told(database, cast) == []
