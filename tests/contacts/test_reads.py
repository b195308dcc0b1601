"""The list of contacts and every kind of search read the same, however many contacts there are."""

from __future__ import annotations

from uuid import UUID

import psycopg
from tests.fixtures.cast import Cast
from tests.fixtures.plans import blocks

from indokona.contacts import store, store_identities, store_selection
from indokona.kernel import clock, ids
from indokona.kernel.database import Database, Db

LIMIT = 51
COMMON, RARE, LAST4 = 11, 12, 13


async def people(db: Db, count: int, words: str) -> list[UUID]:
    """So many contacts with a phone each, newer than all before."""
    now, mine = clock.now(), ids.new_many(count)
    rows = [(one, None, "IN", "en", None, None, now, now, words) for one in mine]
    await store.insert_contacts(db, rows)
    phones = [
        (ids.new(), one, "phone", ids.NIL, one.bytes, b"sealed", n % 10_000, now)
        for n, one in enumerate(mine)
    ]
    await db.insert_many("identity", store_identities.IDENTITY, phones)
    return mine


async def test_no_list_and_no_search_grows_with_the_contacts(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    tag_id = ids.new()
    read: dict[str, list[int]] = {}
    async with database.organisation(cast.organisation_id) as db:
        few = await people(db, 60, f"{{{RARE}}}")
        since = clock.now()
        tagged = [(tag_id, one) for one in few]
        await db.insert_many("contact_tag", {"tag_id": "uuid", "contact_id": "uuid"}, tagged)
    for count in (5_000, 40_000):  # a search looks through the newest 4,000 first
        async with database.organisation(cast.organisation_id) as db:
            known = await people(db, count, f"{{{COMMON}}}")
        owner.execute("vacuum analyze contact, identity, contact_tag")
        async with database.organisation(cast.organisation_id) as db:
            acts = {
                "list": store_selection.page(db, {}, None, LIMIT),
                "list, further down": store_selection.page(db, {}, (since, ids.NIL), LIMIT),
                "list of a rare tag": store_selection.page(db, {"tags": [tag_id]}, None, LIMIT),
                "common beginning": store.search(db, [COMMON], LIMIT),
                "rare beginning": store.search(db, [RARE], LIMIT),
                "no such beginning": store.search(db, [LAST4], LIMIT),
                "last four digits": store_identities.with_last4(db, 4711, 20),
                "whole phone": store_identities.holders(db, ["phone"], [ids.NIL], [known[7].bytes]),
                "opened": store.contacts(db, known[:LIMIT]),
            }
            for name, act in acts.items():
                read.setdefault(name, []).append(await blocks(db, act))
    for name, (small, large) in read.items():
        assert large <= small + 2 * LIMIT, f"{name}: {small} blocks, then {large}"
