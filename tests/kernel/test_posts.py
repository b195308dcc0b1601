"""Posts out: what died without an answer is lost, and never posted again by the library."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from indokona.kernel.egress.posts import Post, Posts


class EveryHost:
    """A register in which this machine stands."""

    async def check(self, url: str) -> str:
        return url


@asynccontextmanager
async def meta(
    dies_at: int, lines: list[int] | None = None
) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that reads a request whole; the `dies_at`th of a connection gets no answer. `lines`
    gets a number for each connection."""
    seen: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if lines is not None:
            lines.append(len(lines))
        for turn in range(1, 100):
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            seen.append(await reader.readexactly(length))
            if turn == dies_at:
                break
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", seen


@pytest.fixture
def posts():
    found = Posts(EveryHost(), timeout_ms=5000)  # type: ignore[arg-type]
    yield found
    found.close()


@pytest.mark.parametrize("dies_at", [1, 2, 3])
async def test_a_post_whose_answer_was_lost_is_seen_once_by_the_other_side(
    posts: Posts, dies_at: int
) -> None:
    async with meta(dies_at) as (url, seen):
        sent = [b'{"n":%d}' % n for n in range(12)]
        ended = []
        for body in sent:
            ended += await posts.send(url, [Post(url, "t", body)])
    assert seen == sent, "each exactly once, in order"
    lost = [one for one in ended if one.status == 0]
    assert len(lost) == len(sent) // dies_at
    assert all(one.may_have_arrived for one in lost)


async def test_a_connection_that_lay_idle_is_not_used_again(posts: Posts) -> None:
    """The other side may be closing it just then, and the post would be in doubt for ever."""
    lines: list[int] = []
    async with meta(dies_at=99, lines=lines) as (url, _):
        await posts.send(url, [Post(url, "t", b"{}")])
        await posts.send(url, [Post(url, "t", b"{}")])
        assert len(lines) == 1, "used again at once"
        await asyncio.sleep(4.5)  # libcurl counts whole seconds
        await posts.send(url, [Post(url, "t", b"{}")])
    assert len(lines) == 2


async def test_a_server_that_never_lets_us_in_has_received_nothing(posts: Posts) -> None:
    """A connection that times out is no doubt: the queue of this server is full and stays full."""
    full = socket.create_server(("127.0.0.1", 0), backlog=0)
    where = full.getsockname()
    fillers = []
    for _ in range(8):
        one = socket.socket()
        one.setblocking(False)
        one.connect_ex(where)
        fillers.append(one)
    ended = await posts.send("full", [Post(f"http://127.0.0.1:{where[1]}/", "t", b"{}")])
    assert (ended[0].status, ended[0].may_have_arrived) == (0, False)


async def test_posts_that_had_not_begun_when_it_ended_were_not_sent(posts: Posts) -> None:
    async with meta(10**6) as (url, seen):
        waiting = asyncio.create_task(
            posts.send(url, [Post(url, "t", b"%d" % n) for n in range(5000)])
        )
        await asyncio.sleep(0.05)
        posts.drain()
        ended = await waiting
    answered = sum(one.status == 200 for one in ended)
    unsent = sum(one.status == 0 and not one.may_have_arrived for one in ended)
    assert answered + unsent == 5000
    assert answered == len(seen)
    assert unsent > 0


async def test_many_at_once_keep_their_order(posts: Posts) -> None:
    async with meta(10**6) as (url, seen):
        ended = await posts.send(url, [Post(url, "t", b"%d" % n) for n in range(500)])
    assert [one.status for one in ended] == [200] * 500
    assert sorted(seen) == sorted(b"%d" % n for n in range(500))


async def test_what_never_left_is_known_not_to_have_arrived(posts: Posts) -> None:
    ended = await posts.send("nobody", [Post("http://127.0.0.1:9/", "t", b"{}")])
    assert (ended[0].status, ended[0].may_have_arrived) == (0, False)
