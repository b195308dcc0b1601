"""Keys that wrap keys are made new on real clusters: everything opens, nothing is lost."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from psycopg_pool import AsyncConnectionPool
from tests.fixtures.database import Installation

from indokona.kernel import ids, keyring, rotation
from indokona.kernel.epochs import Epochs
from indokona.kernel.keyring import Keyring
from indokona.kernel.root import RootKey, RootKeyMissing
from indokona.kernel.wired import Addresses

#: Beside every root key of these tests, however many there are.
WEEKS = Epochs(Path(tempfile.mkdtemp(prefix="indokona-test-weeks-")))
MINE = UUID("00000000-0000-7000-8000-00000000aaaa")
Sealed = dict[UUID, bytes]


@pytest.fixture
async def keys(
    installation: Installation, addresses: Addresses
) -> AsyncIterator[AsyncConnectionPool]:
    """The keyring as the serving processes reach it."""
    address = addresses.keys(installation.root)
    async with AsyncConnectionPool(
        address, min_size=1, max_size=6, open=False, kwargs={"autocommit": True}
    ) as pool:
        yield pool


def old_and_new() -> tuple[RootKey, RootKey]:
    before, after = secrets.token_bytes(32), secrets.token_bytes(32)
    return RootKey(before, WEEKS), RootKey(after, WEEKS, before)


async def sealed_by(ring: Keyring, organisation_id: UUID, people: list[UUID]) -> Sealed:
    await ring.make(organisation_id, keyring.CONTACT, people)
    sealer = await ring.sealer(organisation_id, keyring.CONTACT, people)
    return {one: sealer.seal(one, "contact.name", one, f"name of {one}") for one in people}


async def all_open(ring: Keyring, organisation_id: UUID, values: Sealed) -> bool:
    opener = await ring.opener(organisation_id, values.values())
    return all(
        opener.text(value, "contact.name", one) == f"name of {one}" for one, value in values.items()
    )


async def versions(pool: AsyncConnectionPool, organisation_id: UUID) -> tuple[list[int], list[int]]:
    async with pool.connection() as connection:
        found = []
        for table in ("organisation_key", "data_key"):
            rows = await connection.execute(
                f"select distinct version from {table} where organisation_id = %s order by 1".encode(),
                (organisation_id,),
            )
            found.append([row[0] for row in await rows.fetchall()])
        return found[0], found[1]


async def test_a_new_root_key_opens_everything_and_the_old_one_nothing(
    keys: AsyncConnectionPool,
) -> None:
    old, new = old_and_new()
    organisations, values = ids.new_many(5), {}
    for one in organisations:
        await Keyring(keys, old).found(one)
        values[one] = await sealed_by(Keyring(keys, old), one, ids.new_many(3))
    async with keys.connection() as connection:
        assert await rotation.rotate_root(connection, new) == 5
        assert await rotation.rotate_root(connection, new) == 0
        rows = await connection.execute("select organisation_id, wrapped from organisation_key")
        for organisation_id, wrapped in await rows.fetchall():
            with pytest.raises(InvalidTag):
                old.unwrap(organisation_id, old.id, wrapped)
    for one in organisations:
        assert await all_open(Keyring(keys, new.alone()), one, values[one])
        with pytest.raises(RootKeyMissing):
            await all_open(Keyring(keys, old), one, values[one])


async def test_a_root_rotation_that_was_killed_goes_on(
    keys: AsyncConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = old_and_new()
    organisations = ids.new_many(6)
    for one in organisations:
        await Keyring(keys, old).found(one)
    values = {
        one: await sealed_by(Keyring(keys, old), one, ids.new_many(2)) for one in organisations
    }
    killed_after(monkeypatch, "_under_current_root", 3)
    async with keys.connection() as connection:
        with pytest.raises(Killed):
            await rotation.rotate_root(connection, new)
        with pytest.raises(rotation.NotRotated):
            await rotation.verify(connection, new)
    for one in organisations:
        assert await all_open(Keyring(keys, new), one, values[one]), "both keys: all opens midway"
    monkeypatch.undo()
    async with keys.connection() as connection:
        assert await rotation.rotate_root(connection, new) == 3
    for one in organisations:
        assert await all_open(Keyring(keys, new.alone()), one, values[one])


async def test_a_third_root_key_stops_the_rotation_and_changes_nothing(
    keys: AsyncConnectionPool,
) -> None:
    _, new = old_and_new()
    await Keyring(keys, RootKey(secrets.token_bytes(32), WEEKS)).found(MINE)
    async with keys.connection() as connection:
        with pytest.raises(RootKeyMissing):
            await rotation.rotate_root(connection, new)


async def test_an_organisation_gets_a_new_key_and_everything_opens(
    keys: AsyncConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = RootKey(secrets.token_bytes(32), WEEKS)
    ring = Keyring(keys, root)
    await ring.found(MINE)
    values = await sealed_by(ring, MINE, ids.new_many(250))
    before = await ring.indexes(MINE)
    monkeypatch.setattr(rotation, "BATCH", 100)
    async with keys.connection() as connection:
        assert await rotation.rotate_organisation(connection, root, MINE) == 254
    assert await versions(keys, MINE) == ([2], [2])
    assert await all_open(ring, MINE, values)
    assert await ring.indexes(MINE) == before, "what is found by a keyed index is still found"


async def test_an_organisations_rotation_that_was_killed_goes_on(
    keys: AsyncConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = RootKey(secrets.token_bytes(32), WEEKS)
    ring = Keyring(keys, root)
    await ring.found(MINE)
    values = await sealed_by(ring, MINE, ids.new_many(250))
    monkeypatch.setattr(rotation, "BATCH", 50)
    killed_after(monkeypatch, "_batch", 2)
    async with keys.connection() as connection:
        with pytest.raises(Killed):
            await rotation.rotate_organisation(connection, root, MINE)
    monkeypatch.undo()
    assert await versions(keys, MINE) == ([1, 2], [1, 2])
    assert await all_open(ring, MINE, values), "midway, too"
    async with keys.connection() as connection:
        await rotation.rotate_organisation(connection, root, MINE)
    assert await versions(keys, MINE) == ([2], [2]), "the killed one was ended, not a third begun"
    assert await all_open(ring, MINE, values)


async def test_sealing_and_erasing_during_a_rotation_lose_nothing(
    keys: AsyncConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = RootKey(secrets.token_bytes(32), WEEKS)
    ring = Keyring(keys, root)
    await ring.found(MINE)
    values = await sealed_by(ring, MINE, ids.new_many(300))
    erased = list(values)[:40]
    monkeypatch.setattr(rotation, "BATCH", 20)
    over = asyncio.Event()

    async def go_on_sealing() -> None:
        while not over.is_set():
            new = await sealed_by(ring, MINE, ids.new_many(7))
            old = {one: values[one] for one in list(values)[40:60]}
            assert await all_open(ring, MINE, old | new)
            values.update(new)

    async def erase() -> None:
        for one in erased:
            await ring.shred(MINE, keyring.CONTACT, one, keyring.clock.now())

    writers = [asyncio.create_task(go_on_sealing()) for _ in range(3)]
    erasing = asyncio.create_task(erase())
    async with keys.connection() as connection:
        for _ in range(4):
            await rotation.rotate_organisation(connection, root, MINE)
    over.set()
    await asyncio.gather(*writers, erasing)
    opener = await ring.opener(MINE, values.values())
    for one, value in values.items():
        read = opener.text(value, "contact.name", one)
        assert read == (None if one in erased else f"name of {one}")
    async with keys.connection() as connection:
        await rotation.rotate_organisation(connection, root, MINE)
    assert await versions(keys, MINE) == ([6], [6])


async def test_a_key_made_under_a_version_that_is_just_retired_takes_the_newer_one(
    keys: AsyncConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = RootKey(secrets.token_bytes(32), WEEKS)
    ring = Keyring(keys, root)
    await ring.found(MINE)
    look = Keyring._organisation_key

    async def look_then_rotate(self: Keyring, connection: object, organisation_id: UUID) -> object:
        found = await look(self, connection, organisation_id)
        monkeypatch.undo()
        async with keys.connection() as other:
            await rotation.rotate_organisation(other, root, organisation_id)
        return found

    monkeypatch.setattr(Keyring, "_organisation_key", look_then_rotate)
    values = await sealed_by(ring, MINE, ids.new_many(3))
    assert await all_open(ring, MINE, values)
    assert await versions(keys, MINE) == ([2], [2])


async def test_what_signs_receipts_outlives_every_rotation(keys: AsyncConnectionPool) -> None:
    old, new = old_and_new()
    await Keyring(keys, old).found(MINE)
    before = await Keyring(keys, old).secret(MINE, keyring.RECEIPTS)
    async with keys.connection() as connection:
        await rotation.rotate_root(connection, new)
        await rotation.rotate_organisation(connection, new, MINE)
    assert await Keyring(keys, new.alone()).secret(MINE, keyring.RECEIPTS) == before


async def test_a_shredded_organisation_gets_no_new_key(keys: AsyncConnectionPool) -> None:
    root = RootKey(secrets.token_bytes(32), WEEKS)
    ring = Keyring(keys, root)
    await ring.found(MINE)
    await ring.shred_organisation(MINE)
    async with keys.connection() as connection:
        with pytest.raises(LookupError):
            await rotation.rotate_organisation(connection, root, MINE)


class Killed(Exception):
    """In place of SIGKILL: the connection is lost between two transactions."""


def killed_after(monkeypatch: pytest.MonkeyPatch, name: str, calls: int) -> None:
    real, left = getattr(rotation, name), [calls]

    async def dying(connection: psycopg.AsyncConnection, *rest: object) -> object:
        if left[0] == 0:
            raise Killed
        left[0] -= 1
        return await real(connection, *rest)

    monkeypatch.setattr(rotation, name, dying)
