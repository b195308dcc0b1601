"""The pages of the inbox and of contacts, at many contacts: how long each takes, and what the walls cost.

Each page is the transaction of its route, with all names and texts opened, on tables that are warm. The
floor is the same transaction with the same SQL by the owner of the tables, for whom no row-level security
stands; both take turns.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from bench import filling, statements
from bench.filling import Place
from bench.installation import (
    Installation,
    approved_template,
    installed,
    person,
    unpaced_number,
)
from bench.measuring import Benchmark, Figures, Run, Wish
from indokona.app.client import until
from indokona.campaigns.actions import draft, results
from indokona.campaigns.rules import AT_SIGHT
from indokona.contacts.actions import show as contacts
from indokona.inbox import store
from indokona.inbox.actions import conversations
from indokona.inbox.store import Asked
from indokona.kernel.database import Database, Db
from indokona.messaging.actions import tally

#: What a page of fifty asks for, and how many answers a search shows.
PAGE, HITS = 51, 20
#: Transactions of each kind in a run.
ROUNDS = 300
#: Threads that are long, and the messages in each of them at most.
LONG_THREADS, LONG = 20, 1_000

Act = Callable[[Db, int], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Filled:
    """What was put there: where, whose eyes look, and places to look at."""

    place: Place
    member: UUID
    size: int
    long_threads: list[UUID]
    places: list[UUID]


def measure(wish: Wish) -> Sequence[Run]:
    """Each run: every kind of page, then the inbox page with and without walls by turns."""
    with installed(counts_pages=True) as installation:
        began = time.perf_counter()
        filled = asyncio.run(_filled(installation, wish.size))
        with installation.connected("data") as connection:
            connection.execute("alter role indokona_owner bypassrls")
            connection.execute("vacuum analyze")
        _counted(installation, filled)
        wish.tell(f"{wish.size} contacts put there in {time.perf_counter() - began:.0f} s")
        return [asyncio.run(_run(wish, installation, filled, n)) for n in range(1, wish.runs + 1)]


async def _filled(installation: Installation, size: int) -> Filled:
    place, member = _place(installation, size), UUID(installation.api.get("/api/me")["user_id"])
    newest: list[UUID] = []
    long_threads: list[UUID] = []
    async with installation.opened("app") as database:
        with installation.connected("data") as connection:
            for numbers in filling.batches(size):
                batch = await filling.known(database, place.organisation_id, numbers)
                filling.send(connection, place, batch, batch.contacts)
                if not long_threads:
                    long_threads = batch.contacts[:LONG_THREADS]
                    for contact_id in long_threads:
                        filling.receive(connection, place, batch, [contact_id] * min(LONG, size))
                mine = filling.receive(connection, place, batch, batch.contacts)
                pairs = list(zip(batch.contacts, mine, strict=True))
                filling.converse(connection, place, pairs, member)
                newest.append(mine[-1])
    return Filled(place, member, size, long_threads, newest)


def _counted(installation: Installation, filled: Filled) -> None:
    """Have the campaign counted once, as its first looks do, unless it is counted at sight."""
    look = f"/api/campaigns/{filled.place.campaign_id}/live"
    if filled.size <= AT_SIGHT:
        return
    first = installation.api.get(look)["at"]
    until("the first count", lambda: installation.api.get(look)["at"] > first, seconds=120)
    found = installation.api.get(look)["counts"]
    assert found["recipients"] == found["read"] + found["delivered"] == filled.size, found


def _place(installation: Installation, size: int) -> Place:
    """A number, and a campaign that has written to everybody and is not over."""
    number = unpaced_number(installation)
    template = approved_template(installation, number["id"])
    segment = installation.api.post("/api/segments", {"name": "all"})["id"]
    plan = {
        "name": "bench", "number_id": number["id"], "template_id": template, "segment_id": segment,
        "mapping": {"name": {"from": "first_name", "fallback": "friend"}}, "stages": False,
    }  # fmt: skip
    place = filling.place(installation, plan)
    with installation.connected("data") as connection:
        connection.execute(
            "update campaign set state = 'expanded', started_at = now(), expanded = %s where id = %s",
            (size, place.campaign_id),
        )
    return place


def _pages(filled: Filled) -> dict[str, Act]:
    """Every kind of page by its name; the number of the round chooses among places."""
    campaign_id, places = filled.place.campaign_id, filled.places

    def inbox(asked: Asked, *, first: bool) -> Act:
        return lambda db, n: conversations.page(
            db, None if first else places[n % len(places)], PAGE, asked
        )

    async def thread(db: Db, n: int) -> object:
        of = filled.long_threads[n % len(filled.long_threads)]
        (row,) = await store.page(db, None, 1, Asked(contact_id=of))
        return await conversations.thread_of(db, row, None, PAGE)

    def search(text: Callable[[str, str], str]) -> Act:
        return lambda db, n: contacts.search(db, text(*person(n * 7919 % filled.size)), HITS)

    return {
        "inbox": inbox(Asked(state="open"), first=True),
        "inbox_deep": inbox(Asked(), first=False),
        "inbox_unread": inbox(Asked(unread=True, state="open"), first=False),
        "inbox_mine": inbox(Asked(assignee=filled.member, state="open"), first=False),
        "inbox_unassigned": inbox(Asked(unassigned=True, state="open"), first=False),
        "inbox_tally": lambda db, _: conversations.tally(db, filled.member),
        "thread": thread,
        "search_2": search(lambda name, _: name[:2]),
        "search_3": search(lambda name, _: name[:3]),
        "search_6": search(lambda name, _: name[:6]),
        "search_words": search(lambda name, _: " ".join(word[:3] for word in name.split())),
        "search_digits": search(lambda _, phone: phone[-4:]),
        "search_phone": search(lambda _, phone: phone),
        "contacts": lambda db, _: contacts.page(db, {}, None, PAGE - 1),
        "campaign_live": lambda db, _: results.live(db, campaign_id),
        "campaigns": lambda db, _: draft.every(db),
        "campaign_count": lambda db, _: tally.taken(db, campaign_id),
    }


async def _run(wish: Wish, installation: Installation, filled: Filled, number: int) -> Run:
    installation.settle()
    figures, floor, by_name = Figures(), Figures(), list[float]()
    pages = _pages(filled)
    async with installation.opened("app", "owner") as database:
        for name, act in pages.items():
            taken, read = await _measured(installation, database, filled, act)
            figures |= _percentiles(name, taken) | {f"{name}_pages": read}
            by_name += taken if name.startswith("search_") else []
        walled, bare = await _by_turns(database, filled, pages["inbox"])
    floor = _percentiles("inbox", bare)
    figures["search_p99"] = _percentiles("search", by_name)["search_p99"]
    rls = statistics.median(walled) / statistics.median(bare)
    wish.tell(
        f"run {number}: inbox p99 {figures['inbox_p99']:.1f} ms, search p99 {figures['search_p99']:.1f} ms,"
        f" live page p99 {figures['campaign_live_p99']:.1f} ms, with walls / without {rls:.2f}"
    )
    return Run(figures, floor, {"rls": rls})


async def _measured(
    installation: Installation, database: Database, filled: Filled, act: Act
) -> tuple[list[float], float]:
    """Milliseconds of each round, and pages of the data database that one transaction looks at."""
    first = await _timed(database, filled, act, 0)
    rounds = max(5, min(ROUNDS, int(5_000 / first)))  # a slow kind takes no more than some seconds
    with (
        installation.connected("data") as connection,
        statements.counted(connection, rounds) as read,
    ):
        taken = [await _timed(database, filled, act, n) for n in range(1, rounds + 1)]
    return taken, sum(one.pages for one in read) / rounds


async def _timed(database: Database, filled: Filled, act: Act, n: int, role: str = "app") -> float:
    began = time.perf_counter()
    async with database.organisation(filled.place.organisation_id, role=role) as db:
        await act(db, n)
    return (time.perf_counter() - began) * 1000


async def _by_turns(
    database: Database, filled: Filled, act: Act
) -> tuple[list[float], list[float]]:
    walled, bare = list[float](), list[float]()
    for n in range(2 * ROUNDS):
        sides = [("app", walled), ("owner", bare)]
        for role, taken in sides if n % 2 else reversed(sides):
            taken.append(await _timed(database, filled, act, n, role))
    return walled[2:], bare[2:]


def _percentiles(name: str, taken: Sequence[float]) -> Figures:
    """Milliseconds."""
    ordered = sorted(taken)
    return {
        f"{name}_p{share}": ordered[min(len(ordered) - 1, len(ordered) * share // 100)]
        for share in (50, 95, 99)
    }


BENCHMARK = Benchmark(
    "inbox", "pages of the inbox, contacts and a campaign, against the same SQL without row-level security",
    measure, size=1_000_000, runs=3, bytes_each=9_000,
)  # fmt: skip
