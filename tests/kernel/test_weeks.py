"""Weekly keys: live keys move on, old weeks end, and a copy of the keyring from then opens nothing."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool
from pydantic import ValidationError
from tests.fixtures.database import Installation

from indokona.kernel import clock, epochs, ids, keyring, rotation
from indokona.kernel.epochs import EpochMissing, Epochs
from indokona.kernel.keyring import Keyring
from indokona.kernel.renewal import Ages, Renewal
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses

MINE = UUID("00000000-0000-7000-8000-00000000aaaa")
AGES = Ages.of(Settings())
WEEK = timedelta(days=7)


@pytest.fixture
async def keys(
    installation: Installation, addresses: Addresses
) -> AsyncIterator[AsyncConnectionPool]:
    """The keyring as the serving processes reach it."""
    async with AsyncConnectionPool(
        addresses.keys(installation.root), min_size=1, max_size=4, open=False,
        kwargs={"autocommit": True},
    ) as pool:  # fmt: skip
        yield pool


@pytest.fixture
def root(tmp_path: Path) -> RootKey:
    return RootKey(bytes(range(32)), Epochs(tmp_path / "epochs"))


async def sealed(ring: Keyring, people: list[UUID]) -> dict[UUID, bytes]:
    await ring.found(MINE)
    sealer = await ring.make(MINE, keyring.CONTACT, people)
    return {one: sealer.seal(one, "contact.name", one, "Name") for one in people}


async def opened(ring: Keyring, values: dict[UUID, bytes]) -> int:
    """How many of these values open."""
    opener = await ring.opener(MINE, values.values())
    return sum(opener.text(value, "contact.name", one) == "Name" for one, value in values.items())


def rows(addresses: Addresses) -> list[tuple]:
    with psycopg.connect(addresses.keyring) as owner:
        return owner.execute(
            "select organisation_id, id, kind, owner_id, version, epoch, wrapped, made_at from data_key"
        ).fetchall()


def put_back(addresses: Addresses, old: list[tuple]) -> None:
    """The keyring as it was: a copy that somebody kept."""
    with psycopg.connect(addresses.keyring) as owner:
        owner.execute("delete from data_key")
        with owner.cursor() as cursor:
            cursor.executemany(
                "insert into data_key (organisation_id, id, kind, owner_id, version, epoch, wrapped, made_at)"
                " values (%s, %s, %s, %s, %s, %s, %s, %s)",
                old,
            )


async def test_a_copy_of_the_keyring_from_before_the_window_opens_nothing_of_the_erased(
    keys: AsyncConnectionPool, root: RootKey, addresses: Addresses
) -> None:
    ring, renewal = Keyring(keys, root), Renewal(keys, root)
    gone, stays = ids.new_many(2)
    values = await sealed(ring, [gone, stays])
    kept_copy = rows(addresses)
    await ring.shred(MINE, keyring.CONTACT, gone, clock.now())
    put_back_now = await _with(ring, addresses, kept_copy, values)
    assert put_back_now == 2, "a copy of today opens both: that is what the window is for"
    await ring.shred(MINE, keyring.CONTACT, gone, clock.now())
    for week in range(1, 7):
        with clock.moved(week * WEEK):
            await renewal.turn(AGES)
            assert await opened(ring, values) == 1, "who is not erased is always read"
    with clock.moved(6 * WEEK):
        again = Keyring(keys, RootKey(bytes(range(32)), Epochs(root.epochs.folder)))
        with pytest.raises(EpochMissing, match="is missing"):
            await _with(again, addresses, kept_copy, values)
        with pytest.raises(EpochMissing, match=r"contact \(1 organisations\)"):
            await Renewal(keys, root).check()


async def _with(ring: Keyring, addresses: Addresses, copy: list[tuple], values: dict) -> int:
    put_back(addresses, copy)
    return await opened(ring, values)


async def test_a_backup_as_old_as_is_kept_still_opens(
    keys: AsyncConnectionPool, root: RootKey, addresses: Addresses
) -> None:
    ring, renewal = Keyring(keys, root), Renewal(keys, root)
    values = await sealed(ring, ids.new_many(3))
    for day in range(0, 90, 6):
        with clock.moved(timedelta(days=day)):
            await renewal.turn(AGES)
            backup = rows(addresses)
        with clock.moved(timedelta(days=day + 7)):
            await renewal.turn(AGES)
            fresh = Keyring(keys, RootKey(bytes(range(32)), Epochs(root.epochs.folder)))
            now = rows(addresses)
            assert await _with(fresh, addresses, backup, values) == 3, day
            put_back(addresses, now)


async def test_a_turn_that_was_killed_goes_on_and_nothing_ends_that_is_needed(
    keys: AsyncConnectionPool, root: RootKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring, renewal = Keyring(keys, root), Renewal(keys, root)
    values = await sealed(ring, ids.new_many(50))
    monkeypatch.setattr(rotation, "BATCH", 20)
    before = root.epochs.stored()
    with clock.moved(6 * WEEK):
        with monkeypatch.context() as patch:
            calls = iter(range(2))
            real = rotation._batch

            async def dying(*words):
                if next(calls, None) is None:
                    raise ConnectionError
                return await real(*words)

            patch.setattr(rotation, "_batch", dying)
            with pytest.raises(ConnectionError):
                await renewal.turn(AGES)
        assert before <= root.epochs.stored(), "a week that some key needs stays"
        assert await opened(ring, values) == 50
        await renewal.turn(AGES)
        assert not before & root.epochs.stored()
        assert await opened(ring, values) == 50
        assert await renewal.turn(AGES) == 0


async def test_a_week_stays_as_long_as_one_key_needs_it(
    keys: AsyncConnectionPool, root: RootKey, addresses: Addresses
) -> None:
    """Somebody holds the row just now: the renewal goes on without waiting, and comes again."""
    ring, renewal = Keyring(keys, root), Renewal(keys, root)
    values = await sealed(ring, ids.new_many(3))
    before = root.epochs.stored()
    with clock.moved(6 * WEEK):
        with psycopg.connect(addresses.keyring) as owner:
            owner.execute(
                "select 1 from data_key where owner_id = %s for update", (next(iter(values)),)
            )
            await renewal.turn(AGES)
            assert before <= root.epochs.stored()
        assert await opened(ring, values) == 3
        await renewal.turn(AGES)
        assert not before & root.epochs.stored()
        assert await opened(ring, values) == 3


async def test_a_missing_file_stops_a_start_and_a_wrong_one_too(
    keys: AsyncConnectionPool, root: RootKey
) -> None:
    ring = Keyring(keys, root)
    await sealed(ring, ids.new_many(5))
    await Renewal(keys, root).check()
    (number,) = root.epochs.stored()
    path = root.epochs.path(number)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    right = path.read_text()
    path.unlink()
    fresh = RootKey(bytes(range(32)), Epochs(root.epochs.folder))
    with pytest.raises(EpochMissing, match="5 keys of kind contact"):
        await Renewal(keys, fresh).check()
    with pytest.raises(EpochMissing, match="is missing"):
        await Keyring(keys, fresh).make(MINE, keyring.CONTACT, ids.new_many(1))
    path.write_text("ab" * 32)
    with pytest.raises(EpochMissing, match="is not the key of that week"):
        await Renewal(keys, fresh).check()
    path.write_text(right)
    await Renewal(keys, fresh).check()


async def test_two_machines_make_one_key_a_week(keys: AsyncConnectionPool, tmp_path: Path) -> None:
    here, there = (RootKey(bytes(range(32)), Epochs(tmp_path / one)) for one in ("here", "there"))
    await Renewal(keys, here).turn(AGES)
    with pytest.raises(EpochMissing, match="bring it back"):
        await Renewal(keys, there).turn(AGES)
    (tmp_path / "there").mkdir(exist_ok=True)
    this = epochs.week_of(clock.now())
    there.epochs.path(this).write_text(here.epochs.path(this).read_text())
    await Renewal(keys, there).turn(AGES)  # next week's file may come later


def test_backups_may_not_outlive_their_weeks() -> None:
    with pytest.raises(ValidationError, match="could not be opened"):
        Settings(epoch_days=30, keyring_backup_days=20)


async def test_a_destroyed_key_leaves_what_a_kept_copy_is_known_by(
    keys: AsyncConnectionPool, root: RootKey
) -> None:
    ring = Keyring(keys, root)
    (who,) = people = ids.new_many(1)
    await sealed(ring, people)
    kept = await ring._fetch(MINE, "k.owner_id = w.one", (), each=people)
    await ring.shred(MINE, keyring.CONTACT, who, clock.now())
    told = await ring.destroyed(MINE, keyring.CONTACT, who)
    assert told == {kept[0][0].hex(): keyring.commitment(kept[0][0], kept[0][2])}
    assert await ring.shred(MINE, keyring.CONTACT, who, clock.now()) == 0
    assert await ring.destroyed(MINE, keyring.CONTACT, who) == told, "again changes nothing"
