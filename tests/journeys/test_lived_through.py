"""Bad days of a running installation: it refuses clearly, keeps what it acknowledged, and recovers."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.fixtures.disks import filled, mounted
from tests.fixtures.running import INDOKONA, Up, running_on

from indokona.app import clusters
from indokona.app.client import until
from indokona.kernel import clock
from indokona.kernel.postgres import sockets


def test_an_installation_lives_through_a_full_disk_a_kill_and_a_busy_end(fresh: Path) -> None:
    """One installation, since a start takes seconds: three bad days of it, one after the other."""
    with mounted(fresh, "size=260m,mode=755"):
        installation = Up(fresh, fresh.parent / "up.log")
        installation.start()
        try:
            full_disk(installation)
            second_start(installation)
            killed(installation)
            busy_end(installation)
        finally:
            installation.stop()


def full_disk(installation: Up) -> None:
    """Writes are refused as 503 problems, what was acknowledged stays, and it recovers by itself."""
    http = httpx.Client(
        base_url=installation.line["url"], trust_env=False, timeout=30,
        headers={"authorization": f"Bearer {installation.line['demo']['api_key']}"},
    )  # fmt: skip
    numbers = iter(range(919700000000, 919799999999))
    kept = [created(http, next(numbers)) for _ in range(5)]
    ballast = filled(installation.data, spare=0)
    refusals = 0
    for _ in range(4000):
        answer = create(http, next(numbers))
        if answer.status_code < 300:
            kept.append(answer.json()["id"])
            continue
        assert answer.status_code in (503, 507), answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        refusals += 1
        if refusals == 20:
            break
        time.sleep(0.1)
    assert refusals == 20, "the disk was never full"
    ballast.unlink()

    def writes_again() -> bool:
        answer = create(http, next(numbers))
        assert answer.status_code in (200, 201, 503), answer.text
        return answer.status_code < 300

    until("the recovery", writes_again, seconds=20)
    for one in kept:
        assert http.get(f"/api/contacts/{one}").status_code == 200
    assert "Traceback" not in installation.log.read_text()


def create(http: httpx.Client, phone: int) -> httpx.Response:
    # Names are long, so that it takes few of them to need another page.
    return http.post("/api/contacts", json={"phone": f"+{phone}", "name": f"Name {phone} " * 8})


def created(http: httpx.Client, phone: int) -> str:
    answer = create(http, phone)
    assert answer.status_code < 300, answer.text
    return str(answer.json()["id"])


def second_start(installation: Up) -> None:
    """Nobody else starts on a folder that is held."""
    done = subprocess.run(
        [INDOKONA, "up", "--data", installation.data, "--port", "0", "--simulator-port", "0"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"Another process (pid {installation.child.pid}) runs on" in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr


def killed(installation: Up) -> None:
    """What a killed installation leaves of sockets is swept at the next start."""
    before = sockets_of(installation)
    assert len(before) == 2
    installation.kill_everything()
    assert all(folder.exists() for folder in before)
    installation.start()
    assert not any(folder.exists() for folder in before)
    assert all(folder.exists() for folder in sockets_of(installation))


def sockets_of(installation: Up) -> list[Path]:
    pids = [installation.data / "postgres" / one / "postmaster.pid" for one in clusters.WHICH]
    return [Path(pid.read_text().split("\n")[4]) for pid in pids]


def busy_end(installation: Up) -> None:
    """SIGTERM in the middle of work ends all of it within five seconds."""
    last = sockets_of(installation)
    people = "".join(f"P {n},+9196{n}\n" for n in range(10_000_000, 10_005_000))
    made = installation.api.upload("/api/imports", b"name,phone\n" + people.encode())
    where = f"/api/imports/{made['id']}"
    until("the import", lambda: installation.api.get(where)["state"] != "waiting")
    assert installation.stop() < 5
    assert installation.child.returncode == 0
    assert running_on(installation.data) == []
    assert not any(folder.exists() for folder in last)


def test_folders_of_sockets_of_dead_servers_are_swept_and_others_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # other servers of this machine live
    dead, young, living = (sockets.make() for _ in range(3))
    gone = subprocess.Popen(["true"])
    gone.wait()
    for folder, pid in ((dead, gone.pid), (living, os.getpid())):
        (folder / ".s.PGSQL.5432.lock").write_text(f"{pid}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sockets, "is_postgres", lambda pid: pid == os.getpid())
        sockets.sweep()
        assert [one.exists() for one in (dead, young, living)] == [False, True, True]
        with clock.moved(timedelta(minutes=2)):
            sockets.sweep()
        assert [one.exists() for one in (dead, young, living)] == [False, False, True]
    sockets.sweep()
    assert not living.exists()
