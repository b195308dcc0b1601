"""A host that stops making sense gets nothing more, is asked once a second, and is tried with one post."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from tests.kernel.test_posts import EveryHost

from indokona.kernel import clock
from indokona.kernel.database import Database
from indokona.kernel.egress.breaker import MOST_BAD, Breaker
from indokona.kernel.egress.http import Http, open_http
from indokona.kernel.egress.outage import Outages
from indokona.kernel.egress.posts import (
    AT_ONCE_A_BATCH,
    NOT_SENT,
    Post,
    Posted,
    Posts,
)
from indokona.messaging.actions import results

WELL, BROKEN = (200, b'{"ok":true}'), (503, b"<html>We are sorry</html>")


@dataclass
class Meta:
    """A server whose answer can be changed while it runs."""

    answer: tuple[int, bytes] = WELL
    delay: float = 0.0
    posts: int = 0
    asked: int = 0
    url: str = ""
    bodies: list[bytes] = field(default_factory=list)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
            except (asyncio.IncompleteReadError, ConnectionError):
                return writer.close()
            if head.startswith(b"get"):
                self.asked += 1
            else:
                self.posts += 1
                length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
                self.bodies.append(await reader.readexactly(length))
            await asyncio.sleep(self.delay)
            status, body = self.answer
            writer.write(b"HTTP/1.1 %d X\r\ncontent-length: %d\r\n\r\n" % (status, len(body)))
            writer.write(body)


@pytest.fixture
async def meta() -> AsyncIterator[Meta]:
    found = Meta()
    server = await asyncio.start_server(found.talk, "127.0.0.1", 0)
    found.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v25.0"
    async with server:
        yield found
        server.close()


@pytest.fixture
def posts() -> Iterator[Posts]:
    found = Posts(EveryHost(), timeout_ms=5000)  # type: ignore[arg-type]
    yield found
    found.close()


@asynccontextmanager
async def caller() -> AsyncIterator[Http]:
    async with open_http(EveryHost()) as http:  # type: ignore[arg-type]
        yield http


def batch(meta: Meta, size: int) -> list[Post]:
    return [Post(f"{meta.url}/1234/messages", "t", b'{"n":%d}' % n) for n in range(size)]


async def test_a_broken_host_gets_no_more_than_was_under_way(posts: Posts, meta: Meta) -> None:
    meta.answer = BROKEN
    ends = await posts.send(meta.url, batch(meta, 1000))
    assert meta.posts <= AT_ONCE_A_BATCH + MOST_BAD
    assert [one.status for one in ends].count(503) == meta.posts
    assert ends.count(NOT_SENT) == 1000 - meta.posts, "the rest certainly was not sent"
    assert posts.away() == {meta.url}
    seen = meta.posts
    assert await posts.send(meta.url, batch(meta, 5)) == [NOT_SENT] * 5
    assert meta.posts == seen, "nothing is posted while it is away"


async def test_a_sender_in_trouble_ends_its_batch_and_no_other(posts: Posts, meta: Meta) -> None:
    meta.answer = (400, b'{"error":{"code":131057}}')
    ends = await posts.send(meta.url, batch(meta, 1000), lambda how: b"131057" in how.body)
    assert [one.status for one in ends].count(400) == meta.posts <= AT_ONCE_A_BATCH + MOST_BAD
    assert posts.away() == set(), "it is this number's trouble, not the host's"
    meta.answer = WELL
    assert {one.status for one in await posts.send(meta.url, batch(meta, 50))} == {200}


async def test_a_readable_fault_of_one_sender_is_not_the_hosts(posts: Posts, meta: Meta) -> None:
    meta.answer = (500, b'{"error":{"code":131000}}')
    await posts.send(meta.url, batch(meta, 200), lambda how: how.status == 500)
    assert posts.away() == set()
    other = [Post(f"{meta.url}/1234/messages", "another token", b"{}")] * 200
    await posts.send(meta.url, other, lambda how: how.status == 500)
    assert posts.away() == {meta.url}, "that of two is"


async def test_an_answer_that_nobody_foresaw_ends_its_post_and_hangs_no_other(
    posts: Posts, meta: Meta
) -> None:
    def surprised(how: Posted) -> bool:
        raise UnicodeDecodeError("utf-8", b"", 0, 1, "as from a proxy")

    ends = await posts.send(meta.url, batch(meta, 5), surprised)
    assert [one.status for one in ends] == [200] * 5
    meta.answer = (403, b'{"error":{"code":1,"message":"\xff\xfe"}}')
    assert results.is_trouble((await posts.send(meta.url, batch(meta, 1)))[0])
    meta.answer = WELL
    assert {one.status for one in await posts.send(meta.url, batch(meta, 5))} == {200}


async def test_what_could_not_begin_in_time_is_not_sent(posts: Posts, meta: Meta) -> None:
    """It was allowed five seconds ago: who said STOP meanwhile is asked for again."""
    meta.delay = 0.9
    ends = await posts.send(meta.url, batch(meta, 1000))
    assert ends.count(NOT_SENT) == 1000 - meta.posts
    assert AT_ONCE_A_BATCH <= meta.posts <= 7 * AT_ONCE_A_BATCH


async def test_who_stood_still_since_it_was_allowed_begins_nothing(
    posts: Posts, meta: Meta
) -> None:
    passed = clock.seconds() - 0.1
    assert await posts.send(meta.url, batch(meta, 5), begin_by=passed) == [NOT_SENT] * 5
    assert meta.posts == 0


async def test_a_short_batch_does_not_wait_for_a_long_one(posts: Posts, meta: Meta) -> None:
    meta.delay = 0.05
    long = asyncio.create_task(posts.send(meta.url, batch(meta, 800)))
    await asyncio.sleep(0.1)
    assert (await posts.send(meta.url, batch(meta, 1)))[0].status == 200
    assert not long.done()
    assert {one.status for one in await long} == {200}


async def test_all_workers_hear_of_it_and_one_question_a_second_ends_it(
    database: Database, posts: Posts, meta: Meta
) -> None:
    other = Posts(EveryHost(), timeout_ms=5000)  # type: ignore[arg-type]
    meta.answer = BROKEN
    await posts.send(meta.url, batch(meta, 100))
    async with caller() as http:
        workers = [Outages(database, one, http) for one in (posts, other)]
        try:
            for _ in range(3):
                for worker in workers:
                    await worker.look_after()
            assert meta.asked == 1, "six turns of two workers within a second"
            assert other.away() == {meta.url}
            meta.answer, seen = WELL, meta.posts
            with clock.moved(timedelta(seconds=2)):
                for worker in reversed(workers):
                    await worker.look_after()
            assert meta.asked == 2
            assert posts.away() == other.away() == set()
            assert meta.posts == seen, "the question carries nobody's message"
            assert {one.status for one in await posts.send(meta.url, batch(meta, 200))} == {200}
        finally:
            other.close()


async def test_who_answers_no_question_is_tried_with_a_message_after_half_a_minute(
    database: Database, posts: Posts, meta: Meta
) -> None:
    meta.answer = BROKEN
    await posts.send(meta.url, batch(meta, 100))
    async with caller() as http:
        worker = Outages(database, posts, http)
        await worker.look_after()
        with clock.moved(timedelta(seconds=20)):
            await worker.look_after()
            assert posts.away()
        with clock.moved(timedelta(seconds=40)):
            await worker.look_after()
            assert posts.away() == set()
            before = meta.posts
            assert (await posts.send(meta.url, batch(meta, 100))).count(NOT_SENT) == 99
            assert meta.posts == before + 1
            await worker.look_after()
            assert posts.away(), "it begins anew"


async def test_what_answers_questions_but_breaks_on_posts_costs_one_message_a_trial(
    posts: Posts, meta: Meta
) -> None:
    meta.answer = BROKEN
    await posts.send(meta.url, batch(meta, 100))
    for _ in range(3):
        posts.come_back(meta.url)
        before = meta.posts
        ends = await posts.send(meta.url, batch(meta, 100))
        assert meta.posts == before + 1
        assert ends.count(NOT_SENT) == 99
        assert posts.away() == {meta.url}


def test_a_breaker_opens_for_an_outage_and_not_for_bad_luck() -> None:
    lucky = Breaker(64)
    for n in range(10_000):
        lucky.ended(good=n % 3 != 0)
    assert (lucky.is_open, lucky.room) == (False, 64)
    away = Breaker(64)
    for _ in range(MOST_BAD - 1):
        away.ended(good=False)
    assert away.room == 64
    away.ended(good=False)
    assert (away.is_open, away.room) == (True, 0)
    away.ended(good=True)
    assert away.is_open, "what ends late says nothing of now"
    away.close()
    rooms = []
    for _ in range(7):
        rooms.append(away.room)
        away.ended(good=True)
    assert rooms == [1, 2, 4, 8, 16, 32, 64]
