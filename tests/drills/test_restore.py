"""Yesterday's backup with today's keyring: who was erased since stays unreadable, who said no since is not
written to, and both before a port opens. On an installation as its operator runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.drills.canaries import Needles, canaries, scanned
from tests.fixtures.figures import printed
from tests.fixtures.running import INDOKONA, Up, up

from indokona.app import clusters
from indokona.app.client import Client, until
from indokona.kernel import root
from indokona.kernel.settings import Settings

pytestmark = pytest.mark.drill
COUNT = 60


def command(*words: str) -> str:
    """One command, as typed; its words, or a failure with them."""
    done = subprocess.run(
        [INDOKONA, *words], capture_output=True, text=True, check=False, env=os.environ
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def officer(installation: Up) -> Client:
    """The owner's session: the demo's key may not erase."""
    demo, url = installation.line["demo"], installation.line["url"]
    words = {"email": demo["email"], "password": demo["password"]}
    return Client(url, Client(url).post("/api/sessions", words)["token"])


def superuser(data: Path, which: str) -> psycopg.Connection[Any]:
    """Past the walls of a running cluster."""
    settings = Settings(data=data)
    found = clusters.superusers_of_running(settings, root.load(settings))
    assert found is not None
    address = dict(zip(("data", "keyring"), found, strict=True))[which]
    return psycopg.connect(address.replace("/postgres?", "/indokona?"), autocommit=True)


def test_yesterdays_backup_meets_todays_no_and_todays_keys(tmp_path: Path) -> None:
    with printed("restore drill") as figures, up() as installation:
        api, data = officer(installation), installation.data
        people = canaries(COUNT)
        made = [api.post("/api/contacts", {"phone": one.phone, "name": one.name}) for one in people]
        erased, stopped = made[:10], made[10:20]
        for one in ("far", "near"):
            (tmp_path / one).mkdir()
        key = command("backup", "--make-key", str(tmp_path / "id")).strip()
        places = ["--data-to", str(tmp_path / "far"), "--keyring-to", str(tmp_path / "near")]
        with figures.timed("backup of both, while it runs"):
            command("backup", "--data", str(data), "--recipient", key, *places)
        for one in erased:
            asked = api.post(f"/api/contacts/{one['id']}/erasure")
            where = f"/api/requests/{asked['id']}"
            until("the erasure", lambda where=where: api.get(where)["state"] in ("done", "telling"))
        for one in stopped:
            api.post(f"/api/contacts/{one['id']}/opt-out", {})
        installation.stop()
        shutil.rmtree(data / "postgres" / "data")
        (backup,) = (tmp_path / "far").iterdir()
        with figures.timed("restore, until every no is in force"):
            told = command(
                "restore",
                "--data",
                str(data),
                "--identity",
                str(tmp_path / "id"),
                "--data-from",
                str(backup),
            )
        assert "20 times no" in told, told
        began = time.monotonic()
        installation.start()
        figures.add("up again after", f"{time.monotonic() - began:.1f} s")
        check(installation, [one["id"] for one in erased], [one["id"] for one in stopped])
        shown = {
            one["name"] for one in officer(installation).get("/api/contacts?limit=100")["items"]
        }
        assert {one.name for one in people[20:]} <= shown, "everybody else is there"
        assert not {one.name for one in people[:10]} & shown
        size, counts = scanned(data / "postgres" / "data", Needles(people[:10]))
        figures.add("bytes looked through", f"{size >> 20} MB")
        figures.add("erased people readable", str(sum(counts.values())), "0")
        assert counts == {}


def check(installation: Up, erased: list[str], stopped: list[str]) -> None:
    """The restored rows: opt-outs in force, the erased hidden, and swept by the worker."""
    with (
        superuser(installation.data, "data") as data,
        superuser(installation.data, "keyring") as keyring,
    ):
        row = data.execute(
            "select count(distinct contact_id) from opt_out where contact_id = any(%s::uuid[])",
            (erased + stopped,),
        ).fetchone()
        assert row == (20,)
        row = data.execute(
            "select count(*) from contact where id = any(%s::uuid[]) and fenced_at is null",
            (erased,),
        ).fetchone()
        assert row == (0,)
        row = keyring.execute(
            "select count(*) from data_key where owner_id = any(%s::uuid[])", (erased,)
        ).fetchone()
        assert row == (0,), "their keys did not come back"

        def swept() -> bool:
            found = data.execute(
                "select count(*) from identity where contact_id = any(%s::uuid[])", (erased,)
            ).fetchone()
            return found == (0,)

        until("the second sweep", swept, seconds=60)
