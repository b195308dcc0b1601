"""The staff's commands, as typed, on a running database; and what they cannot see."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from tests.accounts.stage import code_of
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import served

from indokona.accounts.actions import organisation
from indokona.app import cli
from indokona.kernel import ids
from indokona.kernel.database import Database
from indokona.kernel.wired import Addresses


@dataclass(frozen=True, slots=True)
class Desk:
    """The command line, on one test's database."""

    words: tuple[str, ...]
    read: Callable[[], Any]

    async def __call__(self, *words: str) -> tuple[int, str, str]:
        """Status, standard output and standard error of `indokona operator …`."""
        status = await asyncio.to_thread(cli.main, ["operator", *words, *self.words])
        out, err = self.read()
        return status, out.strip(), err.strip()

    async def rows(self, *words: str) -> Any:
        """What a command tells as JSON."""
        status, out, err = await self(*words, "--json")
        assert status == 0, err
        return json.loads(out)


@pytest.fixture
def desk(
    installation: Installation, addresses: Addresses, capsys: pytest.CaptureFixture[str]
) -> Desk:
    words = ("--data", str(installation.folder), "--database-url", addresses.data)
    return Desk(words, capsys.readouterr)


SIGNED = ("--as", "night-desk", "--reason", "Reports of spam, case 7.")


async def test_operators_are_registered_and_end(desk: Desk) -> None:
    assert (await desk("add", "night-desk"))[0] == 0
    status, out, err = await desk("add", "night-desk")
    assert (status, out) == (1, "")
    assert err.startswith("indokona: An operator or processor of this name")
    assert "\n" not in err
    for bad in ("Night Desk", "x", "1st", "a" * 41):
        assert (await desk("add", bad))[0] == 1, bad
    found = await desk.rows("list")
    assert [(row["name"], row["ended_at"]) for row in found] == [("night-desk", None)]
    assert (await desk("end", "night-desk"))[0] == 0
    assert (await desk.rows("list"))[0]["ended_at"] is not None
    status, _, err = await desk("suspend", str(ids.new()), *SIGNED)
    assert (status, "no operator of this name" in err) == (1, True), "who has ended acts no more"


async def test_organisations_are_shown_by_counts_only(desk: Desk, cast: Cast) -> None:
    found = await desk.rows("organisations")
    mine = next(row for row in found if row["organisation_id"] == str(cast.organisation_id))
    assert mine.keys() == {"organisation_id", "state", "created_at", "members", "suspended"}
    assert (mine["members"], mine["suspended"]) == (2, False)
    assert "Tea House" not in json.dumps(found)


async def test_a_suspension_stops_people_and_keys_at_once_and_is_told(
    desk: Desk, installation: Installation, database: Database, cast: Cast
) -> None:
    await desk("add", "night-desk")
    refused = (403, "organisation.suspended")
    async with served(installation, database, cast) as api:
        words = {"name": "k", "scopes": ["organisation.read"]}
        key = (await api.asha.post("/api/api-keys", json=words)).json()["key"]
        status, out, err = await desk("suspend", str(cast.organisation_id), *SIGNED)
        assert (status, err) == (0, ""), err
        assert out == f"organisation {cast.organisation_id} is suspended"
        answer = await api.asha.get("/api/organisation")
        assert code_of(answer) == refused
        assert answer.json()["detail"] == "Reports of spam, case 7."
        machine = {"authorization": f"Bearer {key}"}
        assert code_of(await api.nobody.get("/api/organisation", headers=machine)) == refused
        assert (await api.chitra.get("/api/organisation")).status_code == 200
        async with database.organisation(cast.organisation_id) as db:
            assert await organisation.is_suspended(db)
        async with database.organisation(cast.stranger_id) as db:
            assert not await organisation.is_suspended(db)
        assert (await desk.rows("organisations"))[0]["suspended"]
        status, _, err = await desk("suspend", str(cast.organisation_id), *SIGNED)
        assert (status, err) == (1, "indokona: This organisation is suspended already.")
        assert (await desk("release", str(cast.organisation_id), *SIGNED))[0] == 0
        assert (await api.asha.get("/api/organisation")).status_code == 200
        rows = (await api.asha.get("/api/audit")).json()["items"]
    operator = (await desk.rows("list"))[0]["id"]
    told = [(row["act"], row["actor_kind"], row["actor_id"], row["reason"]) for row in rows[:2]]
    assert told == [
        ("organisation.released", "operator", operator, "Reports of spam, case 7."),
        ("organisation.suspended", "operator", operator, "Reports of spam, case 7."),
    ]


