"""A portfolio writes to as many people as Meta allows in any 24 hours; the rest waits, and goes on by itself.

Meta here counts by the simulator's own limits and refuses what is too much: it must never have to.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from tests.fixtures.cast import Cast
from tests.fixtures.portfolio import Portfolio, portfolio

from indokona.kernel import clock, ids
from indokona.kernel.database import Database, Db
from indokona.kernel.events import Event
from indokona.messaging import budget as rules
from indokona.messaging import personal_data, store, store_dispatch
from indokona.messaging.actions import budget, dispatch, send
from indokona.messaging.facts import Draft, Origin
from indokona.numbers.actions import show as numbers
from indokona.numbers.events import CHANGED

LIMIT = 8
DAY = rules.COUNTED + timedelta(seconds=10)


@pytest.fixture
async def limited(database: Database, cast: Cast) -> AsyncIterator[Portfolio]:
    async with portfolio(database, cast, LIMIT) as found:
        yield found


async def balanced(limited: Portfolio) -> int:
    """The counter is what stands behind it; how many people have a place."""
    taken, persons, blocks = await limited.places()
    assert taken == persons + blocks
    return persons


def changed(limited: Portfolio) -> Event:
    return Event(limited.organisation_id, ids.new(), CHANGED, limited.portfolio_id)


def nobody_twice(limited: Portfolio) -> bool:
    return set(limited.meta.taken.values()) <= {1}


async def test_as_many_go_as_the_limit_has_places_the_rest_waits_and_goes_a_day_later(
    limited: Portfolio,
) -> None:
    origin = await limited.queue(await limited.people(20))
    assert await limited.work() == LIMIT
    assert (len(limited.meta.taken), limited.meta.refused) == (LIMIT, 0)
    counts = await limited.counts(origin)
    assert (counts["queued"], counts["accepted"]) == (20 - LIMIT, LIMIT)
    with clock.moved(timedelta(hours=23, minutes=59)):
        assert await limited.work() == 0
    with clock.moved(DAY):
        assert await limited.work() == LIMIT
    with clock.moved(2 * DAY):
        assert await limited.work() == 20 - 2 * LIMIT
    assert (len(limited.meta.taken), limited.meta.refused) == (20, 0)
    assert nobody_twice(limited)
    assert await balanced(limited) == 20 - 2 * LIMIT


async def test_what_waits_says_why_and_when_it_goes_on(limited: Portfolio) -> None:
    origin, began = await limited.queue(await limited.people(20)), clock.now()
    await limited.work()
    async with limited.database.organisation(limited.organisation_id) as db:
        wait = await budget.waits(db, origin.id)
        (shown,) = await budget.every(db)
    assert wait is not None
    assert wait.reason == "portfolio.limit_reached"
    assert wait.until is not None
    assert timedelta(0) <= wait.until - began - rules.COUNTED < timedelta(seconds=30)
    assert (shown.limit, shown.used, shown.free_at) == (LIMIT, LIMIT, wait.until)
    assert shown.number_ids == [one.id for one in limited.numbers]
    with clock.moved(DAY):
        async with limited.database.organisation(limited.organisation_id) as db:
            assert [one.used for one in await budget.every(db)] == [0], "before anybody sweeps"
            assert await budget.waits(db, origin.id) is None, "it is its turn"
        await limited.work()
    with clock.moved(2 * DAY):
        await limited.work()
        async with limited.database.organisation(limited.organisation_id) as db:
            assert await budget.waits(db, origin.id) is None


async def test_a_person_counts_once_however_often_and_from_whichever_number(
    limited: Portfolio,
) -> None:
    people = await limited.people(LIMIT)
    for number in (0, 1, 0):
        await limited.queue(people, number=number)
    assert await limited.work() == 3 * LIMIT
    assert await balanced(limited) == LIMIT
    await limited.queue(await limited.people(1, series=1))
    assert await limited.work() == 0
    assert limited.meta.refused == 0


@pytest.mark.parametrize("left", [0, 5])
async def test_a_place_is_taken_for_a_day_from_the_last_message(
    limited: Portfolio, left: int
) -> None:
    """Also where places are left, so that nobody has to look who has one."""
    people = await limited.people(LIMIT - left)
    await limited.queue(people)
    await limited.work()
    with clock.moved(timedelta(hours=20)):
        await limited.queue(people)
        assert await limited.work() == LIMIT - left
    with clock.moved(timedelta(hours=30)):
        await limited.queue(await limited.people(left + 1, series=1))
        assert await limited.work() == left
    with clock.moved(timedelta(hours=20) + DAY):
        assert await limited.work() == 1
    assert limited.meta.refused == 0


async def test_in_an_open_window_nobody_takes_a_place(limited: Portfolio) -> None:
    people = await limited.people(20)
    limited.meta.limit = 10**9
    async with limited.database.organisation(limited.organisation_id) as db:
        number_id = limited.numbers[0].id
        await store.open_windows(db, [(number_id, one, clock.now()) for one in people[:15]])
    await limited.queue(people)
    assert await limited.work() == 20
    assert await balanced(limited) == 5


async def test_an_answer_goes_while_campaigns_wait(limited: Portfolio) -> None:
    people = await limited.people(20)
    await limited.queue(people)
    await limited.work()
    async with limited.database.organisation(limited.organisation_id) as db:
        number_id = limited.numbers[0].id
        await store.open_windows(db, [(number_id, people[-1], clock.now())])
        draft = Draft(people[-1], "service", {"type": "text", "text": "Yes."})
        await send.send(db, number_id, Origin("conversation", ids.new()), [draft])
    assert await limited.work() == 1


async def test_what_is_tried_again_goes_while_the_rest_of_its_campaign_waits(
    limited: Portfolio,
) -> None:
    """Its people have their places; Meta was busy for a moment."""
    first, others = await limited.people(5), await limited.people(20, series=1)
    origin = await limited.queue(first)
    limited.meta.busy = 3
    await limited.work()
    await limited.queue(others, origin=origin)
    with clock.moved(timedelta(seconds=10)):
        await limited.work()
    assert (await limited.counts(origin))["accepted"] == LIMIT
    assert await balanced(limited) == LIMIT
    assert limited.meta.refused == 0


async def test_utility_takes_the_places_before_marketing(limited: Portfolio) -> None:
    await limited.queue(await limited.people(20))
    await limited.work()
    useful = await limited.queue(await limited.people(3, series=1), "utility", number=1)
    assert await limited.work() == 0
    with clock.moved(rules.COUNTED - timedelta(seconds=40)):  # they have looked again and again
        await limited.work()
    async with limited.database.organisation(limited.organisation_id) as db:
        due_at = await db.value("select min(due_at) from chunk where state = 'ready'")
    with clock.moved(due_at - clock.now() + timedelta(seconds=0.2)):
        await limited.work()
    assert (await limited.counts(useful))["queued"] == 0
    assert limited.meta.refused == 0


async def test_a_raised_limit_holds_from_the_next_block_and_at_once(limited: Portfolio) -> None:
    origin = await limited.queue(await limited.people(20))
    await limited.work()
    await limited.set_limit(15)
    async with limited.database.organisation(limited.organisation_id) as db:
        await budget.on_changed(db, [changed(limited)])
    assert await limited.work() == 15 - LIMIT
    await limited.set_limit(None)
    async with limited.database.organisation(limited.organisation_id) as db:
        await budget.on_changed(db, [changed(limited)])
    assert await limited.work() == 5
    assert (await limited.counts(origin))["queued"] == 0
    assert limited.meta.refused == 0


async def test_a_lowered_limit_lets_nobody_go_until_enough_places_are_free(
    limited: Portfolio,
) -> None:
    await limited.queue(await limited.people(5))
    await limited.work()
    with clock.moved(timedelta(hours=1)):
        await limited.queue(await limited.people(2, series=1))
        await limited.work()
    await limited.set_limit(2)
    await limited.queue(await limited.people(1, series=2))
    assert await limited.work() == 0
    with clock.moved(DAY):
        assert await limited.work() == 0, "two of seven are still counted"
    with clock.moved(timedelta(hours=1) + DAY):
        assert await limited.work() == 1


async def test_a_block_that_nobody_gave_back_comes_back_by_itself(limited: Portfolio) -> None:
    """The holder of a lane dies between two slices: its places are another's a minute later."""
    limited.meta.limit = 10**9
    await limited.set_limit(1000)
    people = await limited.people(3)
    await limited.queue(people)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dispatch.Lane, "_let_go", _dies)
        with pytest.raises(ConnectionAbortedError):
            await limited.work()
    taken, persons, blocks = await limited.places()
    assert (persons, blocks > 0) == (3, True)
    assert taken == persons + blocks
    with clock.moved(rules.BLOCK_LIVES + timedelta(seconds=1)):
        async with limited.database.organisation(limited.organisation_id) as db:
            await personal_data.expire(db, clock.now())
    assert await limited.places() == (3, 3, 0)


