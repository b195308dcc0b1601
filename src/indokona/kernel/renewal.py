"""The renewal of weeks: live keys move to this week's key, and old weeks' keys are destroyed.

It goes in small transactions and may be killed at any point: each row says itself under which week
it is. A week ends only when no row needs it, so that this can lose nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg_pool import AsyncConnectionPool

from indokona.kernel import clock, epochs, log, rotation
from indokona.kernel.epochs import EpochMissing
from indokona.kernel.lending import lent
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings

LOG = log.get("weeks")

Connection = psycopg.AsyncConnection[Any]


@dataclass(frozen=True, slots=True)
class Ages:
    """How old a week's key grows, counted from the week's beginning."""

    #: At this age live keys have left it, so that a backup as old as is kept still opens.
    left: timedelta
    #: At this age its file is destroyed.
    destroyed: timedelta

    @classmethod
    def of(cls, settings: Settings) -> Ages:
        """From the settings, which see to it that the first comes before the second."""
        whole = timedelta(days=settings.epoch_days)
        return cls(whole - timedelta(days=settings.keyring_backup_days) - epochs.WEEK, whole)


class Renewal:
    """The keyring's weeks, as a start checks them and a worker renews them."""

    def __init__(self, pool: AsyncConnectionPool[Any], root: RootKey) -> None:
        self._pool = pool
        self._root = root

    async def check(self) -> None:
        """Raise `EpochMissing` if a week's file is not here under which keys are wrapped.

        The words say what could not be read without it.
        """
        async with lent(self._pool) as connection:
            used = await _used(connection)
            missing = sorted(used - self._root.epochs.stored())
            if missing:
                raise EpochMissing(await self._told(connection, missing))
            for number in used:
                await self._root.epochs.make(connection, number)

    async def _told(self, connection: Connection, missing: list[int]) -> str:
        rows = await connection.execute(
            "select kind, count(*), count(distinct organisation_id) from data_key"
            " where epoch = any(%s) group by 1 order by 1",
            (missing,),
        )
        lost = ", ".join(
            f"{n} keys of kind {kind} ({of} organisations)" for kind, n, of in await rows.fetchall()
        )
        names = ", ".join(f"{number}.key" for number in missing)
        return (
            f"Weekly keys are missing in {self._root.epochs.folder}: {names}. Bring these files back, from the"
            f" machine that has them. Without them these are lost, and every row sealed under them: {lost}."
            " If this keyring is an old copy, its weeks were destroyed on purpose: take a younger one."
        )

    async def turn(self, ages: Ages) -> int:
        """Make this week's and the next week's key, move live keys, destroy what is old; returns how many moved.

        The next week's key a week ahead, so that there is time to bring its file to other machines.
        """
        this = epochs.week_of(clock.now())
        async with lent(self._pool) as connection:
            await self._root.epochs.make(connection, this)
            await self._ahead(connection, this + 1)
            moved = await self._move(connection, epochs.week_of(clock.now() - ages.left) + 1)
            await self._destroy(connection, ages.destroyed)
        return moved

    async def _ahead(self, connection: Connection, number: int) -> None:
        try:
            await self._root.epochs.make(connection, number)
        except EpochMissing:  # another machine made it: there are days left to bring it here
            LOG.warning("bring the weekly key", number=number)

    async def _move(self, connection: Connection, before: int) -> int:
        """`before`: the first week whose age has not reached the bound."""
        moved = 0
        for organisation_id in await _with_old_keys(connection, before):
            moved += await rotation.renew_weeks(connection, self._root, organisation_id, before)
        if moved:
            LOG.info("renewed", count=moved)
        return moved

    async def _destroy(self, connection: Connection, age: timedelta) -> None:
        used, stored = await _used(connection), self._root.epochs.stored()
        for number in await _known(connection):
            if epochs.begins(number) + age > clock.now():
                continue
            if number in used:
                LOG.warning("still used", number=number)
                continue
            # The row first: a file without a row is destroyed at the next turn, on each machine by itself.
            await connection.execute(
                "update epoch set destroyed_at = coalesce(destroyed_at, %s) where number = %s",
                (clock.now(), number),
            )
            if number in stored:
                self._root.epochs.destroy(number)
                LOG.info("destroyed", number=number)


async def _known(connection: Connection) -> list[int]:
    rows = await connection.execute("select number from epoch order by number")
    return [row[0] for row in await rows.fetchall()]


async def _used(connection: Connection) -> set[int]:
    """The weeks that some key needs; each is one look into the index."""
    rows = await connection.execute(
        "select number from epoch e where exists (select from data_key d where d.epoch = e.number)"
    )
    return {row[0] for row in await rows.fetchall()}


async def _with_old_keys(connection: Connection, before: int) -> list[UUID]:
    rows = await connection.execute(
        "select distinct organisation_id from data_key where epoch < %s", (before,)
    )
    return [row[0] for row in await rows.fetchall()]
