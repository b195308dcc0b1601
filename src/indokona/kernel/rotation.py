"""Rotation: the keys that wrap keys are made new, by wrapping again. Nothing sealed is touched.

Both walks go in small transactions and may be killed at any point: what is wrapped says itself
under which key it is, so that starting again goes on where it stood.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from indokona.kernel import clock, ids
from indokona.kernel.epochs import Epochs
from indokona.kernel.root import RootKey

Connection = psycopg.AsyncConnection[Any]

#: Keys wrapped again in one transaction: short enough that a waiting erasure does not notice.
BATCH = 1000


class NotRotated(Exception):
    """The rotation did not reach its end; starting it again goes on."""


async def organisations(connection: Connection) -> list[UUID]:
    """Every organisation that has a key."""
    rows = await connection.execute("select distinct organisation_id from organisation_key")
    return [row[0] for row in await rows.fetchall()]


async def rotate_root(connection: Connection, root: RootKey) -> int:
    """Wrap every organisation's keys under the current root key; returns how many organisations.

    Nobody may write under the previous root key meanwhile. `connection` commits by itself.
    Raises `RootKeyMissing` for a key that neither root key opens, `NotRotated` if one is left.
    """
    rotated = 0
    for organisation_id in await organisations(connection):
        rotated += await _under_current_root(connection, root, organisation_id)
    await verify(connection, root)
    return rotated


async def _under_current_root(connection: Connection, root: RootKey, organisation_id: UUID) -> bool:
    async with connection.transaction():
        rows = await connection.execute(
            "select version, root_id, wrapped from organisation_key"
            " where organisation_id = %s and root_id <> %s order by version for no key update",
            (organisation_id, root.id),
        )
        waiting = await rows.fetchall()
        for version, root_id, wrapped in waiting:
            again = root.wrap(organisation_id, root.unwrap(organisation_id, root_id, wrapped))
            await connection.execute(
                "update organisation_key set root_id = %s, wrapped = %s"
                " where organisation_id = %s and version = %s",
                (root.id, again, organisation_id, version),
            )
    return bool(waiting)


async def verify(connection: Connection, root: RootKey) -> None:
    """Open every organisation's key with the current root key alone; raises `NotRotated`."""
    alone = root.alone()
    rows = await connection.execute(
        "select organisation_id, root_id, wrapped from organisation_key"
    )
    for organisation_id, root_id, wrapped in await rows.fetchall():
        if root_id != root.id:
            raise NotRotated("A key is still wrapped by the previous root key: start again.")
        alone.unwrap(organisation_id, root_id, wrapped)


async def rotate_organisation(connection: Connection, root: RootKey, organisation_id: UUID) -> int:
    """Give an organisation a new key and wrap its data keys under it; returns how many.

    Sealing and opening go on meanwhile: the new version is there before the first data key names
    it, and the old one until no data key does. Raises `LookupError` for an unknown organisation.
    """
    versions = await _versions(connection, root, organisation_id)
    if len(versions) == 1:
        await _new_version(connection, root, organisation_id, max(versions))
        versions = await _versions(connection, root, organisation_id)
    goal = _Goal(root.epochs, versions, await root.epochs.current(connection), before=0)
    moved = 0
    while True:
        moved += await _walk(connection, organisation_id, goal)
        if await _retire(connection, organisation_id, max(versions)):
            return moved
        # Somebody holds a row, or has just made a key under the old version: they end soon.
        await asyncio.sleep(0.05)


async def renew_weeks(
    connection: Connection, root: RootKey, organisation_id: UUID, before: int
) -> int:
    """Wrap an organisation's data keys of weeks before `before` under this week's key; returns how many.

    What somebody holds just now is left: the caller comes again.
    """
    versions = await _versions(connection, root, organisation_id)
    goal = _Goal(root.epochs, versions, await root.epochs.current(connection), before)
    return await _walk(connection, organisation_id, goal)


