"""`indokona keys …`: new root key, new organisation keys, and the sweep of keys without rows."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from uuid import UUID

import psycopg

from indokona.app import clusters, folders, passwords, sweeping
from indokona.kernel import hardening, root, rotation, wired
from indokona.kernel.errors import Trouble
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses

Say = Callable[[str], None]


def run(asked: argparse.Namespace, settings: Settings, say: Say) -> None:
    """Do one of the three; raises `Trouble`."""
    hardening.keep_keys_in_memory()
    key = root.load(settings)
    if asked.act == "rotate-root":
        _rotate_root(settings, key, say)
        return
    with clusters.reached(settings, key) as addresses:
        if asked.act == "sweep":
            asyncio.run(_sweep(addresses, key, say))
        else:
            only = None if asked.all else asked.organisation
            asyncio.run(_rotate_organisations(addresses, key, only, say))


def _rotate_root(settings: Settings, key: RootKey, say: Say) -> None:
    if key.previous() is None:
        raise Trouble(
            "Give the new root key as INDOKONA_ROOT_KEY or in root.key, and the one before as"
            " INDOKONA_PREVIOUS_ROOT_KEY."
        )
    given = clusters.given(settings)
    if given is None and not clusters.exist(settings):
        raise Trouble(f"There are no data in {settings.data}: give --data or the addresses.")
    # Embedded clusters are held and started here, so that nobody else can be at work on them.
    with folders.held(settings.data) if given is None else nullcontext():
        if given is not None:
            given = passwords.renew(given, key)
        with nullcontext(given) if given else clusters.running(settings, key) as addresses:
            count = asyncio.run(_root(addresses, key))
    say(f"{count} organisations are under the new root key now; the one before opens nothing.")
    say(
        "Take INDOKONA_PREVIOUS_ROOT_KEY away, and destroy that key with the last backup from before."
    )
    if given is not None:
        say(f"INDOKONA_DATABASE_URL={given.data}")
        say(f"INDOKONA_KEYRING_URL={given.keyring}")


async def _root(addresses: Addresses, key: RootKey) -> int:
    async with await _connected(addresses, key) as connection:
        await _refuse_if_at_work(connection)
        return await rotation.rotate_root(connection, key)


async def _connected(addresses: Addresses, key: RootKey) -> rotation.Connection:
    return await psycopg.AsyncConnection.connect(addresses.keys(key), autocommit=True)


async def _refuse_if_at_work(connection: rotation.Connection) -> None:
    """A process with the previous root key would go on writing under it; who is just leaving gets a moment."""
    for _ in range(5):
        rows = await connection.execute(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and usename = current_user and pid <> pg_backend_pid()"
        )
        count = await rows.fetchone()
        if not count or not count[0]:
            return
        await asyncio.sleep(0.4)
    raise Trouble("Processes are at work on the keyring: stop every up, serve and work first.")


async def _rotate_organisations(
    addresses: Addresses, key: RootKey, only: UUID | None, say: Say
) -> None:
    async with await _connected(addresses, key) as connection:
        for one in [only] if only else await rotation.organisations(connection):
            try:
                count = await rotation.rotate_organisation(connection, key, one)
            except LookupError:
                raise Trouble(f"There is no organisation {one}, or it was erased.") from None
            say(f"{one}: {count} keys are under a new organisation key.")


async def _sweep(addresses: Addresses, key: RootKey, say: Say) -> None:
    async with wired.open_database(addresses, key, size=2, roles=("app",)) as database:
        for kind, count in (await sweeping.sweep(database)).items():
            say(f"{kind}: {count} keys without a row were destroyed.")
