"""Keys whose rows never came are destroyed; keys with rows, and young ones, stay."""

from __future__ import annotations

from datetime import timedelta

import psycopg
from tests.fixtures.cast import Cast

from indokona.accounts import store
from indokona.app import sweeping
from indokona.kernel import clock, ids, keyring
from indokona.kernel.database import Database
from indokona.kernel.wired import Addresses


async def test_orphan_keys_are_destroyed_and_nothing_else(
    database: Database, cast: Cast, addresses: Addresses
) -> None:
    orphan, stray, user = ids.new_many(3)
    await database.keyring.make(cast.organisation_id, keyring.CONTACT, [orphan])
    await database.keyring.make(ids.PLATFORM, keyring.USER, [stray, user])
    async with database.user(user) as db:
        await store.insert_user(db, user, (b"n", b"e", b"p"), "hash", clock.now())
    assert await sweeping.sweep(database) == {"contact": 0, "user": 0}, "too young to judge"
    with clock.moved(timedelta(hours=2)):
        assert await sweeping.sweep(database, back=timedelta(hours=1)) == {"contact": 0, "user": 0}
        assert await sweeping.nightly(database) == 2
        assert await sweeping.sweep(database) == {"contact": 0, "user": 0}
    mine = await database.keyring.sealer(cast.organisation_id, keyring.CONTACT, [orphan, cast.dev])
    assert mine.knows(cast.dev)
    assert not mine.knows(orphan)
    people = await database.keyring.sealer(ids.PLATFORM, keyring.USER, [stray, user])
    assert people.knows(user)
    assert not people.knows(stray)
    with psycopg.connect(addresses.keyring) as owner:
        told = owner.execute("select owner_id, reason from tombstone").fetchall()
    assert sorted(told) == sorted([(orphan, "orphan"), (stray, "orphan")])