class _Goal:
    """Where a walk leads: the newest version and this week, from any older ones."""

    def __init__(self, epochs: Epochs, versions: dict[int, bytes], epoch: int, before: int) -> None:
        self.epochs, self.versions, self.epoch, self.before = epochs, versions, epoch, before
        self.version = max(versions)
        self.new = epochs.kek(epoch, versions[self.version])
        self._old: dict[tuple[int, int], AESGCM] = {}

    def old(self, version: int, epoch: int) -> AESGCM:
        """What wraps a key now."""
        if (version, epoch) not in self._old:
            self._old[version, epoch] = self.epochs.kek(epoch, self.versions[version])
        return self._old[version, epoch]


async def _versions(
    connection: Connection, root: RootKey, organisation_id: UUID
) -> dict[int, bytes]:
    """The organisation's keys by version; more than one: a rotation is under way."""
    rows = await connection.execute(
        "select version, root_id, wrapped from organisation_key where organisation_id = %s",
        (organisation_id,),
    )
    found = {
        version: root.unwrap(organisation_id, root_id, wrapped)
        for version, root_id, wrapped in await rows.fetchall()
    }
    if not found:
        raise LookupError("organisation without a key")
    return found


async def _new_version(
    connection: Connection, root: RootKey, organisation_id: UUID, newest: int
) -> None:
    # Only where the old version still stands: an organisation that was shredded stays so.
    await connection.execute(
        "insert into organisation_key (organisation_id, version, root_id, wrapped, made_at)"
        " select organisation_id, version + 1, %s, %s, %s from organisation_key"
        " where organisation_id = %s and version = %s on conflict do nothing",
        (
            root.id, root.wrap(organisation_id, AESGCM.generate_key(256)), clock.now(),
            organisation_id, newest,
        ),
    )  # fmt: skip


async def _walk(connection: Connection, organisation_id: UUID, goal: _Goal) -> int:
    """Once through the data keys under an older version or week, batch after batch."""
    after, moved = ids.NIL, 0
    while True:
        last, count = await _batch(connection, organisation_id, goal, after)
        if last is None:
            return moved
        after, moved = last, moved + count


async def _batch(
    connection: Connection, organisation_id: UUID, goal: _Goal, after: UUID
) -> tuple[UUID | None, int]:
    """One batch in one transaction; returns the last id seen (None at the end) and how many.

    A row that someone holds is left for the next walk: this transaction never waits, so that it
    can be in nobody's deadlock, and an erasure under way wins.
    """
    async with connection.transaction():
        rows = await connection.execute(
            "select id, version, epoch, wrapped from data_key"
            " where organisation_id = %s and (version < %s or epoch < %s) and id > %s"
            " order by id limit %s for update skip locked",
            (organisation_id, goal.version, goal.before, after, BATCH),
        )
        old = await rows.fetchall()
        again = [
            _wrapped_again(organisation_id, key_id, wrapped, goal.old(version, epoch), goal.new)
            for key_id, version, epoch, wrapped in old
        ]
        await connection.execute(
            "update data_key d set version = %s, epoch = %s, wrapped = u.wrapped"
            " from unnest(%s::uuid[], %s::bytea[]) as u(id, wrapped)"
            " where d.organisation_id = %s and d.id = u.id",
            (goal.version, goal.epoch, [row[0] for row in old], again, organisation_id),
        )
    return (old[-1][0] if old else None), len(old)


def _wrapped_again(
    organisation_id: UUID, key_id: UUID, wrapped: bytes, old: AESGCM, new: AESGCM
) -> bytes:
    bound = organisation_id.bytes + key_id.bytes
    nonce = os.urandom(12)
    return nonce + new.encrypt(nonce, old.decrypt(wrapped[:12], wrapped[12:], bound), bound)


async def _retire(connection: Connection, organisation_id: UUID, newest: int) -> bool:
    """Remove the versions that no data key uses; True if none but the newest is left."""
    try:
        await connection.execute(
            "delete from organisation_key o where organisation_id = %s and version < %s"
            " and not exists (select from data_key d"
            " where d.organisation_id = o.organisation_id and d.version = o.version)",
            (organisation_id, newest),
        )
    except psycopg.errors.ForeignKeyViolation:
        return False  # a key was made under it between the look and the removal
    rows = await connection.execute(
        "select count(*) from organisation_key where organisation_id = %s", (organisation_id,)
    )
    count = await rows.fetchone()
    return count is not None and count[0] <= 1