async def _dies(_lane: object) -> None:
    raise ConnectionAbortedError


async def test_a_lane_that_is_let_go_gives_back_what_it_did_not_use(limited: Portfolio) -> None:
    await limited.set_limit(1000)
    await limited.queue(await limited.people(3))
    await limited.work()
    assert await limited.places() == (3, 3, 0)


async def test_what_meta_refuses_for_the_limit_is_not_failed_and_nothing_follows_it(
    limited: Portfolio,
) -> None:
    """Somebody else writes to people from this portfolio too: we know of fewer than Meta does."""
    origin = await limited.queue(await limited.people(20))
    await limited.set_limit(100)
    limited.meta.limit = 0
    await limited.work()
    counts, refused = await limited.counts(origin), limited.meta.refused
    assert (counts["queued"], counts.get("failed", 0)) == (20, 0)
    assert refused > 0
    assert await balanced(limited) == 0, "who was refused has no place"
    with clock.moved(timedelta(minutes=55)):
        assert await limited.work() == 0
        assert limited.meta.refused == refused
    limited.meta.limit = 100
    with clock.moved(rules.EMPTY + timedelta(minutes=51)):
        await limited.work()
    assert (await limited.counts(origin))["accepted"] == 20
    assert nobody_twice(limited)


async def test_one_is_tried_before_the_others_after_meta_refused(limited: Portfolio) -> None:
    await limited.queue(await limited.people(20))
    await limited.set_limit(100)
    limited.meta.limit = 0
    await limited.work()
    refused = limited.meta.refused
    with clock.moved(rules.EMPTY + timedelta(minutes=51)):
        await limited.work()
    assert limited.meta.refused == refused + 1


