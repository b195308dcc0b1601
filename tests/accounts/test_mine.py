"""A user's own data: asked with the password, whole, in words, and nobody else's."""

from __future__ import annotations

import io
import zipfile

import httpx
import pyrage
from tests.accounts.stage import PASSWORD, Stage, code_of
from tests.fixtures.given import read, records

from indokona.app import schema
from indokona.kernel import datamap

EMAIL, WORDS = "owner@chai.example", "three kettles by the window"
BODY = {"password": PASSWORD, "passphrase": WORDS}
#: In which part a table's columns come back.
PARTS = {
    "user_account": "mine.account", "membership": "mine.membership", "session": "mine.session",
    "security_entry": "mine.security", "acceptance": "mine.acceptance",
}  # fmt: skip


def opened(answer: httpx.Response) -> zipfile.ZipFile:
    """The file that came, opened with its passphrase."""
    return zipfile.ZipFile(io.BytesIO(pyrage.passphrase.decrypt(answer.content, WORDS)))


async def test_one_gets_all_that_the_data_map_says_is_ones_own(stage: Stage) -> None:
    mine = stage.holding((await stage.signed_up(EMAIL))["token"])
    answer = await mine.post("/api/me/package", json=BODY)
    assert answer.status_code == 200
    archive = opened(answer)
    for line in datamap.lines(schema.whole()):
        if line.declared.export and line.walls in (datamap.Walls.user, datamap.Walls.member):
            told = [one.get(line.declared.export) for one in records(archive, PARTS[line.table])]
            assert any(told), f"{line.table}.{line.column} is not given"
    assert records(archive, "mine.account")[0]["email"] == EMAIL
    assert records(archive, "mine.security")[0]["ip"] == "127.0.0.1"
    acts = [one["act"] for one in records(archive, "mine.act")]
    assert acts[0] == "login.package", "also that it was asked for"
    log = (await mine.get("/api/security-log")).json()["items"]
    assert log[0]["act"] == "login.package"


async def test_only_who_knows_the_password_gets_it(stage: Stage) -> None:
    mine = stage.holding((await stage.signed_up(EMAIL))["token"])
    wrong = await mine.post("/api/me/package", json={**BODY, "password": "x" * 20})
    assert code_of(wrong) == (422, "password.wrong")
    short = await mine.post("/api/me/package", json={**BODY, "passphrase": "short"})
    assert short.status_code == 422
    assert (await stage.nobody.post("/api/me/package", json=BODY)).status_code == 401


async def test_nothing_of_another_person_is_in_it(stage: Stage) -> None:
    await stage.signed_up("other@rye.example")
    mine = stage.holding((await stage.signed_up(EMAIL))["token"])
    archive = opened(await mine.post("/api/me/package", json={**BODY, "language": "hi"}))
    assert "other@rye.example" not in "".join(str(archive.read(n)) for n in archive.namelist())
    assert {one["organisation"] for one in records(archive, "mine.act")} == {
        one["organisation"] for one in records(archive, "mine.membership")
    }
    assert "आपका लॉगिन" in read(archive)
