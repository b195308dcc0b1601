"""What a process does before it takes work."""

from __future__ import annotations

import secrets
import subprocess
import sys

import psycopg
import pytest
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation

from indokona.app import migrate, start
from indokona.consent import rules, store
from indokona.consent.actions import withdraw
from indokona.contacts.actions import identify
from indokona.kernel import clock
from indokona.kernel.database import Database
from indokona.kernel.ledger import OPT_OUT
from indokona.kernel.root import RootKey
from indokona.kernel.wired import Addresses


async def test_a_no_that_the_data_have_forgotten_is_applied_first(
    installation: Installation, addresses: Addresses, database: Database, cast: Cast
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        tokens = await identify.tokens_of(db, cast.dev)
    await database.ledger.write(
        cast.organisation_id, OPT_OUT, cast.dev, tokens, purposes=["marketing"], at=clock.now()
    )
    await start.before_work(installation.settings, installation.root, addresses)
    async with database.organisation(cast.organisation_id) as db:
        assert await store.has_stopped(db, cast.dev, ["marketing"])
        assert not await store.has_stopped(db, cast.dev, rules.PURPOSES)
    assert await withdraw.catch_up(database) == 0, "nothing is new"


async def test_a_schema_that_is_not_at_head_stops_a_process(
    installation: Installation, addresses: Addresses, owner: psycopg.Connection
) -> None:
    owner.execute("update alembic_version set version_num = 'f00'")
    with pytest.raises(migrate.OtherVersion, match="data database is at f00, which this version"):
        await start.before_work(installation.settings, installation.root, addresses)
    owner.execute("drop table alembic_version")
    with pytest.raises(migrate.OtherVersion, match="run `indokona up` once, which migrates"):
        await start.before_work(installation.settings, installation.root, addresses)


async def test_another_root_key_stops_a_process(
    installation: Installation, addresses: Addresses
) -> None:
    other = RootKey(secrets.token_bytes(32), installation.root.epochs)
    with pytest.raises(start.NotReady, match="another root key, or `indokona prepare`"):
        await start.before_work(installation.settings, other, addresses)


def test_a_hardened_process_dumps_no_core_and_lets_nobody_look() -> None:
    program = (
        "import ctypes, resource; from indokona.kernel import hardening as h; h.keep_keys_in_memory();"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3), h.is_locked())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("(0, 0) 0 ")
