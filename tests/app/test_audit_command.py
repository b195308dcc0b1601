"""`indokona audit verify`, as an operator runs it."""

from __future__ import annotations

import json

import psycopg
import pytest
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation

from indokona.app import cli
from indokona.kernel import audit, closing, ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database
from indokona.kernel.wired import Addresses


@pytest.fixture
def words(
    installation: Installation, addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """The command with where this installation is."""
    return [
        "audit", "verify", "--data", str(installation.folder),
        "--database-url", addresses.data, "--keyring-url", addresses.keyring,
    ]  # fmt: skip


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = cli.main(list(words))
    told = capsys.readouterr()
    return status, told.out or told.err


async def acted(database: Database, cast: Cast) -> None:
    async with database.organisation(cast.organisation_id) as db:
        await audit.record(
            db, Actor("user", cast.asha), "contact.edited", "contact", cast.dev, "name"
        )
    await closing.close_due(database)


async def in_a_thread(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """The command makes an event loop of its own."""
    import asyncio

    return await asyncio.to_thread(run, capsys, *words)


async def test_it_says_that_all_is_well_and_names_what_is_not(
    database: Database,
    cast: Cast,
    owner: psycopg.Connection,
    words: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    await acted(database, cast)
    status, said = await in_a_thread(capsys, *words, "--json")
    report = json.loads(said)
    assert (status, report["ok"]) == (0, True)
    assert len(report["organisations"]) == 3
    owner.execute("alter table audit no force row level security")
    owner.execute("update audit set reason = 'phone' where act = 'contact.edited'")
    mine = ("--organisation", str(cast.organisation_id))
    status, said = await in_a_thread(capsys, *words, "--json", *mine)
    ((found,),) = [one["findings"] for one in json.loads(said)["organisations"]]
    row = owner.execute("select id from audit where act = 'contact.edited'").fetchone()
    assert (status, found["kind"], found["row_id"]) == (1, "changed", str(row[0]))
    status, said = await in_a_thread(capsys, *words, *mine)
    assert status == 1
    assert f"row {row[0]}: a row is not what it was" in said


async def test_an_organisation_that_is_not_there_is_one_line(
    database: Database, cast: Cast, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = await in_a_thread(capsys, *words, "--organisation", str(ids.new()))
    assert status == 1
    assert len(said.splitlines()) == 1
    assert "There is no organisation" in said