async def test_whoever_is_erased_leaves_a_place_that_is_nobodys(limited: Portfolio) -> None:
    people = await limited.people(3)
    await limited.queue(people)
    await limited.work()
    async with limited.database.organisation(limited.organisation_id) as db:
        await personal_data.erase(db, people[0])
        left = await db.value(
            "select count(*) from budget_person where contact_id = %s", (people[0],)
        )
    assert left == 0
    assert await balanced(limited) == 3, "Meta counts them still"
    async with limited.database.organisation(limited.organisation_id) as db:
        counts = await personal_data.expire(db, clock.now() + DAY)
    assert counts["budget_person"] == 3
    assert await limited.places() == (0, 0, 0)


async def test_two_numbers_at_once_never_take_a_place_too_many_or_a_person_twice(
    limited: Portfolio,
) -> None:
    await limited.set_limit(150)
    shared, own = await limited.people(60), await limited.people(200, series=1)
    for number in (0, 1):
        for part in range(0, 60, 20):
            await limited.queue(shared[part : part + 20], number=number)
        await limited.queue(own[number::2], number=number)
    await limited.work()
    persons = await balanced(limited)
    assert persons == 150, "every place is used"
    assert limited.meta.refused == 0
    with clock.moved(DAY):
        await limited.work()
    assert len(limited.meta.taken) == 320
    assert nobody_twice(limited)


async def slice_of(db: Db, limited: Portfolio, number: int) -> UUID | None:
    """Take the places of all that waits on a number: the first that has to wait."""
    chunk = await store_dispatch.next_chunk(db, limited.numbers[number].id, clock.now())
    assert chunk is not None
    rows = await store_dispatch.take(db, chunk, 100)
    one = await numbers.number(db, limited.numbers[number].id)
    return await budget.take(db, one, chunk, rows, clock.now())


async def test_who_is_counted_at_this_moment_by_another_number_needs_no_place(
    limited: Portfolio,
) -> None:
    """The second number has asked before the first has written, and then waits for the counter."""
    people = await limited.people(LIMIT)
    for number in (0, 1):
        await limited.queue(people, number=number)
    async with limited.database.organisation(limited.organisation_id) as first:
        assert await slice_of(first, limited, 0) is None

        async def other() -> UUID | None:
            async with limited.database.organisation(limited.organisation_id) as second:
                return await slice_of(second, limited, 1)

        waiting = asyncio.create_task(other())
        await asyncio.sleep(0.5)
        assert not waiting.done()
    assert await waiting is None
    assert await balanced(limited) == LIMIT


async def test_without_a_limit_nothing_is_asked(database: Database, cast: Cast) -> None:
    async with portfolio(database, cast, None) as free:
        await free.queue(await free.people(5))
        assert await free.work() == 5
        assert await free.places() == (0, 0, 0)
        async with database.organisation(free.organisation_id) as db:
            assert await budget.every(db) == []
            assert await db.value("select count(*) from budget") == 0