async def test_trouble_is_one_line_that_says_what_to_do(
    desk: Desk, installation: Installation, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    await desk("add", "night-desk")
    here = str(cast.organisation_id)
    cases = {
        ("suspend", "tea", *SIGNED): "is not the id of an organisation",
        ("suspend", str(ids.new()), *SIGNED): "There is no such organisation.",
        ("suspend", str(ids.PLATFORM), *SIGNED): "There is no such organisation.",
        ("suspend", here, "--as", "who", "--reason", "x"): "There is no operator of this name",
        ("suspend", here, "--as", "night-desk", "--reason", " \n"): "Say why",
        ("suspend", here, "--as", "night-desk", "--reason", "x" * 501): "Say why",
        ("release", here, *SIGNED): "This organisation is not suspended.",
        ("processor-end", "Nobody", *SIGNED): "no live processor of this name",
    }
    for words, said in cases.items():
        status, out, err = await desk(*words)
        assert (status, out, err.count("\n")) == (1, "", 0), words
        assert said in err, words
    for words in (
        ["suspend", here],
        ["suspend", here, "--as", "night-desk"],
        ["processor-add", "X"],
    ):
        with pytest.raises(SystemExit):
            cli.main(["operator", *words])
    capsys.readouterr()


async def test_a_database_that_is_not_there_is_one_line(
    installation: Installation, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(installation.folder)
    away = "postgresql://x@127.0.0.1:1/indokona"
    nothing = tmp_path / "data"
    nothing.mkdir()
    (nothing / "root.key").write_text("00" * 32)
    for words, said in (
        (["--data", folder, "--database-url", away], "does not answer"),
        (["--data", str(nothing)], "No installation runs in"),
        (["--data", str(tmp_path / "none")], "There is no root key"),
    ):
        assert await asyncio.to_thread(cli.main, ["operator", "list", *words]) == 1
        err = capsys.readouterr().err.strip()
        assert said in err, words
        assert "\n" not in err


async def test_a_running_installation_is_found_by_its_folder(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["operator", "list", "--data", str(installation.folder), "--json"]
    assert await asyncio.to_thread(cli.main, words) == 0
    assert json.loads(capsys.readouterr().out) == []


async def test_the_register_of_processors_is_kept_with_a_name_under_each_act(
    desk: Desk, owner: psycopg.Connection
) -> None:
    await desk("add", "night-desk")
    entry = (
        "processor-add", "Courier", "--as", "night-desk", "--purpose", "deliver e-mail",
        "--categories", "profile", "--hosts", "Mail.courier.example:587,mail2.courier.example",
        "--region", "India", "--contract", "DPA of 2026-03-01",
    )  # fmt: skip
    assert (await desk(*entry))[0] == 0
    assert (await desk(*entry))[0] == 1, "its name is taken"
    row = (await desk.rows("processors"))[0]
    assert (row["name"], row["hosts"]) == (
        "Courier",
        ["mail.courier.example:587", "mail2.courier.example"],
    )
    assert (await desk("processor-end", "Courier", *SIGNED))[0] == 0
    assert (await desk.rows("processors"))[0]["ended_at"] is not None
    assert (await desk(*entry))[0] == 0, "entered anew"
    assert (await desk.rows("processors"))[0]["ended_at"] is None
    bad = [word if word != entry[9] else "http://mail" for word in entry]
    bad[1] = "Other"
    status, _, err = await desk(*bad)
    assert (status, "at least one host" in err) == (1, True)
    owner.execute("alter table audit no force row level security")
    acts = owner.execute(
        "select act, actor_kind from audit where organisation_id = %s order by id", (ids.PLATFORM,)
    ).fetchall()
    assert acts == [
        ("operator.added", "machine"),
        ("processor.added", "operator"),
        ("processor.ended", "operator"),
        ("processor.added", "operator"),
    ]


def test_the_operators_realm_reads_no_content_and_changes_no_state(
    installation: Installation, addresses: Addresses
) -> None:
    with psycopg.connect(addresses.of("operator", installation.root), autocommit=True) as operator:
        for statement in (
            "select name_sealed from organisation",
            "update organisation set state = 'active'",
            "select name_sealed from membership",
            "select user_id from membership",
            "select * from audit",
            "delete from suspension",
            "update suspension set reason = 'x'",
            "select * from user_account",
            "select * from session",
            "select * from invitation",
            "select * from contact",
            "select * from message",
            "delete from processor",
            "select * from directory.find('login', '')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                operator.execute(statement.encode())
    with psycopg.connect(addresses.of("app", installation.root), autocommit=True) as app:
        app.execute(f"set app.organisation = '{ids.PLATFORM}'".encode())
        for statement in (
            "select * from operator_account",
            f"insert into suspension (organisation_id, id, reason, operator_id, at) values"
            f" ('{ids.PLATFORM}', '{ids.NIL}', 'x', '{ids.NIL}', now())",
            "delete from suspension",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement.encode())
